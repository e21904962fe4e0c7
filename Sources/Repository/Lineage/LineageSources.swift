import Objects
import WorkingTree

/// What the edges of a new commit are made from.
struct LineageSources {
  /// An asset in two commits.
  struct Pair {
    var before: AssetVersion?
    var after: AssetVersion?
  }

  /// Each asset of the commit with what it was in the one before.
  let pairs: [Pair]
  let previous: [LineageEdge]
  /// Datasets that the command named.
  let named: [AssetVersion]
  /// `--from`.
  let wishes: [LineageRequest]
  /// What `mlx.yaml` says of outputs.
  let standard: [AssetReference: [LineageRequest]]
  let code: CodeAsset?
  let environment: EnvironmentAsset?
  /// Whether a person named the environment in this command.
  let namesEnvironment: Bool
  /// The edges that the commit before made itself, when this one takes its place.
  let corrected: Set<LineageEdge>
  /// The files of the commit, whose trees cannot be read yet.
  let index: Index
  /// The recorded runs that made assets whose bytes are new.
  let makers: [AssetReference: RunMaker]

  /// The assets of the commit.
  var assets: [AssetVersion] { pairs.compactMap(\.after) }

  /// Assets that are new, or whose bytes are.
  var changed: [AssetReference] {
    pairs.filter { $0.after != nil && $0.before?.object != $0.after?.object }
      .compactMap { $0.after?.reference }
  }

  var changedModels: [AssetReference] { changed.filter { $0.kind == .model } }

  /// Datasets that no version before had.
  var newDatasets: [AssetVersion] {
    pairs.filter { $0.before == nil && $0.after?.kind == .dataset }.compactMap(\.after)
  }

  /// Pairs the assets of two commits: stored ones with stored ones, by name or else by path or content,
  /// external ones by name or else by location; what is left, by name across the two.
  static func pairs(from old: Commit?, to new: Commit) -> [Pair] {
    var pairs = AssetPairing.pair(old?.assets ?? [], new.assets).map {
      Pair(before: $0.before.map(AssetVersion.init), after: $0.after.map(AssetVersion.init))
    }
    pairs += ExternalPairing.pair(old?.external ?? [], new.external).map {
      Pair(before: $0.before.map(AssetVersion.init), after: $0.after.map(AssetVersion.init))
    }
    let gone = pairs.filter { $0.after == nil }.compactMap(\.before)
    for position in pairs.indices where pairs[position].before == nil {
      let reference = pairs[position].after?.reference
      pairs[position].before = gone.first { $0.reference == reference }
    }
    return pairs
  }

  /// What an input of an earlier edge is now: the asset of its name, also when it was renamed since.
  func present(_ reference: AssetReference, _ id: AssetObject) -> AssetVersion? {
    let pair =
      pairs.first { $0.after?.reference == reference }
      ?? pairs.first { $0.before?.reference == reference }
      ?? pairs.first { $0.before?.object == id && $0.after != nil }
    return pair?.after
  }

  func edge(of asset: AssetVersion) -> LineageEdge? {
    previous.first { $0.output == asset.reference && $0.id == asset.object }
      ?? previous.first { $0.output == asset.reference }
  }
}
