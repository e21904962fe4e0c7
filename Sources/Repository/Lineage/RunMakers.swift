import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

/// The run that made an asset of a commit, and which of its outputs the asset is.
struct RunMaker {
  let id: RunID
  let run: RunRecord
}

extension Repository {
  /// The runs that made the assets whose bytes are new.
  func makers(
    of assets: [AssetVersion], previous: Commit?
  ) throws -> [AssetReference: RunMaker] {
    let before = Set(previous?.versions.map(\.object) ?? [])
    let wanted = assets.filter { !before.contains($0.object) }
    guard !wanted.isEmpty else { return [:] }
    let runs = try RunMakers(self)
    var makers: [AssetReference: RunMaker] = [:]
    for asset in wanted { makers[asset.reference] = try runs.maker(of: asset) }
    return makers
  }
}

/// Looks among the recorded runs for those that made what a commit holds.
struct RunMakers {
  private let store: ObjectStore
  private let workTree: WorkTree
  private let runs: [ListedRun]

  /// - Parameter view: the one that names the runs.
  init(_ repository: Repository) throws {
    store = repository.store
    workTree = repository.workTree
    runs = try repository.runs().filter(\.run.isSuccess)
  }

  /// The newest successful run that made these bytes, be it as an output of its own or in a folder.
  func maker(of asset: AssetVersion) throws -> RunMaker? {
    for listed in runs {
      guard try !read(listed.run, asset) else { continue }
      for output in listed.run.outputs where try made(output, asset) {
        return RunMaker(id: listed.id, run: listed.run)
      }
    }
    return nil
  }

  /// Equal bytes do not say that it is the output: it is where the output was, or the output was moved.
  private func made(_ output: RunFile, _ asset: AssetVersion) throws -> Bool {
    if output.object == asset.object {
      guard let path = output.path else { return asset.path == nil }
      return try path == asset.path || workTree.status(at: path, followingLinks: false) == nil
    }
    return try isPart(asset, of: output)
  }

  /// Whether the asset is one of the run's inputs as it was read.
  private func read(_ run: RunRecord, _ asset: AssetVersion) throws -> Bool {
    try (run.inputs + run.undeclared.listed).contains { file in
      let isSame = file.object == asset.object
      let isThere =
        file.path == nil ? file.asset == asset.reference : file.path == asset.path
      return try (isSame && isThere) || isPart(asset, of: file)
    }
  }

  private func isPart(_ asset: AssetVersion, of file: RunFile) throws -> Bool {
    guard case .tree(let folder)? = file.object, let path = asset.path, let above = file.path,
      path != above, path.isWithin(above)
    else { return false }
    return try Self.object(at: path.relative(to: above), in: folder, store) == asset.object
  }

  /// What a folder that a run saw has at a path; nil where that is not known any more.
  static func object(
    at path: RepositoryPath?, in folder: TreeID, _ store: ObjectStore
  ) throws -> AssetObject? {
    guard let path, store.contains(ObjectKey(kind: .tree, digest: folder.digest)) else {
      return nil
    }
    do {
      guard let entry = try TreeWalk.find(path, in: folder, in: store) else { return nil }
      return entry.mode == .tree ? .tree(TreeID(entry.id)) : .blob(BlobID(entry.id))
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }
}
