import ObjectStore
import Objects

// Notes in a view: `notes/<subject>/<kind>/<note>`. They are only ever added, so two commands that
// add some at one time never conflict.
extension View {
  /// Names a stored note below its subject, when the view is written.
  public mutating func addNote(_ note: Note) { addedNotes.insert(NotePlace(note)) }

  /// The ids of the notes of a kind about a subject, in a stored view, sorted.
  public static func notes(
    _ kind: NoteKind, about subject: NoteSubject, in view: TreeID, from store: ObjectStore
  ) throws -> [NoteID] {
    var folder = view
    for name in ["notes", subject.digest.hex, kind.rawValue] {
      let entry = try TreeCodec.entry(named: name, in: folder) {
        try store.read(.tree, $0.digest)
      }
      guard let entry, entry.mode == .tree else { return [] }
      folder = TreeID(entry.id)
    }
    return try TreeCodec.decode(folder) { try store.read(.tree, $0.digest) }
      .filter { $0.mode == .note }.map { NoteID($0.id) }.sorted()
  }
}

/// Where a view names a note.
struct NotePlace: Hashable, Sendable {
  let id: NoteID
  let path: [String]

  init(_ note: Note) {
    id = note.id
    path = ["notes", note.subject.digest.hex, note.noteKind.rawValue, id.hex]
  }

  var change: TreeEdit.Change {
    TreeEdit.Change(
      path: path.map { Substring($0) }[...],
      entry: TreeEntry(mode: .note, name: id.hex, size: 0, id: id.digest))
  }
}
