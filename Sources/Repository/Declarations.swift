import Objects
import WorkingTree

/// What is tracked, apart from the files themselves: assets, metrics files, the params file, and what
/// is external.
struct Declarations: Equatable {
  var assets: [AssetDeclaration] = []
  var metrics: [MetricsDeclaration] = []
  var params: RepositoryPath?
  var external: [ExternalAsset] = []

  init() {}

  init(_ index: Index) {
    assets = index.assets
    metrics = index.metrics
    params = index.params
    external = index.external
  }

  init(_ commit: Commit) {
    assets = commit.assets.map { AssetDeclaration(kind: $0.kind, name: $0.name, path: $0.path) }
    metrics = commit.metrics.compactMap { record in
      record.path.map {
        MetricsDeclaration(model: record.of.name, path: $0, on: record.on?.asset.name)
      }
    }
    metrics += commit.unrecorded
    params = commit.params?.path
    external = commit.external
  }

  func apply(to index: inout Index) {
    let ordered = sorted
    index.assets = ordered.assets
    index.metrics = ordered.metrics
    index.params = ordered.params
    index.external = ordered.external
  }

  /// The same in an order that does not depend on how it came about.
  var sorted: Declarations {
    var result = self
    result.assets.sort(by: Self.isBefore)
    result.external.sort { $0.reference < $1.reference }
    result.metrics.sort { ($0.path, $0.model) < ($1.path, $1.model) }
    return result
  }

  /// By kind, then name: the order of a commit's assets.
  static func isBefore(_ a: AssetDeclaration, _ b: AssetDeclaration) -> Bool {
    a.kind == b.kind
      ? a.name.utf8.lexicographicallyPrecedes(b.name.utf8) : a.kind.rawValue < b.kind.rawValue
  }

  /// Drops declarations of which the index holds no file and no empty folder; returns the assets.
  @discardableResult
  static func dropEmpty(in index: inout Index) -> [AssetDeclaration] {
    let snapshot = index
    let gone = snapshot.assets.filter { !snapshot.contains(within: $0.path) }
    index.assets.removeAll { gone.contains($0) }
    index.metrics.removeAll { snapshot.entry(at: $0.path) == nil }
    if let path = snapshot.params, snapshot.entry(at: path) == nil { index.params = nil }
    return gone
  }
}

// Three-way merge, for a checkout that carries staged changes over.
extension Declarations {
  /// What `current` is after the step from `base` to `target`: where current is as in base, the
  /// target's; where the target is as in base, current's. Names what both changed, differently.
  static func merge(base: Declarations, current: Declarations, target: Declarations)
    -> (merged: Declarations, conflicts: [String])
  {
    var merged = Declarations()
    var conflicts: [String] = []
    let assets = mergeKeyed(
      base.assetPaths, current.assetPaths, target.assetPaths,
      conflict: { conflicts.append($0.text) })
    merged.assets = assets.map { AssetDeclaration(kind: $0.kind, name: $0.name, path: $1) }
    let metrics = mergeKeyed(
      base.metricsOn, current.metricsOn, target.metricsOn,
      conflict: { conflicts.append($0.path.string) })
    merged.metrics = metrics.map {
      MetricsDeclaration(model: $0.model, path: $0.path, on: $1)
    }
    merged.params = current.params == base.params ? target.params : current.params
    if current.params != base.params && target.params != base.params
      && current.params != target.params
    {
      conflicts.append((current.params ?? target.params ?? .root).string)
      merged.params = target.params
    }
    merged.external = mergeKeyed(
      base.externals, current.externals, target.externals,
      conflict: { conflicts.append($0.text) }
    ).map(\.1)
    conflicts += merged.dropClashes(for: target)
    return (merged, conflicts)
  }

  /// Of an asset and an external one of one name, the one that the target does not have goes.
  private mutating func dropClashes(for target: Declarations) -> [String] {
    let clashes = Set(external.map(\.reference)).intersection(assets.map(\.reference))
    guard !clashes.isEmpty else { return [] }
    let kept = Set(target.external.map(\.reference))
    external.removeAll { clashes.contains($0.reference) && !kept.contains($0.reference) }
    assets.removeAll { clashes.contains($0.reference) && kept.contains($0.reference) }
    return clashes.sorted().map(\.text)
  }

  private var externals: [AssetReference: ExternalAsset] {
    Dictionary(external.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
  }

  struct MetricsKey: Hashable {
    var model: String
    var path: RepositoryPath
  }

  private var assetPaths: [AssetReference: RepositoryPath] {
    Dictionary(
      assets.map { (AssetReference(kind: $0.kind, name: $0.name), $0.path) },
      uniquingKeysWith: { first, _ in first })
  }

  private var metricsOn: [MetricsKey: String?] {
    Dictionary(
      metrics.map { (MetricsKey(model: $0.model, path: $0.path), $0.on) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Where a key differs in all three, the target wins and the conflict is reported.
  private static func mergeKeyed<Key: Hashable, Value: Equatable>(
    _ base: [Key: Value], _ current: [Key: Value], _ target: [Key: Value],
    conflict: (Key) -> Void
  ) -> [(Key, Value)] {
    var merged: [(Key, Value)] = []
    for key in Set(base.keys).union(current.keys).union(target.keys) {
      let (old, mine, theirs) = (base[key], current[key], target[key])
      if mine != old && theirs != old && mine != theirs { conflict(key) }
      let value = theirs == old ? mine : theirs
      if let value { merged.append((key, value)) }
    }
    return merged
  }
}

extension Index {
  /// The asset of that kind and name.
  func asset(_ kind: AssetKind, named name: String) -> AssetDeclaration? {
    assets.first { $0.kind == kind && $0.name == name }
  }

  /// What is external under a kind and name.
  func external(_ reference: AssetReference) -> ExternalAsset? {
    external.first { $0.reference == reference }
  }
}
