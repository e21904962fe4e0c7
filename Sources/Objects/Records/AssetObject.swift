/// What an asset's bytes are: a file's blob or a folder's tree. In text `blob:<hex>` or
/// `tree:<hex>`.
public enum AssetObject: Hashable, Sendable, CustomStringConvertible {
  case blob(BlobID)
  case tree(TreeID)

  /// Reads `blob:<hex>` or `tree:<hex>`; nil for anything else.
  public init?(text: some StringProtocol) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let digest = Digest(hex: parts[1]) else { return nil }
    switch parts[0] {
    case "blob": self = .blob(BlobID(digest))
    case "tree": self = .tree(TreeID(digest))
    default: return nil
    }
  }

  /// The SHA-256 of either.
  public var digest: Digest {
    switch self {
    case .blob(let id): id.digest
    case .tree(let id): id.digest
    }
  }

  /// Whether this is a folder.
  public var isTree: Bool { if case .tree = self { true } else { false } }

  /// `blob:<hex>` or `tree:<hex>`
  public var text: String { (isTree ? "tree:" : "blob:") + digest.hex }
  public var description: String { text }
}
