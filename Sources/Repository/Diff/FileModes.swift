import ObjectStore
import Objects
import WorkingTree

/// The executable bits of assets that are one file: they are not in the file's id, but in the tree
/// of the folder that holds it.
struct FileModes {
  let store: ObjectStore

  /// The assets, by the path that they have now, of which the mode changed and nothing else did.
  func changed(
    _ pairs: [AssetPairing.Pair], from old: Snapshot.Source, to new: Snapshot.Source
  ) throws -> Set<RepositoryPath> {
    let same = pairs.compactMap { pair -> (old: RepositoryPath, new: RepositoryPath)? in
      guard let before = pair.before, let after = pair.after, case .blob = after.object,
        before.object == after.object
      else { return nil }
      return (before.path, after.path)
    }
    guard !same.isEmpty else { return [] }
    let before = try modes(of: same.map(\.old), in: old)
    let after = try modes(of: same.map(\.new), in: new)
    return Set(same.filter { before[$0.old] != after[$0.new] }.map(\.new))
  }

  private func modes(
    of paths: [RepositoryPath], in source: Snapshot.Source
  ) throws -> [RepositoryPath: TreeMode] {
    switch source {
    case .nothing: return [:]
    case .index(let index):
      let pairs = paths.compactMap { path in index.entry(at: path).map { (path, $0.mode) } }
      return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    case .tree(let root):
      // A folder is read once, however many assets are in it.
      let wanted = Set(paths)
      var modes: [RepositoryPath: TreeMode] = [:]
      for folder in Set(paths.compactMap(\.parent)) {
        for entry in try entries(of: folder, in: root) {
          let path = folder.appending(unchecked: entry.name)
          if wanted.contains(path) { modes[path] = entry.mode }
        }
      }
      return modes
    }
  }

  private func entries(of folder: RepositoryPath, in root: TreeID) throws -> [TreeEntry] {
    if folder.isRoot { return try TreeWalk.list(root, in: store) }
    guard let entry = try TreeWalk.find(folder, in: root, in: store), entry.mode == .tree else {
      return []
    }
    return try TreeWalk.list(TreeID(entry.id), in: store)
  }
}
