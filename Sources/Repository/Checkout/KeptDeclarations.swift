// A file that stays, or comes back, stays of the kind it was recorded as.
import ObjectStore
import Objects
import WorkingTree

extension Declarations {
  /// Whether something that is declared holds a path.
  func holds(_ path: RepositoryPath) -> Bool {
    params == path || assets.contains { path.isWithin($0.path) }
      || metrics.contains { $0.path == path }
  }

  /// Declares what holds a path in another version. False where that has nothing, or its name or place is taken.
  mutating func declare(_ path: RepositoryPath, asIn other: Declarations) -> Bool {
    var result = self
    if let asset = other.assets.first(where: { path.isWithin($0.path) }) {
      let reference = AssetReference(kind: asset.kind, name: asset.name)
      let isTaken =
        assets.contains { $0.kind == asset.kind && $0.name == asset.name }
        || external.contains { $0.reference == reference }
      if isTaken { return false }
      result.assets.append(asset)
    } else if let metrics = other.metrics.first(where: { $0.path == path }) {
      result.metrics.append(metrics)
    } else if other.params == path, params == nil {
      result.params = path
    } else {
      return false
    }
    guard result.overlap == nil else { return false }
    self = result
    return true
  }

  /// Declares again what holds staged files that a checkout carries over to a version without it.
  ///
  /// - Parameters:
  ///   - current: what was declared before.
  ///   - index: the index before the checkout, or what it made of it.
  ///   - base: the tree of the version before, and `target` that of the new one: of what is as in either, the
  ///     version says the kind.
  /// - Returns: files of assets whose name or place is taken.
  mutating func keep(
    _ current: Declarations, of index: Index, from base: TreeID, to target: TreeID,
    in store: ObjectStore
  ) throws -> [RepositoryPath] {
    try keep(current, of: index) { row in
      try ![base, target].contains { tree in
        let entry = try TreeWalk.find(row.path, in: tree, in: store)
        return entry?.id == row.blob.digest && entry?.mode == row.mode
      }
    }
  }

  /// Declares again each asset that is declared no more and holds a file of which `isKept` says that it stays of it.
  ///
  /// - Parameter current: what was declared before.
  /// - Returns: files of assets whose name or place is taken.
  mutating func keep(
    _ current: Declarations, of index: Index, where isKept: (IndexEntry) throws -> Bool
  ) throws -> [RepositoryPath] {
    let dropped = current.assets.filter { asset in !assets.contains { $0.path == asset.path } }
    return try dropped.compactMap { asset in
      var kept: RepositoryPath?
      try index.forEachEntry(within: asset.path) { row in
        if try kept == nil && !holds(row.path) && isKept(row) { kept = row.path }
      }
      return kept.flatMap { declare($0, asIn: current) ? nil : $0 }
    }
  }
}
