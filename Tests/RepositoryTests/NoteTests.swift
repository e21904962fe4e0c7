import FileIO
import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// Facts that are learnt after a commit.
@Suite struct NoteTests {
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("fraud.bin", "1")
    try project.write("data/a.csv", "1,2\n")
    try project.commit("First") {
      $0.models = [NamedPath(path: project.path("fraud.bin"))]
      $0.datasets = [NamedPath(path: project.path("data"))]
    }
    try project.write("fraud.bin", "2")
    try project.commit("Second", all: true)
    return project
  }

  @discardableResult
  private func add(
    _ project: Project, _ subject: String, kind: NoteKind = .comment, _ text: String
  ) throws -> AddedNote {
    try project.repository.addNote(NoteRequest(subject, kind: kind, body: .text(text)))
  }

  @Test func subjectsAreCommitsAndObjects() throws {
    let project = try makeProject()
    let repository = try project.repository
    let head = try repository.resolve(.head)
    let model = AssetObject.blob(BlobID(SHA256Hasher.hash("2")))
    let data = try #require(try repository.commit(head).assets.first { $0.kind == .dataset })
    let subjects: [(String, NoteSubject)] = [
      ("HEAD", .commit(head)), ("main", .commit(head)), (head.short, .commit(head)),
      ("commit:\(head.hex)", .commit(head)), ("commit:\(head.short)", .commit(head)),
      ("fraud", .object(model)), ("model/fraud@HEAD", .object(model)),
      ("HEAD:fraud.bin", .object(model)), (model.text, .object(model)),
      (String(model.text.prefix(14)), .object(model)),
      ("fraud@HEAD~1", .object(.blob(BlobID(SHA256Hasher.hash("1"))))),
      ("data", .object(data.object)), (data.object.text, .object(data.object)),
      ("HEAD:", .object(.tree(try repository.commit(head).tree))),
    ]
    for (text, subject) in subjects {
      #expect(try repository.noteSubject(text) == subject, "\(text)")
    }
    let nothing = String(repeating: "0", count: 64)
    for text in ["blob:\(nothing)", "tree:\(nothing)", "commit:\(nothing)"] {
      #expect(code { _ = try repository.noteSubject(text) } == "unknown-object", "\(text)")
    }
    // An operation is a record, and no commit.
    let operation = try repository.operations.current().id
    #expect(code { _ = try repository.noteSubject("commit:\(operation.hex)") } == "unknown-object")
    #expect(code { _ = try repository.noteSubject("nothing") } == "unknown-revision")
  }

  @Test func theNewestIsListedFirstWithItsNames() throws {
    let project = try makeProject()
    try add(project, "HEAD~1", "one")
    try add(project, "fraud", kind: .approval, "two\nlines")
    try add(project, "fraud@HEAD~1", "three")
    let all = try project.repository.notes()
    #expect(all.map { $0.note.body["text"]?.string } == ["three", "two\nlines", "one"])
    #expect(all.map(\.title) == [nil, nil, "First"])
    #expect(all.map { $0.assets.map(\.text) } == [[], ["model/fraud"], []])
    #expect(try project.repository.notes(about: "fraud").map(\.id) == [all[1].id])
    #expect(try project.repository.notes(kind: .comment).map(\.id) == [all[0].id, all[2].id])
    #expect(try project.repository.notes(about: "HEAD").isEmpty)
    // Bytes keep their notes, whatever commit has them.
    try project.checkout("HEAD~1")
    #expect(try project.repository.notes(about: "fraud").map(\.id) == [all[0].id])
  }

  @Test func theSameNoteTwiceIsOne() throws {
    let project = try makeProject()
    let repository = try project.repository
    let note = Note(
      .comment, about: .commit(try repository.resolve(.head)), body: ["text": "same"],
      author: Author(name: "Ada", email: "ada@example.org", time: Timestamp(seconds: 5)))
    #expect(try repository.land(note, as: "note: one"))
    let operations = try repository.operationLog().count
    #expect(try !project.repository.land(note, as: "note: two"))
    #expect(try project.repository.operationLog().count == operations)
    #expect(try project.repository.notes().map(\.id) == [note.id])
  }

  @Test func kindsOfOtherCommandsAreRefused() throws {
    let project = try makeProject()
    for kind in NoteKind.reserved {
      #expect(code { try add(project, "HEAD", kind: kind, "x") } == "kind-reserved")
    }
    let own = try #require(NoteKind(rawValue: "aproval"))
    #expect(try add(project, "HEAD", kind: own, "x").notices.first?.contains("'approval'") == true)
    #expect(code { try add(project, "HEAD", " \n") } == "usage")
    #expect(try project.repository.notes().count == 1)
  }

  @Test func theBodyMayBeAFile() throws {
    let project = try makeProject()
    try project.write("n.yaml", "load: {p50: 12}\n")
    let file = project.absolute("n.yaml")
    let added = try project.repository.addNote(
      NoteRequest("HEAD", kind: .observation, body: .file(file, name: "n.yaml")))
    #expect(added.isNew && added.note.note.body == ["load": ["p50": 12]])
    try project.write("n.yaml", "- 1\n")
    #expect(
      code {
        _ = try project.repository.addNote(
          NoteRequest("HEAD", body: .file(file, name: "n.yaml")))
      } == "invalid-note")
  }

  @Test func notesAreFoundByTheirIdOrSubject() throws {
    let project = try makeProject()
    let first = try add(project, "HEAD", "one").note.id
    let second = try add(project, "fraud", "two").note.id
    let repository = try project.repository
    #expect(try repository.findNotes(first.hex).map(\.id) == [first])
    #expect(try repository.findNotes(String(second.hex.prefix(12))).map(\.id) == [second])
    #expect(try repository.findNotes("HEAD").map(\.id) == [first])
    #expect(try repository.findNotes(repository.resolve(.head).short).map(\.id) == [first])
    #expect(code { _ = try repository.findNotes("000000000000") } == "unknown-note")
    #expect(code { _ = try repository.findNotes("nothing") } == "unknown-revision")
  }

  @Test func anIdThatBeginsSeveralIsAmbiguous() throws {
    let project = try makeProject()
    let repository = try project.repository
    let head = try repository.resolve(.head)
    var firsts: [String: NoteID] = [:]
    for second in 0..<2_000 {
      let note = Note(
        .comment, about: .commit(head), body: ["text": "x"],
        author: Author(
          name: "Ada", email: "ada@example.org", time: Timestamp(seconds: Int64(second))))
      let digits = String(note.id.hex.prefix(4))
      guard let other = firsts.updateValue(note.id, forKey: digits) else { continue }
      var twin = note
      for second in 0..<Int64(second) {
        twin.author.time = Timestamp(seconds: second)
        if twin.id == other { break }
      }
      _ = try repository.land(note, as: "note: one")
      _ = try repository.land(twin, as: "note: another")
      let said = message { _ = try project.repository.findNotes(digits) }
      #expect(said.contains(note.id.hex.prefix(7)) && said.contains(other.hex.prefix(7)), "\(said)")
      #expect(code { _ = try project.repository.findNotes(digits) } == "ambiguous-revision")
      return
    }
    Issue.record("no two ids begin alike")
  }

  // MARK: - With others, and undo

  @Test func twoAtATimeBothLand() throws {
    let project = try makeProject()
    let other = try project.repository
    let repository = try project.repository
    let mine = Note(
      .comment, about: .commit(try repository.resolve(.head)), body: ["text": "mine"],
      author: Author(name: "Ada", email: "ada@example.org", time: Timestamp(seconds: 5)))
    // The other one lands between the beginning of this one and its swap.
    let isNew = try repository.land(mine, as: "note: mine") { _ in
      _ = try other.addNote(NoteRequest("HEAD", body: .text("theirs")))
    }
    #expect(isNew)
    let texts = try project.repository.notes().map { $0.note.body["text"]?.string }
    #expect(Set(texts) == ["mine", "theirs"])
    #expect(try project.repository.fsck().isSound)
  }

  @Test func manyAtATimeAllLand() throws {
    let project = try makeProject()
    try Threads.run(3) { thread in
      let repository = try project.repository
      for number in 0..<3 {
        _ = try repository.addNote(NoteRequest("HEAD", body: .text("\(thread)-\(number)")))
      }
    }
    #expect(try project.repository.notes().count == 9)
    let report = try project.repository.fsck()
    #expect(report.isSound, "\(report.problems)")
  }

  /// What the other command staged is not lost with its place in the log.
  @Test func aCommitMeanwhileKeepsItsStaging() throws {
    let project = try makeProject()
    let other = try project.repository
    let repository = try project.repository
    let note = Note(
      .comment, about: .commit(try repository.resolve(.head)), body: ["text": "mine"],
      author: Author(name: "Ada", email: "ada@example.org", time: Timestamp(seconds: 5)))
    try project.write("fraud.bin", "3")
    _ = try repository.land(note, as: "note: mine") { _ in
      var request = CommitRequest(message: "Third")
      request.all = true
      _ = try other.commit(request)
    }
    let newest = try project.repository.operations.current().operation
    let before = try project.repository.operations.operation(#require(newest.parents.first))
    #expect(before.description == "commit: Third")
    #expect(newest.staging.before == before.staging.after)
    #expect(newest.staging.after == before.staging.after)
    try KernelFileSystem().unlink(project.absolute(".mlops/index"))
    #expect(try project.status().isClean)
  }

  @Test func undoKeepsNotes() throws {
    let project = try makeProject()
    let id = try add(project, "HEAD", "one").note.id
    let said = message { _ = try project.repository.undo() }
    #expect(said.contains("'note: comment on HEAD'") && said.contains("notes and runs are kept"))
    #expect(code { _ = try project.repository.undo() } == "nothing-to-undo")
    try project.repository.createTag(TagName(validating: "v1"))
    #expect(try project.repository.undo().undone.description == "tag: v1 at HEAD")
    #expect(try project.repository.undo().isRedo)
    #expect(try project.repository.tags().count == 1)
    #expect(try project.repository.notes().map(\.id) == [id])
  }
}
