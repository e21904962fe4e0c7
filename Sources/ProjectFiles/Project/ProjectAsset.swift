import Objects

/// What `mlx.yaml` says about one asset.
public struct ProjectAsset: Sendable, Equatable {
  /// nil when the name stands alone: it is then about the only asset of that name.
  public var kind: AssetKind?
  public var name: String
  /// Where the asset's key stands.
  public var place: TextPlace?

  /// Such as `Apache-2.0`.
  public var licence: String?
  /// Who answers for it: a person or a team.
  public var owner: String?
  /// What it is for. May have several lines.
  public var purpose: String?
  /// Where it came from, mostly a URL.
  public var source: String?
  /// The file that describes it.
  public var card: RepositoryPath?
  /// How long it is kept, in words.
  public var retention: String?
  /// Whether it holds data about persons.
  public var personalData: Bool?
  /// Where it is. Informational: `mlx add` decides.
  public var path: RepositoryPath?
  /// What a changed version was made from; empty when it is made from nothing.
  public var lineage: [LineageWish]?

  /// An asset about which nothing is said yet.
  public init(kind: AssetKind?, name: String, place: TextPlace? = nil) {
    self.kind = kind
    self.name = name
    self.place = place
  }
}
