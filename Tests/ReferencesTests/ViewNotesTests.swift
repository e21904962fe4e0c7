import ObjectStore
import Objects
import Testing

@testable import References

/// Notes below their subjects in a view.
@Suite struct ViewNotesTests {
  private func note(
    _ kind: NoteKind, about commit: CommitID, _ text: String, in fixture: RefFixture
  ) throws -> Note {
    let note = Note(
      kind, about: .commit(commit), body: ["text": .string(text)],
      author: Author(name: "Ada", email: "ada@example.org", time: fixture.tick()))
    #expect(try fixture.put(note.encode()) == note.id.digest)
    return note
  }

  private func notes(
    _ kind: NoteKind, about commit: CommitID, in fixture: RefFixture
  ) throws -> [NoteID] {
    try View.notes(
      kind, about: .commit(commit), in: fixture.log.current().operation.view, from: fixture.store)
  }

  @Test func areFoundBySubjectAndKind() throws {
    let fixture = try RefFixture()
    let commit = try fixture.commit("First")
    let good = try note(.evaluation, about: commit, "good", in: fixture)
    let better = try note(.evaluation, about: commit, "better", in: fixture)
    let approved = try note(.approval, about: commit, "yes", in: fixture)
    #expect(try notes(.evaluation, about: commit, in: fixture).isEmpty)
    try fixture.edit { view in
      try view.advanceHead(to: commit)
      view.addNote(good)
    }
    try fixture.edit { view in
      view.addNote(better)
      view.addNote(approved)
    }
    #expect(
      try notes(.evaluation, about: commit, in: fixture) == [good.id, better.id].sorted())
    #expect(try notes(.approval, about: commit, in: fixture) == [approved.id])
    #expect(try notes(.tombstone, about: commit, in: fixture).isEmpty)
    let read = try Note.decode(fixture.store.read(.record, approved.id.digest))
    #expect(read == approved)
    // Refs are read as before, and stay beside the notes.
    #expect(try fixture.view().head == .branch(.main, commit))
  }

  @Test func twoAtATimeBothLand() throws {
    let fixture = try RefFixture()
    let commit = try fixture.commit("First")
    let mine = try note(.approval, about: commit, "mine", in: fixture)
    let theirs = try note(.approval, about: commit, "theirs", in: fixture)
    var lost = try fixture.view()
    lost.addNote(mine)
    #expect(lost.isChanged)
    try fixture.edit { $0.addNote(theirs) }
    try fixture.edit { try $0.apply(editOf: lost) }
    #expect(try notes(.approval, about: commit, in: fixture) == [mine.id, theirs.id].sorted())
  }

  @Test func areListedBySubjectOrKindOrAll() throws {
    let fixture = try RefFixture()
    let view = { try fixture.log.current().operation.view }
    #expect(try View.notes(in: view(), from: fixture.store).isEmpty)
    var placed: Set<PlacedNote> = []
    var commits: [CommitID] = []
    for number in 0..<3 {
      let commit = try fixture.commit("\(number)")
      commits.append(commit)
      for kind in [NoteKind.comment, .approval] {
        let made = try note(kind, about: commit, "\(number)", in: fixture)
        placed.insert(PlacedNote(made, id: made.id))
        try fixture.edit { $0.addNote(made) }
      }
    }
    let all = try View.notes(in: view(), from: fixture.store)
    #expect(Set(all) == placed && all.count == 6)
    let comments = try View.notes(.comment, in: view(), from: fixture.store)
    #expect(Set(comments) == placed.filter { $0.kind == .comment })
    let first = try View.notes(about: commits[0].digest, in: view(), from: fixture.store)
    #expect(Set(first) == placed.filter { $0.subject == commits[0].digest } && first.count == 2)
    for place in placed { #expect(try View.holds(place, in: view(), from: fixture.store)) }
    let elsewhere = PlacedNote(
      subject: commits[0].digest, kind: .deployment, id: all[0].id)
    #expect(try !View.holds(elsewhere, in: view(), from: fixture.store))
  }
}
