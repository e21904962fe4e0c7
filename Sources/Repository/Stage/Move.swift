// `mlx mv`.
import FileIO
import Objects
import WorkingTree

extension Repository {
  /// Renames a tracked file or folder, on disk and in the index. Into a folder that exists, it keeps
  /// its name. Nothing is moved out of, or into, what is behind a link.
  ///
  /// - Parameter intoFolder: the destination was written as a folder: it must be one.
  @discardableResult
  public func move(
    _ from: RepositoryPath, to destination: RepositoryPath, intoFolder: Bool = false
  ) throws -> MoveResult {
    try withSettledTree {
      var index = try loadIndex()
      guard index.contains(within: from), try workTree.status(at: from) != nil else {
        throw try notTracked(from, index: index)
      }
      guard index.holdsRecorded(within: from) else { throw WorkingError.isCode(from.string) }
      let code = index.codeOnly()
      let target = try self.target(of: from, to: destination, intoFolder: intoFolder)
      try checkMove(from, to: target, index: index)
      try checkLinks(from, to: target, index: index)
      var moved = Declarations(index)
      let assets = moved.move(from, to: target)
      let fileCount = index.summary(within: from).files
      try environment.fileSystem.makeDirectories(workTree.absolute(target.parent ?? .root))
      try environment.fileSystem.rename(workTree.absolute(from), to: workTree.absolute(target))
      if environment.durability == .full { try syncMove(from, to: target) }
      try index.move(from, to: target)
      moved.apply(to: &index)
      index.replaceCode(with: code)
      try saveIndex(index)
      return MoveResult(
        from: from, to: target, assets: assets.map(AssetReferenceAtPath.init),
        fileCount: fileCount, notices: writeIgnoreBlock(index))
    }
  }

  /// The index tells of the move next, so a power cut must not take it back. The new place is synced before the old one.
  private func syncMove(_ from: RepositoryPath, to target: RepositoryPath) throws {
    let fileSystem = environment.fileSystem
    var folder = target
    while let parent = folder.parent {
      try fileSystem.syncDirectory(workTree.absolute(parent))
      folder = parent
    }
    try fileSystem.syncDirectory(workTree.absolute(from.parent ?? .root))
  }

  private func target(
    of from: RepositoryPath, to destination: RepositoryPath, intoFolder: Bool
  ) throws -> RepositoryPath {
    let status = try workTree.status(at: destination, followingLinks: true)
    if intoFolder && status == nil {
      throw WorkingError.destinationMissing(from.string, folder: destination.string)
    }
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

// Links.
extension Repository {
  /// Both ends of a move are below real folders, and a link that is moved leads where it led.
  private func checkLinks(_ from: RepositoryPath, to target: RepositoryPath, index: Index) throws {
    func refuse(_ reason: String, instead: String) -> WorkingError {
      .cannotMove(from.string, to: target.string, reason: reason, instead: instead)
    }
    var folders = DiskFolders(workTree, index)
    if let link = try obstacle(above: from, &folders) {
      let copy = ShellWord.joined([from.string, target.string])
      throw refuse(
        "it is behind the link '\(link)', and what a link leads to is not changed",
        instead: "copy it with 'cp -R \(copy)', then run 'mlx add' on the copy")
    }
    if let place = try obstacle(above: target, &folders) {
      throw refuse(
        "'\(place)' is a link or a file, not a folder",
        instead: "name a path that no link leads to")
    }
    guard try workTree.status(at: from)?.type == .symlink, from.parent != target.parent,
      index.entry(at: from)?.mode != .symlink
    else { return }
    let goal = try environment.fileSystem.readLink(workTree.absolute(from))
    guard !goal.hasPrefix("/") else { return }
    throw refuse(
      "it is a link to '\(goal)', which leads elsewhere from there",
      instead: "make the link anew at '\(target)', then run "
        + "'mlx add \(ShellWord.quoted(target.string))'")
  }

  /// The link or file that stands where a folder above the path must be.
  private func obstacle(
    above path: RepositoryPath, _ folders: inout DiskFolders
  ) throws -> RepositoryPath? {
    guard let parent = path.parent else { return nil }
    switch try folders.state(of: parent) {
    case .real, .missing: return nil
    case .blocked(let place), .linked(let place): return place
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
