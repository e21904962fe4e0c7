import Objects
import Repository

// Errors of the library name paths from the root of the work tree, and put them into hints.

extension WorkingError {
  /// The error in the words of somebody who stands in a folder below the root.
  func typed(at place: PlaceInTree) -> WorkingError {
    guard place.wayToRoot != nil else { return self }
    switch self {
    case .pathNotFound(let path, let near):
      return .pathNotFound(place.typed(path), near: near.map { place.typed($0) })
    case .notTracked(let path, let near):
      return .notTracked(place.typed(path), near: near.map { place.typed($0) })
    case .insideAsset(let path, let asset):
      return .insideAsset(place.typed(path), asset: asset.typed(at: place))
    case .containsAssets(let path, let assets):
      return .containsAssets(place.typed(path), assets: assets.map { $0.typed(at: place) })
    case .nameTaken(let asset, let path):
      return .nameTaken(asset.typed(at: place), by: place.typed(path))
    case .nameForSeveral(let paths): return .nameForSeveral(paths.map { place.typed($0) })
    case .nothingToCommit(let hasTracked, let hasChanges, let found, let more, let command):
      return .nothingToCommit(
        hasTracked: hasTracked, hasChanges: hasChanges, found: found, more: more,
        command: found.isEmpty ? command : command.map { place.command($0) })
    case .metricsModelMissing(let path, let models):
      return .metricsModelMissing(path: place.typed(path), models: models)
    case .workingTreeModified(let paths, let retry) where retry.hasPrefix("mlx rm "):
      return .workingTreeModified(paths, retry: place.command(retry))
    case .stagedChanges(let paths, let retry) where retry.hasPrefix("mlx rm "):
      return .stagedChanges(paths, retry: place.command(retry))
    case .destinationExists(let path): return .destinationExists(place.typed(path))
    case .cannotMove(let path, let target, let reason, let instead) where instead.hasPrefix("run "):
      let start = "in '\(place.typed(.root))', "
      return .cannotMove(path, to: target, reason: reason, instead: start + instead)
    default: return self
    }
  }
}

extension AssetReferenceAtPath {
  fileprivate func typed(at place: PlaceInTree) -> AssetReferenceAtPath {
    AssetReferenceAtPath(kind: kind, name: name, path: RepositoryPath(unchecked: place.typed(path)))
  }
}
