import Objects

/// What the edges of a new commit are made from.
struct LineageSources {
  /// Each asset of the commit with what it was in the one before.
  let pairs: [AssetPairing.Pair]
  let previous: [LineageEdge]
  /// Datasets that the command named.
  let named: [Asset]
  /// `--from`.
  let wishes: [LineageRequest]
  /// What `mlx.yaml` says of outputs.
  let standard: [AssetReference: [LineageRequest]]
  let code: CodeAsset?
  let environment: EnvironmentAsset?

  /// The assets of the commit.
  var assets: [Asset] { pairs.compactMap(\.after) }

  /// Assets that are new, or whose bytes are.
  var changed: [AssetReference] {
    pairs.filter { $0.after != nil && $0.before?.object != $0.after?.object }
      .compactMap { $0.after?.reference }
  }

  var changedModels: [AssetReference] { changed.filter { $0.kind == .model } }

  /// Datasets that no version before had.
  var newDatasets: [Asset] {
    pairs.filter { $0.before == nil && $0.after?.kind == .dataset }.compactMap(\.after)
  }

  func edge(of asset: Asset) -> LineageEdge? {
    previous.first { $0.output == asset.reference && $0.id == asset.object }
      ?? previous.first { $0.output == asset.reference }
  }
}
