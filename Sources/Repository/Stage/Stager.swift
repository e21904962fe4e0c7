import FileIO
import ObjectStore
import Objects
import WorkingTree

/// Stages paths into an index value for one command: `add`, and the staging half of `commit`.
/// Nothing is saved here; the command saves the index when all went well.
struct Stager {
  let repository: Repository
  let writer: StoreWriter
  var index: Index
  var result = AddResult()
  /// Which path took which name in this command.
  private(set) var claims: [AssetReference: RepositoryPath] = [:]
  /// External assets that this command named.
  var namedExternal: Set<AssetReference> = []
  /// What the paths of this command that are not tracked become.
  var plans: [RepositoryPath: PlannedAsset] = [:]
  /// Profiles of the large files that are stored; nil when nobody wants any.
  let profiles: IngestProfiles?

  /// - Parameter profiling: what is wished of profiles; nil for none.
  init(
    repository: Repository, writer: StoreWriter, index: Index, profiling: ProfileOptions? = nil
  ) {
    profiles = profiling.map {
      IngestProfiles(options: $0, cache: ProfileCache(repository, options: $0))
    }
    self.repository = repository
    self.writer = writer
    self.index = index
  }

  private var workTree: WorkTree { repository.workTree }

  /// Stages a path: a new asset, a tracked one, a part of one, or a metrics or params file.
  mutating func stage(
    _ path: RepositoryPath, kind: AssetKind? = nil, name: String? = nil
  ) throws {
    guard !path.isRoot else { throw WorkingError.rootIsNoAsset }
    if let name { try AssetName.validate(name) }
    if let asset = index.asset(at: path) {
      try restage(asset, kind: kind, name: name)
    } else if let asset = index.asset(containing: path), !isSame(asset, kind: kind, name: name) {
      guard kind == nil && name == nil else {
        throw WorkingError.insideAsset(path.string, asset: AssetReferenceAtPath(asset))
      }
      try stagePart(path, of: asset)
    } else if kind == nil, name == nil, let role = role(of: path) {
      try stageFile(path, role: role)
    } else {
      try stageNew(path, kind: kind, name: name)
    }
  }

  /// Stages every tracked asset that this command did not stage yet, and every remembered metrics
  /// and params file. An asset that only moved is followed to where it is.
  mutating func restageAll(within folder: RepositoryPath = .root) throws {
    let assets = index.assets.sorted { $0.path < $1.path }.filter {
      $0.path.isWithin(folder) && claims[AssetReference(kind: $0.kind, name: $0.name)] == nil
    }
    let moves = try MovedAssets(workTree: workTree, index: index)
      .find(assets.filter { try !exists($0.path) && !isLeftOut($0.path) }, within: folder)
    for asset in assets {
      if let path = moves[asset.path] { try follow(asset, to: path) } else { try restage(asset) }
    }
    for path in Set(index.metrics.map(\.path)).sorted() where path.isWithin(folder) {
      try stageFile(path, role: .metrics)
    }
    if let path = index.params, path.isWithin(folder) { try stageFile(path, role: .params) }
  }

  /// Whether an asset is meant by an explicit name: then it moves to where it is named now.
  private func isSame(_ asset: AssetDeclaration, kind: AssetKind?, name: String?) -> Bool {
    asset.name == name && (kind == nil || kind == asset.kind)
  }

  func exists(_ path: RepositoryPath) throws -> Bool {
    try workTree.status(at: path) != nil
  }
}

// Assets.
extension Stager {
  private mutating func restage(
    _ asset: AssetDeclaration, kind: AssetKind? = nil, name: String? = nil
  ) throws {
    let new = AssetDeclaration(
      kind: kind ?? asset.kind, name: name ?? asset.name, path: asset.path)
    guard try exists(asset.path) else {
      return isLeftOut(asset.path) ? try keepLeftOut(asset, as: new) : removeGone(asset)
    }
    try refuseLinkAround(asset.path)
    try claim(new, except: asset)
    if new != asset { redeclare(asset, as: new) }
    let staged = try scan(new)
    let change: AddedAsset.Change =
      new != asset
      ? .redeclared(from: AssetReferenceAtPath(asset)) : staged.isUnchanged ? .unchanged : .changed
    try report(staged, change: change, guess: nil)
  }

  private mutating func stagePart(_ path: RepositoryPath, of asset: AssetDeclaration) throws {
    guard try exists(path) || index.contains(within: path) else {
      throw try repository.notFound(path, index: index)
    }
    let staged = try scan(asset, part: path)
    if index.contains(within: asset.path) {
      try report(staged, change: staged.isUnchanged ? .unchanged : .changed, guess: nil)
    } else {
      removeGone(asset)
    }
  }

  private mutating func stageNew(_ path: RepositoryPath, kind: AssetKind?, name: String?) throws {
    let below = index.assets.filter { $0.path.isWithin(path) }
    guard try exists(path) else {
      guard !below.isEmpty else { throw try repository.notFound(path, index: index) }
      for asset in below { try restage(asset) }
      return
    }
    let others = below.filter { !isSame($0, kind: kind, name: name) }
    guard others.isEmpty else {
      throw WorkingError.containsAssets(path.string, assets: others.map(AssetReferenceAtPath.init))
    }
    let plan = try planned(StageWish(path: path, kind: kind, name: name))
    let new = plan.declaration
    try repository.refuseTrackedByGit(path, kind: new.kind)
    if let plain = plan.plainName {
      result.notices.append("'\(path)' is named '\(new.name)': more than one path gives '\(plain)'")
    }
    // A name that was only derived from the path moves an asset whose old path is gone, no other.
    let old = index.asset(new.kind, named: new.name)
    try claim(new, except: old)
    if let old { try move(old, to: new) } else { index.assets.append(new) }
    let change = old.map { AddedAsset.Change.moved(from: $0.path) } ?? .new
    try report(try scan(new), change: change, guess: plan.guess)
  }

