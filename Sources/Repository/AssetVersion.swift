import Objects

/// An asset at its bytes, be they stored or external: what metrics are measured of, and what lineage
/// links.
struct AssetVersion: Hashable {
  var reference: AssetReference
  var object: AssetObject
  /// Where it is in the work tree; nil for what is not there as a file or folder of its own.
  var path: RepositoryPath?

  init(_ asset: Asset) {
    reference = asset.reference
    object = asset.object
    path = asset.path
  }

  init(_ code: CodeAsset) {
    reference = CodeAsset.reference
    object = .tree(code.tree)
  }

  init(_ environment: EnvironmentAsset) {
    reference = environment.reference
    object = .environment(environment.id)
  }

  init(_ asset: ExternalAsset) {
    reference = asset.reference
    object = asset.object
  }

  var kind: AssetKind { reference.kind }
  var name: String { reference.name }
}

extension Commit {
  /// All assets with files or a location, by kind and name.
  var versions: [AssetVersion] {
    (assets.map(AssetVersion.init) + external.map(AssetVersion.init))
      .sorted { $0.reference < $1.reference }
  }
}
