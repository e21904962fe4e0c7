import Objects
import WorkingTree

// What is declared when only some paths are taken from another version.
extension Declarations {
  /// Within the paths the source's declarations, elsewhere the current ones. An asset that the source
  /// has under the same name moves to where the source has it.
  func restoring(_ paths: [RepositoryPath], from source: Declarations) throws -> Declarations {
    func isWithin(_ path: RepositoryPath) -> Bool { paths.contains { path.isWithin($0) } }
    var result = self
    result.assets.removeAll { isWithin($0.path) }
    for asset in source.assets where isWithin(asset.path) || paths.contains(where: asset.holds) {
      let isHere = result.assets.contains { $0.path == asset.path }
      guard !isHere || isWithin(asset.path) else { continue }
      result.assets.removeAll { $0.kind == asset.kind && $0.name == asset.name }
      result.assets.append(asset)
    }
    result.metrics.removeAll { isWithin($0.path) }
    result.metrics += source.metrics.filter { isWithin($0.path) }
    if let path = params, isWithin(path) { result.params = nil }
    if let path = source.params, isWithin(path) { result.params = path }
    if paths.contains(.root) { result.external = source.external }
    result.external.removeAll { external in
      result.assets.contains { $0.reference == external.reference }
    }
    if let (inner, outer) = result.overlap {
      throw WorkingError.insideAsset(inner.path.string, asset: AssetReferenceAtPath(outer))
    }
    return result
  }

  /// Two assets of which one lies in the other.
  var overlap: (inner: AssetDeclaration, outer: AssetDeclaration)? {
    let sorted = assets.sorted { $0.path < $1.path }
    for (outer, inner) in zip(sorted, sorted.dropFirst()) where inner.path.isWithin(outer.path) {
      return (inner, outer)
    }
    return nil
  }
}

extension AssetDeclaration {
  fileprivate func holds(_ path: RepositoryPath) -> Bool { path.isWithin(self.path) }
}
