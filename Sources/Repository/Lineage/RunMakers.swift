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
  private let runs: [ListedRun]

  /// - Parameter view: the one that names the runs.
  init(_ repository: Repository) throws {
    store = repository.store
    runs = try repository.runs().filter(\.run.isSuccess)
  }

  /// The newest successful run that made these bytes, be it as an output of its own or in a folder.
  func maker(of asset: AssetVersion) throws -> RunMaker? {
    for listed in runs {
      for output in listed.run.outputs where try made(output, asset) {
        return RunMaker(id: listed.id, run: listed.run)
      }
    }
    return nil
  }

  private func made(_ output: RunFile, _ asset: AssetVersion) throws -> Bool {
    if output.object == asset.object { return true }
    guard case .tree(let folder)? = output.object, let path = asset.path,
      let above = output.path, path != above, path.isWithin(above)
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
