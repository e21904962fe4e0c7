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

  private func rows(of tree: TreeID, recursive: Bool) throws -> [TreeListing] {
    var rows: [TreeListing] = []
    func add(_ path: RepositoryPath, _ entry: TreeEntry) {
      rows.append(TreeListing(mode: entry.mode, id: entry.id, size: entry.size, path: path))
    }
    if recursive {
      try TreeWalk.files(tree, in: store) { add($0, $1) }
    } else {
      for entry in try TreeWalk.list(tree, in: store) {
        add(RepositoryPath.root.appending(unchecked: entry.name), entry)
      }
    }
    return rows
  }
}
