import Objects
import WorkingTree

/// Finds where assets went that are gone from their paths: to untracked files of the same bytes.
struct MovedAssets {
  let workTree: WorkTree
  let index: Index

  /// The new path of each asset that is found, by its old one. Of several places with the same bytes
  /// it is the one of the same file name, else the first.
  ///
  /// - Parameter folder: where to look.
  func find(
    _ gone: [AssetDeclaration], within folder: RepositoryPath
  ) throws -> [RepositoryPath: RepositoryPath] {
    guard !gone.isEmpty else { return [:] }
    var places = try self.places(within: folder)
    var found: [RepositoryPath: RepositoryPath] = [:]
    for asset in gone {
      let known = index.summary(within: asset.path)
      guard known.bytes > 0 else { continue }
      let same = try places.filter { $0.value == Place(files: known.files, bytes: known.bytes) }
        .map(\.key).sorted().filter { try holds(asset, at: $0) }
      let place = same.first { $0.name == asset.path.name } ?? same.first
      guard let place else { continue }
      found[asset.path] = place
      places = places.filter { !$0.key.isWithin(place) && !place.isWithin($0.key) }
    }
    return found
  }

  /// What is untracked at a path, of files that look like models or data.
  private struct Place: Equatable {
    var files = 0
    var bytes: UInt64 = 0
  }

  /// What looks like an asset, and the folders that hold such files.
  private func places(within folder: RepositoryPath) throws -> [RepositoryPath: Place] {
    var places: [RepositoryPath: Place] = [:]
    let search = try Suggestions.find(in: workTree, index: index, limits: .everything)
    for suggestion in search.suggestions {
      var path: RepositoryPath? = suggestion.path
      while let place = path, !place.isRoot, place.isWithin(folder) {
        places[place, default: Place()].files += suggestion.files
        places[place, default: Place()].bytes += suggestion.bytes
        path = place.parent
      }
    }
    return places
  }

  /// Whether the files there are those that are staged of the asset.
  private func holds(_ asset: AssetDeclaration, at path: RepositoryPath) throws -> Bool {
    var trial = index
    try trial.move(asset.path, to: path)
    trial.assets = [AssetDeclaration(kind: asset.kind, name: asset.name, path: path)]
    return try Status.compare(trial, in: workTree, within: [path]).isClean
  }
}
