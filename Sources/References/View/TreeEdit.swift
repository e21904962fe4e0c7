import Objects

/// Changes entries of a tree of folders and keeps all others, byte for byte.
struct TreeEdit {
  let limits: TreeLimits
  let load: (TreeID) throws -> [UInt8]
  let emit: (TreeID, [UInt8]) throws -> Void

  /// An entry to put at a path, or to take away (`entry` nil).
  struct Change {
    var path: ArraySlice<Substring>
    var entry: TreeEntry?
  }

  /// Applies changes below `folder`; nil when nothing is left in it.
  func apply(_ changes: [Change], to folder: TreeID?) throws -> TreeID? {
    var entries: [String: TreeEntry] = [:]
    if let folder {
      for entry in try TreeCodec.decode(folder, load: load) { entries[entry.name] = entry }
    }
    for (name, inner) in Dictionary(grouping: changes, by: { String($0.path.first ?? "") }) {
      entries[name] = try edited(entries[name], name: name, inner)
    }
    return entries.isEmpty ? nil : try write(Array(entries.values))
  }

  /// Writes a folder of these entries.
  func write(_ entries: [TreeEntry]) throws -> TreeID {
    let sorted = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    return try TreeCodec.encode(sorted, limits: limits, emit: emit)
  }

  private func edited(_ old: TreeEntry?, name: String, _ changes: [Change]) throws -> TreeEntry? {
    let own = changes.filter { $0.path.count == 1 }
    let below = changes.filter { $0.path.count > 1 }
    var entry = own.isEmpty ? old : own.compactMap(\.entry).last
    guard !below.isEmpty else { return entry }
    let inner = below.map { Change(path: $0.path.dropFirst(), entry: $0.entry) }
    let folder = old.flatMap { $0.mode == .tree ? TreeID($0.id) : nil }
    let edited = try apply(inner, to: folder)
    if let edited { entry = TreeEntry(mode: .tree, name: name, size: 0, id: edited.digest) }
    if edited == nil, entry?.mode == .tree { entry = nil }
    return entry
  }
}
