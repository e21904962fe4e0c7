// `mlx mv`.
import FileIO
import Objects
import WorkingTree

extension Repository {
  /// Renames a tracked file or folder, on disk and in the index. Into a folder that exists, it keeps
  /// its name.
  @discardableResult
  public func move(_ from: RepositoryPath, to destination: RepositoryPath) throws -> MoveResult {
    try withSettledTree {
      var index = try loadIndex()
      guard index.contains(within: from), try workTree.status(at: from) != nil else {
        throw try notTracked(from, index: index)
      }
      let target = try self.target(of: from, to: destination)
      try checkMove(from, to: target, index: index)
      var moved = Declarations(index)
      let assets = moved.move(from, to: target)
      let fileCount = index.summary(within: from).files
      try environment.fileSystem.makeDirectories(workTree.absolute(target.parent ?? .root))
      try environment.fileSystem.rename(workTree.absolute(from), to: workTree.absolute(target))
      try index.move(from, to: target)
      moved.apply(to: &index)
      try saveIndex(index)
      return MoveResult(
        from: from, to: target, assets: assets.map(AssetReferenceAtPath.init),
        fileCount: fileCount, notices: [])
    }
  }

  private func target(of from: RepositoryPath, to destination: RepositoryPath) throws
    -> RepositoryPath
  {
    let status = try workTree.status(at: destination, followingLinks: true)
    let isFolder = destination.isRoot || status?.type == .directory
    let target = isFolder ? destination.appending(unchecked: from.name) : destination
    if target != from, try workTree.status(at: target) != nil {
      throw WorkingError.destinationExists(target.string)
    }
    return target
  }

  /// Assets move whole, and never into one another; a part stays inside an asset.
  private func checkMove(_ from: RepositoryPath, to target: RepositoryPath, index: Index) throws {
    func refuse(_ reason: String, instead: String) -> WorkingError {
      .cannotMove(from.string, to: target.string, reason: reason, instead: instead)
    }
    guard !target.isWithin(from) else {
      throw refuse("that is the same path, or inside it", instead: "name another path")
    }
    let whole = index.assets.filter { $0.path.isWithin(from) }
    let owner = index.asset(containing: from).flatMap { $0.path == from ? nil : $0 }
    let host = index.asset(containing: target)
    if let host, !whole.isEmpty {
      throw WorkingError.insideAsset(target.string, asset: AssetReferenceAtPath(host))
    }
    if let owner, host == nil {
      throw refuse(
        "it is a part of the \(owner.kind.rawValue) '\(owner.name)', which stays at '\(owner.path)'",
        instead: "run 'mv \(ShellWord.joined([from.string, target.string]))', then 'mlx add' both")
    }
  }
}

extension Declarations {
  /// Moves every declared path at or below `from`; returns the assets that moved.
  mutating func move(_ from: RepositoryPath, to target: RepositoryPath) -> [AssetDeclaration] {
    func moved(_ path: RepositoryPath) -> RepositoryPath? {
      path.relative(to: from).map { target.appending($0) }
    }
    var changed: [AssetDeclaration] = []
    for position in assets.indices {
      guard let path = moved(assets[position].path) else { continue }
      assets[position].path = path
      changed.append(assets[position])
    }
    for position in metrics.indices {
      if let path = moved(metrics[position].path) { metrics[position].path = path }
    }
    params = params.map { moved($0) ?? $0 }
    return changed
  }
}
