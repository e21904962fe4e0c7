import FileFormats
import ObjectStore
import Objects
import WorkingTree

/// A file of an asset, as profiles see it.
struct ProfiledFile: Sendable {
  /// From the asset's folder; the name alone of an asset that is a file.
  var path: RepositoryPath
  /// From the root of the work tree.
  var place: RepositoryPath
  var blob: BlobID
  var size: UInt64

  /// What the name says that it is. Equal bytes with equal words have equal profiles.
  var named: FileFormat? { FileFormat.guess(name: path.name, head: []) }

  /// The format of the table that it is by its name, compressed or not; `csv` for `a.csv.gz`.
  var table: FileFormat? { FileFormat.tableInside(name: path.name) ?? named }
}

/// The files that the profile of one asset is made from.
struct ProfiledFiles {
  /// In the order of their paths: sketches depend on it. Links play no part.
  var files: [ProfiledFile]
  /// The `config.json` beside an asset that is a file.
  var config: ProfiledFile?

  /// What is staged.
  init(of asset: Asset, in index: Index) {
    files = []
    index.forEachEntry(within: asset.path) { entry in
      guard entry.mode != .symlink else { return }
      let path = entry.path == asset.path ? nil : entry.path.relative(to: asset.path)
      files.append(
        ProfiledFile(
          path: path ?? Self.name(entry.path), place: entry.path, blob: entry.blob,
          size: entry.size))
    }
    sort()
    if !asset.object.isTree, let entry = index.entry(at: Self.config(beside: asset)) {
      config = ProfiledFile(
        path: Self.name(entry.path), place: entry.path, blob: entry.blob, size: entry.size)
    }
  }

  /// What a commit has.
  init(of asset: Asset, in commit: Commit, _ store: ObjectStore) throws {
    files = []
    switch asset.object {
    case .environment: break
    case .blob(let blob):
      files = [
        ProfiledFile(
          path: Self.name(asset.path), place: asset.path, blob: blob, size: asset.size)
      ]
      let place = Self.config(beside: asset)
      if let entry = try TreeWalk.find(place, in: commit.tree, in: store), entry.mode == .file {
        config = ProfiledFile(
          path: Self.name(place), place: place, blob: BlobID(entry.id), size: entry.size)
      }
    case .tree(let tree):
      try TreeWalk.files(tree, in: store) { path, entry in
        guard entry.mode == .file || entry.mode == .executable else { return }
        files.append(
          ProfiledFile(
            path: path, place: asset.path.appending(path), blob: BlobID(entry.id),
            size: entry.size))
      }
      sort()
    }
  }

  /// Mostly they are in order.
  private mutating func sort() {
    let isSorted = zip(files, files.dropFirst()).allSatisfy { $0.path < $1.path }
    if !isSorted { files.sort { $0.path < $1.path } }
  }

  private static func name(_ path: RepositoryPath) -> RepositoryPath {
    RepositoryPath.root.appending(unchecked: path.name)
  }

  private static func config(beside asset: Asset) -> RepositoryPath {
    (asset.path.parent ?? .root).appending(unchecked: ModelHints.fileName)
  }

  /// The `config.json` of the model that `weights` hold.
  func config(of weights: ProfiledFile) -> ProfiledFile? {
    config
      ?? files.first { file in
        file.path.name == ModelHints.fileName && file.path.parent == weights.path.parent
      }
  }
}
