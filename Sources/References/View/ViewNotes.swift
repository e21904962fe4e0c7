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
    try notes(about: subject.digest, kind, in: view, from: store).map(\.id).sorted()
  }

  /// The notes that a stored view names: those about one subject, or all (nil); those of one kind,
  /// or all. Reads the folders of notes that are asked for, and no record.
  public static func notes(
    about subject: Digest? = nil, _ kind: NoteKind? = nil, in view: TreeID,
    from store: ObjectStore
  ) throws -> [PlacedNote] {
    let folders = NoteFolders(store: store)
    guard let root = try folders.folder(named: "notes", in: view) else { return [] }
    var found: [PlacedNote] = []
    for (name, folder) in try folders.folders(in: root, named: subject?.hex) {
      guard let subject = Digest(hex: name) else { continue }
      for (word, notes) in try folders.folders(in: folder, named: kind?.rawValue) {
        guard let kind = NoteKind(rawValue: word) else { continue }
        for entry in try folders.entries(of: notes) where entry.mode == .note {
          found.append(PlacedNote(subject: subject, kind: kind, id: NoteID(entry.id)))
        }
      }
    }
    return found
  }

  /// Whether a stored view names a note about a subject.
  public static func holds(_ note: PlacedNote, in view: TreeID, from store: ObjectStore) throws
    -> Bool
  {
    let folders = NoteFolders(store: store)
    var folder = view
    for name in ["notes", note.subject.hex, note.kind.rawValue] {
      guard let next = try folders.folder(named: name, in: folder) else { return false }
      folder = next
    }
    return try folders.entry(named: note.id.hex, in: folder)?.mode == .note
  }
}

/// A note as a view names it: below the id of its subject and its kind.
public struct PlacedNote: Hashable, Sendable {
  /// The id of what it is about.
  public let subject: Digest
  public let kind: NoteKind
  public let id: NoteID

  /// A note at a place.
  public init(subject: Digest, kind: NoteKind, id: NoteID) {
    self.subject = subject
    self.kind = kind
    self.id = id
  }

  /// Where a note belongs.
  public init(_ note: Note, id: NoteID) {
    self.init(subject: note.subject.digest, kind: note.noteKind, id: id)
  }
}

/// The folders below `notes`.
private struct NoteFolders {
  let store: ObjectStore

  func load(_ id: TreeID) throws -> [UInt8] { try store.read(.tree, id.digest) }

  func entries(of folder: TreeID) throws -> [TreeEntry] {
    try TreeCodec.decode(folder, load: load)
  }

  func entry(named name: String, in folder: TreeID) throws -> TreeEntry? {
    try TreeCodec.entry(named: name, in: folder, load: load)
  }

  func folder(named name: String, in folder: TreeID) throws -> TreeID? {
    guard let entry = try entry(named: name, in: folder), entry.mode == .tree else { return nil }
    return TreeID(entry.id)
  }

  /// The one folder of that name, or all.
  func folders(in folder: TreeID, named name: String?) throws -> [(name: String, id: TreeID)] {
    if let name { return try self.folder(named: name, in: folder).map { [(name, $0)] } ?? [] }
    return try entries(of: folder).filter { $0.mode == .tree }.map { ($0.name, TreeID($0.id)) }
  }
}

/// Where a view will name a note.
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
