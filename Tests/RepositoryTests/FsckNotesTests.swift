import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// Notes that cannot be, in a view that another program wrote.
@Suite struct FsckNotesTests {
  private let author = Author(
    name: "Ada", email: "ada@example.org", time: Timestamp(seconds: 5))

  /// Lands a view that names a record as a note at a path.
  private func forge(
    _ record: [UInt8], at path: [String], in test: TestRepository
  ) throws {
    let repository = try test.reopened()
    let writer = repository.makeWriter()
    let id = try writer.putBytes(.record, record)
    var entry = TreeEntry(
      mode: .note, name: path.last == "ID" ? id.hex : path.last ?? "", size: 0, id: id)
    func folder(_ entries: [TreeEntry]) throws -> TreeID {
      let sorted = entries.sorted { $0.name < $1.name }
      return try TreeCodec.encode(sorted) { _, bytes in try writer.putBytes(.tree, bytes) }
    }
    for name in path.dropLast().reversed() {
      entry = TreeEntry(mode: .tree, name: name, size: 0, id: try folder([entry]).digest)
    }
    let head = try repository.operations.current()
    var entries = try TreeCodec.decode(head.operation.view) {
      try repository.store.read(.tree, $0.digest)
    }
    entries.append(entry)
    var operation = head.operation
    operation.parents = [head.id]
    operation.view = try folder(entries)
    let operationID = OperationID(try writer.putBytes(.record, operation.encode()))
    try writer.publish(pending: [])
    try repository.operations.swap(expected: head.number, to: operationID)
  }

  private func project() throws -> (test: TestRepository, note: Note) {
    let test = try TestRepository()
    let head = try test.commit("First", ["a.txt": "one"])
    return (
      test, Note(.comment, about: .commit(head), body: ["text": "x"], author: author)
    )
  }

  @Test func aNoteInItsPlaceIsSound() throws {
    let (test, note) = try project()
    try forge(note.encode(), at: ["notes", note.subject.digest.hex, "comment", "ID"], in: test)
    let report = try test.reopened().fsck()
    #expect(report.isSound && report.danglingCount == 0, "\(report.problems)")
    #expect(try test.reopened().notes().map(\.id) == [note.id])
  }

  @Test(arguments: [
    ["notes", "OTHER", "comment", "ID"], ["notes", "SUBJECT", "approval", "ID"],
    ["notes", "SUBJECT", "comment", "SUBJECT"], ["notes", "SUBJECT", "ID"], ["notes", "ID"],
    ["notes", "SUBJECT", "comment", "more", "ID"], ["other", "ID"],
  ])
  func aNoteAtAnotherPlaceIsFound(_ path: [String]) throws {
    let (test, note) = try project()
    let other = SHA256Hasher.hash("other").hex
    try forge(
      note.encode(),
      at: path.map { $0 == "SUBJECT" ? note.subject.digest.hex : $0 == "OTHER" ? other : $0 },
      in: test)
    let report = try test.reopened().fsck()
    #expect(report.problems.map(\.code) == ["object-corrupt"], "\(report.problems)")
    #expect(report.problems.first?.reason.contains("note") == true)
  }

  @Test func aRecordThatIsNoNoteIsFound() throws {
    let (test, note) = try project()
    let path = ["notes", note.subject.digest.hex, "comment", "ID"]
    try forge(Array(#"{"schema":"mlx.note/1"}"#.utf8), at: path, in: test)
    let report = try test.reopened().fsck()
    #expect(report.problems.map(\.code) == ["object-corrupt"], "\(report.problems)")
    #expect(report.problems.first?.object?.hasPrefix("record ") == true)
    #expect(code { _ = try test.reopened().notes() } == "object-corrupt")
  }

  @Test func aMissingFileOfMetricsIsFound() throws {
    let (test, _) = try project()
    let record = MetricsRecord(
      of: AssetReference(kind: .model, name: "m"), id: .blob(BlobID(SHA256Hasher.hash("m"))),
      on: nil, path: nil, source: BlobID(SHA256Hasher.hash("gone")), values: ["x": 1])
    let note = Note.evaluation(record, author: author)
    try forge(note.encode(), at: ["notes", note.subject.digest.hex, "evaluation", "ID"], in: test)
    let report = try test.reopened().fsck()
    #expect(report.problems.map(\.code) == ["object-missing"], "\(report.problems)")
  }
}
