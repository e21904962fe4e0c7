import Objects

/// What an edge ends at: bytes by their id, or a place outside whose bytes nobody hashed.
///
/// Ids decide, not names: something external whose SHA-256 is known is the blob of that id.
public enum LineageItem: Hashable, Sendable {
  case object(AssetObject)
  case uri(String)

  /// What an input of an edge stands for.
  public init(_ source: LineageInput.Source) {
    switch source {
    case .asset(_, let id, _): self = .object(id)
    case .external(let uri, let digest):
      let known = digest.flatMap { Digest(hex: $0.dropFirst("sha256:".count)) }
      self = known.map { .object(.blob(BlobID($0))) } ?? .uri(uri)
    }
  }

  /// `blob:<hex>`, `tree:<hex>`, `environment:<hex>`, or the URI.
  public var text: String {
    switch self {
    case .object(let id): id.text
    case .uri(let uri): uri
    }
  }

  /// The id; nil for a URI.
  public var object: AssetObject? { if case .object(let id) = self { id } else { nil } }
}
