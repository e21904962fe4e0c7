import Objects

/// An input as `mlx.yaml` names it: not yet at its bytes.
public struct LineageWish: Sendable, Equatable {
  /// What is meant.
  public enum Source: Sendable, Equatable {
    /// An asset of this repository; without a kind, the only one of that name.
    case asset(kind: AssetKind?, name: String)
    /// Something outside; the digest is `sha256:<hex>`.
    case external(uri: String, digest: String?)
  }

  public var source: Source
  /// nil when none is given: what is usual for the asset, `train` for a dataset.
  public var role: String?
  /// Where it stands in the file.
  public var place: TextPlace?

  /// An input in a role.
  public init(_ source: Source, role: String? = nil, place: TextPlace? = nil) {
    self.source = source
    self.role = role
    self.place = place
  }

  /// As it is written: `dataset/transactions`, `transactions`, `hf:org/base@rev`.
  public var text: String {
    switch source {
    case .asset(let kind, let name): kind.map { "\($0.rawValue)/\(name)" } ?? name
    case .external(let uri, _): uri
    }
  }
}
