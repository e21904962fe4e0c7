import Objects

/// The paths that a status looks at: assets, and tracked files that belong to none.
struct StatusRoots {
  struct Root: Sendable {
    let path: RepositoryPath
    /// The asset that the path is, or is a part of; the path itself for a file without an asset.
    let asset: RepositoryPath
  }

  /// - Parameter scopes: only what is within one of these paths; empty means everything.
  static func find(in index: Index, within scopes: [RepositoryPath]) -> [Root] {
    let assets = outermost(index.assets.map(\.path))
    guard !scopes.isEmpty else {
      return (assets + loose(index, assets, within: .root)).map { Root(path: $0, asset: $0) }
    }
    var roots: [Root] = []
    for scope in outermost(scopes) {
      if let asset = assets.first(where: { scope.isWithin($0) }) {
        roots.append(Root(path: scope, asset: asset))
      } else {
        let inside = assets.filter { $0.isWithin(scope) } + loose(index, assets, within: scope)
        roots.append(contentsOf: inside.map { Root(path: $0, asset: $0) })
      }
    }
    return roots
  }

  /// The paths without those that lie within another one of them.
  static func outermost(_ paths: [RepositoryPath]) -> [RepositoryPath] {
    var kept: [RepositoryPath] = []
    for path in paths.sorted() where !(kept.last.map(path.isWithin) ?? false) {
      kept.append(path)
    }
    return kept
  }

  /// Metrics and params files outside of every asset; of code only what is named. What else there is
  /// of code has a comparison of its own, `CodeSnapshot.compare`.
  private static func loose(
    _ index: Index, _ assets: [RepositoryPath], within scope: RepositoryPath
  ) -> [RepositoryPath] {
    let isAsset = { (path: RepositoryPath) in assets.contains { path.isWithin($0) } }
    if index.entry(at: scope) != nil { return isAsset(scope) ? [] : [scope] }
    return index.declaredFiles.filter {
      $0.isWithin(scope) && index.entry(at: $0) != nil && !isAsset($0)
    }.sorted()
  }
}
