// `mlx ls`.
import Objects
import WorkingTree

extension Repository {
  /// The files and folders of a commit, a folder or an asset; a file lists as itself. Paths are those
  /// in the work tree.
  ///
  /// - Parameter text: as in `show`; empty means HEAD.
  public func list(_ text: String = "HEAD", recursive: Bool = false) throws -> [TreeListing] {
    switch try locate(text.isEmpty ? "HEAD" : text) {
    case .commit(let id):
      return try listing(entry(at: .root, in: id, revision: text), recursive: recursive)
    case .entry(let found):
      return try listing(found, recursive: recursive)
    case .external(let asset, _):
      return try listing(of: asset, recursive: recursive)
    }
  }

  /// The external assets that `list` of the same text is about: all of a version, or the one that is
  /// named.
  public func listExternal(_ text: String = "HEAD") throws -> [ExternalAsset] {
    switch try locate(text.isEmpty ? "HEAD" : text) {
    case .commit(let id): try commit(id).external
    case .entry: []
    case .external(let asset, _): [asset]
    }
  }

  /// What is in the folder of an external asset, with paths from there. Its trees are stored, though its
  /// files are not; nothing when they are not here.
  func listing(of external: ExternalAsset, recursive: Bool) throws -> [TreeListing] {
    guard case .tree(let tree) = external.object,
      store.contains(ObjectKey(kind: .tree, digest: tree.digest))
    else { return [] }
    var rows: [TreeListing] = []
    func add(_ entry: TreeEntry, at path: RepositoryPath) {
      rows.append(TreeListing(mode: entry.mode, id: entry.id, size: entry.size, path: path))
    }
    if recursive {
      try TreeWalk.files(tree, in: store) { add($1, at: $0) }
    } else {
      for entry in try TreeWalk.list(tree, in: store) {
        add(entry, at: RepositoryPath.root.appending(unchecked: entry.name))
      }
    }
    return rows
  }

  func listing(_ found: LocatedEntry, recursive: Bool) throws -> [TreeListing] {
    let assets = Dictionary(
      try commit(found.commit).assets.map {
        ($0.path, AssetReference(kind: $0.kind, name: $0.name))
      }, uniquingKeysWith: { first, _ in first })
    var rows: [TreeListing] = []
    func add(_ entry: TreeEntry, at path: RepositoryPath) {
      rows.append(
        TreeListing(
          mode: entry.mode, id: entry.id, size: entry.size, path: path, asset: assets[path]))
    }
    guard found.entry.mode == .tree else {
      add(found.entry, at: found.path)
      return rows
    }
    let tree = TreeID(found.entry.id)
    if recursive {
      try TreeWalk.files(tree, at: found.path, in: store) { add($1, at: $0) }
    } else {
      for entry in try TreeWalk.list(tree, in: store) {
        add(entry, at: found.path.appending(unchecked: entry.name))
      }
    }
    return rows
  }
}
