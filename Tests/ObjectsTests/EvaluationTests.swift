import Objects
import Testing

/// Metrics in a note: they count only when they are of what the note is about.
@Suite struct EvaluationTests {
  private let author = Author(
    name: "Ana", email: "ana@example.org", time: Timestamp(seconds: 1_000_000_000))
  private let model = AssetObject.blob(BlobID(digest("model")))

  private func record(_ values: JSONValue) throws -> MetricsRecord {
    MetricsRecord(
      of: AssetReference(kind: .model, name: "fraud"), id: model,
      on: MetricsRecord.Measured(
        asset: AssetReference(kind: .dataset, name: "holdout"), id: .tree(TreeID(digest("data")))),
      path: try RepositoryPath(validating: "m.json"), source: BlobID(digest("file")),
      values: values)
  }

  @Test func metricsComeBack() throws {
    let record = try record(["accuracy": .number(0.5), "by": ["class": .number(.nan)]])
    let note = Note.evaluation(record, author: author)
    #expect(note.noteKind == .evaluation && note.subject == .object(model))
    let read = try Note.decode(note.encode())
    #expect(read == note)
    #expect(read.metrics == record)
  }

  @Test func whatIsNotOfTheSubjectCountsForNothing() throws {
    let good = Note.evaluation(try record(["accuracy": 1]), author: author)
    var other = good
    other.subject = .object(.blob(BlobID(digest("another model"))))
    #expect(other.metrics == nil)
    other = good
    other.noteKind = .observation
    #expect(other.metrics == nil)
    for body: JSONValue in [["text": "very good"], ["metrics": 1], ["metrics": [:]], [:]] {
      other = good
      other.body = body
      #expect(try Note.decode(other.encode()).metrics == nil)
    }
    #expect(Note.evaluation(try record(["accuracy": "high"]), author: author).metrics == nil)
  }

  @Test func knownKindsAreKinds() {
    for kind in NoteKind.known { #expect(NoteKind(rawValue: kind.rawValue) == kind) }
    #expect(NoteKind.reserved.isStrictSubset(of: NoteKind.known))
    #expect(!NoteKind.reserved.contains(.comment) && NoteKind.known.contains(.comment))
    for word in ["", "Approval", "a b", "a/b", "..", String(repeating: "a", count: 65)] {
      #expect(NoteKind(rawValue: word) == nil)
    }
  }
}
