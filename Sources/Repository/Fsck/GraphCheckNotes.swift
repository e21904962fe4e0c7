import ObjectStore
import Objects
import References

// Notes: each record can be read, and stands where its subject and its kind say.
extension GraphCheck {
  /// The folder `notes` of a view, at or below a path in it. A folder may be right at one place and
  /// wrong at another, so it is checked once for each.
  func notes(_ folder: TreeID, at path: [String], named name: String) throws {
    guard isNewNotes(folder, at: path), let entries = try noteEntries(of: folder, named: name)
    else { return }
    for entry in entries {
      let child = path + [entry.name]
      switch entry.mode {
      case .tree where child.count <= 3:
        try notes(TreeID(entry.id), at: child, named: name)
      case .note: try note(entry, at: child, named: name)
      default:
        report(
          ObjectKey(kind: .tree, digest: folder.digest),
          "'\(child.joined(separator: "/"))' is no note", named: name)
      }
    }
  }

  private func note(_ entry: TreeEntry, at path: [String], named name: String) throws {
    let key = ObjectKey(kind: .record, digest: entry.id)
    let place = "'\(path.joined(separator: "/"))'"
    _ = try visit(key, named: "\(place) at \(name)")
    guard store.contains(key),
      let note = try read(key, named: "\(place) at \(name)", { try store.note(NoteID(entry.id)) })
    else { return }
    let rightful = ["notes", note.subject.digest.hex, note.noteKind.rawValue, entry.id.hex]
    if path != rightful {
      report(
        key, "the note stands at \(place), and belongs at '\(rightful.joined(separator: "/"))'",
        named: name)
    }
    try content(of: note, NoteID(entry.id))
  }

  /// One note, wherever it stands.
  func note(_ id: NoteID, named name: String) throws {
    let key = ObjectKey(kind: .record, digest: id.digest)
    guard try visit(key, named: name), let note = try read(key, named: name, { try store.note(id) })
    else { return }
    try content(of: note, id)
  }

  /// What a note names.
  private func content(of note: Note, _ id: NoteID) throws {
    if let profile = note.profile {
      try self.profile(profile, named: "what the note \(id.short) names")
    }
    if let source = note.metrics?.source {
      try blob(source, size: nil, named: "the metrics of the note \(id.short)")
    }
  }
}
