// `mlx ls-tree`.
import Objects
import References
import WorkingTree

extension Repository {
  /// The entries of a folder by its id, or of whatever `list` takes, with paths from that folder.
  ///
  /// - Parameter text: a revision, `REV:path`, `ASSET@REV`, or a tree's id.
  public func listTree(_ text: String, recursive: Bool = false) throws -> [TreeListing] {
    switch try locateTree(text) {
    case .entry(let found) where found.entry.mode != .tree:
      return [
        TreeListing(
          mode: found.entry.mode, id: found.entry.id, size: found.entry.size, path: found.path)
      ]
    case .entry(let found): return try rows(of: TreeID(found.entry.id), recursive: recursive)
    case .commit(let id): return try rows(of: commit(id).tree, recursive: recursive)
    case .external(let asset, _):
      guard asset.object.isTree else {
        throw ExternalError.bytesElsewhere(asset.name, location: asset.location)
      }
      return try rows(of: TreeID(asset.object.digest), recursive: recursive)
    case nil:
      guard let key = try StoredObjectSearch(store: store).find(text), key.kind == .tree else {
        throw RepositoryError.unknownObject(text)
      }
      return try rows(of: TreeID(key.digest), recursive: recursive)
    }
  }

  /// nil when the text is no revision, and may be the id of a tree.
  private func locateTree(_ text: String) throws -> Located? {
    do {
      return try locate(text)
    } catch let error as RefError
      where error.code == "unknown-revision" || error.code == "invalid-revision"
    {
      let search = StoredObjectSearch(store: store)
      guard (try search.find(text))?.kind == .tree else { throw error }
      return nil
    }
  }

  /// The tree may be one of refs.
  private func rows(
    of tree: TreeID, at folder: RepositoryPath = .root, recursive: Bool
  ) throws -> [TreeListing] {
    if tree == TreeCodec.emptyID { return [] }
    let entries = try TreeCodec.decode(tree, load: TreeWalk.load(from: store))
    return try entries.flatMap { entry in
      let path = try folder.appending(inTree: entry.name)
      let isFull = entry.mode == .tree && TreeID(entry.id) != TreeCodec.emptyID
      if recursive, isFull { return try rows(of: TreeID(entry.id), at: path, recursive: true) }
      return [TreeListing(mode: entry.mode, id: entry.id, size: entry.size, path: path)]
    }
  }
}
