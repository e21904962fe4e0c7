import ObjectStore
import Objects

/// Reading trees of files: flat, by path, a folder at a time.
public enum TreeWalk {
  /// Reads one object of a tree.
  public typealias Load = (TreeID) throws -> [UInt8]

  /// The loader of a store.
  public static func load(from store: ObjectStore) -> Load {
    { try store.read(.tree, $0.digest) }
  }

  /// One folder, sorted by name.
  public static func list(_ tree: TreeID, load: Load) throws -> [TreeEntry] {
    // The tree of nothing need not be stored.
    if tree == TreeCodec.emptyID { return [] }
    let entries = try TreeCodec.decode(tree, load: load)
    for entry in entries where !entry.mode.isInFolder {
      throw ObjectError.malformed(
        kind: "tree", id: tree.hex, reason: "'\(entry.name)' is no file, link or folder")
    }
    return entries
  }

  /// The same, read from a store.
  public static func list(_ tree: TreeID, in store: ObjectStore) throws -> [TreeEntry] {
    try list(tree, load: load(from: store))
  }

  /// Every file and link below a tree, and every empty folder (mode `.tree`), in path order.
  public static func files(
    _ tree: TreeID?, at path: RepositoryPath = .root, load: Load,
    _ body: (RepositoryPath, TreeEntry) throws -> Void
  ) throws {
    guard let tree else { return }
    for entry in try list(tree, load: load) {
      let child = try path.appending(inTree: entry.name)
      if entry.mode != .tree || TreeID(entry.id) == TreeCodec.emptyID {
        try body(child, entry)
      } else {
        try files(TreeID(entry.id), at: child, load: load, body)
      }
    }
  }

  /// The same, read from a store.
  public static func files(
    _ tree: TreeID?, at path: RepositoryPath = .root, in store: ObjectStore,
    _ body: (RepositoryPath, TreeEntry) throws -> Void
  ) throws {
    try files(tree, at: path, load: load(from: store), body)
  }

  /// What a tree has at a path; for the root an entry with mode `.tree` and no name.
  public static func find(
    _ path: RepositoryPath, in tree: TreeID, load: Load
  ) throws -> TreeEntry? {
    var found = TreeEntry(mode: .tree, name: "", size: 0, id: tree.digest)
    for name in path.components {
      guard found.mode == .tree, TreeID(found.id) != TreeCodec.emptyID,
        let entry = try TreeCodec.entry(named: String(name), in: TreeID(found.id), load: load),
        entry.mode.isInFolder
      else { return nil }
      found = entry
    }
    return found
  }

  /// The same, read from a store.
  public static func find(
    _ path: RepositoryPath, in tree: TreeID, in store: ObjectStore
  ) throws -> TreeEntry? {
    try find(path, in: tree, load: load(from: store))
  }
}
