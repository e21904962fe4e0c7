import Testing

@testable import Objects

/// A comparison comes back from its note as it went in, and hostile ones are none.
@Suite struct ComparisonNoteTests {
  private static let base = AssetObject.blob(BlobID(SHA256Hasher.hash("a")))
  private static let later = AssetObject.blob(BlobID(SHA256Hasher.hash("b")))
  private static let author = Author(
    name: "Ada", email: "ada@example.org", time: Timestamp(seconds: 1))

  private func note(_ body: JSONValue) -> Note {
    Note(.comparison, about: .object(Self.later), body: body, author: Self.author)
  }

  @Test func roundTrip() throws {
    var comparison = Comparison(base: Self.base)
    comparison.tensors = [
      .init(name: "w", relativeL2: 0.25, distanceMax: 1.5, changed: 12),
      .init(name: "new", relativeL2: nil, distanceMax: 2, changed: 1),
    ]
    comparison.tables = [
      .init(path: .root, added: 1, removed: 2, changed: 3, key: ["id"]),
      .init(
        path: try RepositoryPath(validating: "part/a.csv"), added: 0, removed: 0, changed: 1,
        key: []
      ),
    ]
    let note = Note.comparison(comparison, of: Self.later, author: Self.author)
    #expect(try Note.decode(note.encode()).comparison == comparison)
  }

  @Test(
    arguments: [
      [:], ["base": "blob:12", "tensors": [], "tables": []],
      ["base": .string(base.text), "tensors": 3, "tables": []],
      ["base": .string(base.text), "tensors": [["name": "w"]], "tables": []],
      [
        "base": .string(base.text), "tensors": [],
        "tables": [["path": "../x", "added": 1, "removed": 0, "changed": 0, "key": []]],
      ],
      [
        "base": .string(base.text), "tensors": [],
        "tables": [["path": ".", "added": -1, "removed": 0, "changed": 0, "key": []]],
      ],
      [
        "base": .string(base.text),
        "tensors": .array(Array(repeating: ["name": "w"], count: 5_000)), "tables": [],
      ],
    ] as [JSONValue])
  func hostile(body: JSONValue) {
    #expect(note(body).comparison == nil)
  }

  @Test func otherNotesHoldNone() {
    let comparison = Comparison(base: Self.base)
    var note = Note.comparison(comparison, of: Self.later, author: Self.author)
    note.noteKind = .comment
    #expect(note.comparison == nil)
  }
}
