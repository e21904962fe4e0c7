// `mlx note list` and `mlx note show`.
import ObjectStore
import Objects
import References

extension Repository {
  /// The notes about what a text names, or all; of a kind, or all. The newest first.
  ///
  /// Errors: those of finding the subject; `object-missing`, `object-corrupt`.
  public func notes(about text: String? = nil, kind: NoteKind? = nil) throws -> [ListedNote] {
    try noteReader().notes(about: text.map { try noteSubject($0) }, kind)
  }

  /// The note whose id begins with a text, or else all about what the text names.
  ///
  /// Errors: `ambiguous-revision` when several ids begin so; `unknown-note`; those of finding the
  /// subject.
  public func findNotes(_ text: String) throws -> [ListedNote] {
    let reader = try noteReader()
    let digits = text.lowercased()
    guard Self.isAbbreviation(digits), try resolver().ref(text) == nil else {
      return try reader.notes(about: noteSubject(text))
    }
    let found = try store.objectIDs(.record, prefix: digits).compactMap { digest in
      try note(NoteID(digest), in: reader)
    }
    if found.count > 1 { throw Self.ambiguous(text, found) }
    if let only = found.first { return [only] }
    do {
      return try reader.notes(about: noteSubject(text))
    } catch let error as RefError where error.code == "unknown-revision" {
      throw NoteError.unknownNote(text)
    }
  }

  /// The record, if it is a note and the view names it.
  private func note(_ id: NoteID, in reader: NoteReader) throws -> ListedNote? {
    guard let note = try? store.note(id),
      try View.holds(PlacedNote(note, id: id), in: reader.view, from: store)
    else { return nil }
    return reader.listed(id, note)
  }

  private static func isAbbreviation(_ digits: String) -> Bool {
    (RevisionResolver.digitsMin...64).contains(digits.utf8.count)
      && digits.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
  }

  private static func ambiguous(_ text: String, _ found: [ListedNote]) -> RefError {
    let digits = max(7, text.utf8.count + 3)
    return .ambiguousRevision(
      text,
      candidates: found.prefix(8).map {
        "\($0.id.hex.prefix(digits)) (\($0.note.noteKind.rawValue))"
      },
      hint: "use more digits of the one that you mean")
  }
}
