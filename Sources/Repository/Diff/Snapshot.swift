import ObjectStore
import Objects
import WorkingTree

/// One state that can be compared: a commit, the index, the work tree, or nothing.
struct Snapshot {
  /// Where its files are listed.
  enum Source {
    case nothing
    case tree(TreeID)
    case index(Index)
  }

  var side: DiffSide
  var source: Source
  var tree: TreeID
  var assets: [Asset]
  /// What is tracked and not stored.
  var external: [ExternalAsset] = []
  var metrics: [MetricsRecord]
  var params: ParamsRecord?
  /// The tree of the code of a commit.
  var code: TreeID?
  /// Metrics files of a commit that it records nothing from.
  var unrecorded: [MetricsDeclaration] = []
  /// The environment of a commit.
  var environment: EnvironmentID?

  static let empty = Snapshot(
    side: .empty, source: .nothing, tree: TreeCodec.emptyID, assets: [], metrics: [], params: nil)

  init(
    side: DiffSide, source: Source, tree: TreeID, assets: [Asset], metrics: [MetricsRecord],
    params: ParamsRecord?
  ) {
    self.side = side
    self.source = source
    self.tree = tree
    self.assets = assets
    self.metrics = metrics
    self.params = params
  }

  init(_ commit: Commit, id: CommitID) {
    self.init(
      side: .commit(id), source: .tree(commit.tree), tree: commit.tree, assets: commit.assets,
      metrics: commit.metrics, params: commit.params)
    code = commit.code?.tree
    unrecorded = commit.unrecorded
    environment = commit.environment?.id
    external = commit.external
  }

  /// Paths of metrics and params files that are tracked beside the assets.
  var filePaths: [RepositoryPath: FileRole] {
    var paths: [RepositoryPath: FileRole] = [:]
    switch source {
    case .nothing: break
    case .index(let index):
      for declared in index.metrics { paths[declared.path] = .metrics }
      if let path = index.params { paths[path] = .params }
    case .tree:
      for record in metrics { if let path = record.path { paths[path] = .metrics } }
      for declared in unrecorded { paths[declared.path] = .metrics }
      if let path = params?.path { paths[path] = .params }
    }
    return paths.filter { path, _ in !assets.contains { path.isWithin($0.path) } }
  }
}

extension Repository {
  func snapshot(of id: CommitID?) throws -> Snapshot {
    try id.map { Snapshot(try commit($0), id: $0) } ?? .empty
  }

  /// The staged state. Metrics and params are those that a commit of it would record; a file that
  /// cannot be parsed counts as none here.
  func snapshot(of index: Index, side: DiffSide, head: Commit?) throws -> Snapshot {
    let written = try IndexTree.compute(
      index, objectsOf: index.assets.map(\.path), limits: environment.limits.tree)
    let assets = try self.assets(of: index, in: written, previous: head)
    let versions = assets.map(AssetVersion.init) + index.external.map(AssetVersion.init)
    let metrics = try? MetricsRecords(
      repository: self, index: index, assets: versions, previous: head, fresh: [],
      makers: makers(of: versions, previous: head)
    ).plan().records
    let params = try? paramsRecord(index: index, previous: head)
    var snapshot = Snapshot(
      side: side, source: .index(index), tree: written.root, assets: assets,
      metrics: metrics ?? [], params: params ?? nil)
    snapshot.external =
      side == .workTree ? try externalNow(index.external) : index.external
    return snapshot
  }
}