  /// Takes an asset along that was moved without mlx.
  private mutating func follow(_ old: AssetDeclaration, to path: RepositoryPath) throws {
    let new = AssetDeclaration(kind: old.kind, name: old.name, path: path)
    try claim(new, except: old)
    try move(old, to: new)
    result.notices.append(
      "the \(old.kind.rawValue) '\(old.name)' was moved from '\(old.path)' to '\(path)'")
    try report(try scan(new), change: .moved(from: old.path), guess: nil)
  }

  /// Moves the rows along, so that files that only moved are known by their stat.
  private mutating func move(_ old: AssetDeclaration, to new: AssetDeclaration) throws {
    redeclare(old, as: new)
    if new.path.isWithin(old.path) || old.path.isWithin(new.path) {
      index.remove(within: old.path)
    } else {
      try index.move(old.path, to: new.path)
    }
  }

  private mutating func redeclare(_ old: AssetDeclaration, as new: AssetDeclaration) {
    index.assets = index.assets.map { $0 == old ? new : $0 }
    guard old.name != new.name else { return }
    index.metrics = index.metrics.map { declared in
      var declared = declared
      if old.kind == .model && declared.model == old.name { declared.model = new.name }
      if old.kind == .dataset && declared.on == old.name { declared.on = new.name }
      return declared
    }
  }

  /// Whether nothing of an asset was ever brought, so that its absence is no deletion.
  func isLeftOut(_ path: RepositoryPath) -> Bool {
    guard workTree.isPartial, index.contains(within: path) else { return false }
    return index.entries(within: path).allSatisfy(\.wasNeverSeen)
  }

  private mutating func keepLeftOut(
    _ asset: AssetDeclaration, as new: AssetDeclaration
  ) throws {
    try claim(new, except: asset)
    if new != asset { redeclare(asset, as: new) }
  }

  private mutating func removeGone(_ asset: AssetDeclaration) {
    index.remove(within: asset.path)
    index.assets.removeAll { $0 == asset }
    result.removed.append(AssetReferenceAtPath(asset))
  }

  /// Takes the name for this command.
  private mutating func claim(_ asset: AssetDeclaration, except old: AssetDeclaration?) throws {
    let reference = AssetReference(kind: asset.kind, name: asset.name)
    let holder = index.asset(asset.kind, named: asset.name)
    if let holder, holder != old {
      throw WorkingError.nameTaken(AssetReferenceAtPath(asset), by: holder.path.string)
    }
    if let external = index.external(reference) {
      throw ExternalError.nameTaken(reference, by: external.location)
    }
    if let path = claims[reference], path != asset.path {
      throw WorkingError.nameTaken(AssetReferenceAtPath(asset), by: path.string)
    }
    claims[reference] = asset.path
  }

  private mutating func scan(
    _ asset: AssetDeclaration, part: RepositoryPath? = nil
  ) throws -> StagedAsset {
    try Add.stage(
      asset, part: part, in: workTree, index: &index, writer: writer, observing: profiles,
      progress: repository.storeProgress(of: asset.path))
  }

  private mutating func report(
    _ staged: StagedAsset, change: AddedAsset.Change, guess: Guess?
  ) throws {
    let asset = staged.declaration
    let format = try guess?.format ?? KindGuess.format(of: asset.path, in: workTree)
    let left = staged.notices.filter { !$0.isKept }
    let added = AddedAsset(
      kind: asset.kind, name: asset.name, path: asset.path, change: change, format: format,
      isGuessed: guess != nil, reason: guess?.why ?? "",
      counts: FileCounts(
        added: staged.added, modified: staged.changed, deleted: staged.removed,
        unchanged: staged.unchanged),
      bytes: index.summary(within: asset.path).bytes, newStoredBytes: staged.newStoredBytes,
      leftOut: left.map { LeftOutFile(path: $0.path, reason: $0.reason) },
      linksReadThrough: staged.linksReadThrough)
    result.newStoredBytes += staged.newStoredBytes
    if change != .unchanged {
      let kept = staged.notices.filter(\.isKept).map { "'\($0.path)' is \($0.text)" }
      result.notices += AddResult.cut(kept, of: added)
    }
    if staged.ignored > 0 {
      let files = staged.ignored == 1 ? "a file" : "\(staged.ignored) files"
      result.notices.append("'.mlxignore' left out \(files) of '\(asset.path)'")
    }
    // Several parts of one asset are one line.
    if let row = result.assets.firstIndex(where: { $0.path == asset.path && $0.kind == asset.kind })
    {
      result.assets[row].merge(added)
    } else {
      result.assets.append(added)
    }
  }
}

extension AddedAsset {
  /// Takes in what another part of the same asset did.
  fileprivate mutating func merge(_ other: AddedAsset) {
    if change == .unchanged { change = other.change }
    counts.added += other.counts.added
    counts.modified += other.counts.modified
    counts.deleted += other.counts.deleted
    counts.unchanged += other.counts.unchanged
    bytes = other.bytes
    newStoredBytes += other.newStoredBytes
    leftOut += other.leftOut
    linksReadThrough += other.linksReadThrough
  }
}

extension AssetReferenceAtPath {
  init(_ asset: AssetDeclaration) {
    self.init(kind: asset.kind, name: asset.name, path: asset.path)
  }
}
