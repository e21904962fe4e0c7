import Objects
import Repository

/// What is staged, as far as it differs from HEAD: to tell what a command staged or unstaged.
struct StagedState {
  /// The files that differ, by path, with what is staged of them.
  private var files: [RepositoryPath: BlobID?] = [:]
  /// The assets that differ, with what is staged of them; their own path stands for all their files.
  private var assets: [RepositoryPath: AssetDiff] = [:]

  init(_ repository: Repository) throws {
    let report = try repository.diff(.staged(nil))
    for asset in report.assets { assets[asset.path] = asset }
    for file in report.assets.flatMap(\.files) + report.files { files[file.path] = file.after }
  }

  /// The paths of which something else is staged now, sorted: an asset that is staged no more by its
  /// own path, else files.
  func changed(to now: StagedState) -> [RepositoryPath] {
    let gone = assets.keys.filter { now.assets[$0] == nil }
    let come = now.assets.keys.filter { assets[$0] == nil }
    var changed = Set(gone + come)
    let whole = changed
    for path in Set(files.keys).union(now.files.keys) where files[path] != now.files[path] {
      if !whole.contains(where: path.isWithin) { changed.insert(path) }
    }
    for (path, asset) in assets {
      // Declared differently, with the same files.
      if let other = now.assets[path], asset.kind != other.kind || asset.name != other.name {
        changed.insert(path)
      }
    }
    return changed.sorted()
  }
}
