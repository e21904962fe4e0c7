import ObjectStore
import Objects

/// A path that differs between two trees: a file, a link, or an empty folder (mode `.tree`).
public struct TreeChange: Sendable, Equatable {
  public let path: RepositoryPath
  public let old: TreeEntry?
  public let new: TreeEntry?
}

extension TreeWalk {
  /// Every path whose mode or id differs, in path order; what has one id on both sides is not
  /// read.
  public static func diff(
    _ old: TreeID?, _ new: TreeID?, load: Load, _ body: (TreeChange) throws -> Void
  ) throws {
    try FolderPairs.compare(.root, old, new, load, body)
  }

  /// The same, with trees read from a store.
  public static func diff(
    _ old: TreeID?, _ new: TreeID?, in store: ObjectStore, _ body: (TreeChange) throws -> Void
  ) throws {
    try diff(old, new, load: load(from: store), body)
  }
}

/// Compares folder by folder, going down where both sides differ.
private enum FolderPairs {
  static func compare(
    _ path: RepositoryPath, _ old: TreeID?, _ new: TreeID?, _ load: TreeWalk.Load,
    _ body: (TreeChange) throws -> Void
  ) throws {
    if old == new { return }
    let left = old == TreeCodec.emptyID ? nil : old
    let right = new == TreeCodec.emptyID ? nil : new
    try TreeCodec.diff(left, right, load: load) { old, new in
      try compare(path, old, new, load, body)
    }
  }

  private static func compare(
    _ folder: RepositoryPath, _ old: TreeEntry?, _ new: TreeEntry?, _ load: TreeWalk.Load,
    _ body: (TreeChange) throws -> Void
  ) throws {
    guard let name = old?.name ?? new?.name else { return }
    if let old, let new, old.mode == new.mode, old.id == new.id { return }
    for entry in [old, new] {
      guard let entry, !entry.mode.isInFolder else { continue }
      throw ObjectError.malformed(
        kind: "tree", reason: "'\(entry.name)' is no file, link or folder")
    }
    let path = try folder.appending(inTree: name)
    let oldTree = old.flatMap(fullTree)
    let newTree = new.flatMap(fullTree)
    let oldLeaf = oldTree == nil ? old : nil
    let newLeaf = newTree == nil ? new : nil
    if oldLeaf != nil || newLeaf != nil {
      try body(TreeChange(path: path, old: oldLeaf, new: newLeaf))
    }
    if oldTree != nil || newTree != nil { try compare(path, oldTree, newTree, load, body) }
  }

  /// The tree of a folder that has something in it.
  private static func fullTree(_ entry: TreeEntry) -> TreeID? {
    guard entry.mode == .tree, TreeID(entry.id) != TreeCodec.emptyID else { return nil }
    return TreeID(entry.id)
  }
}
