/// What an asset's bytes are: a file's blob, a folder's tree, or the record of an environment. In
/// text `blob:<hex>`, `tree:<hex>` or `environment:<hex>`.
public enum AssetObject: Hashable, Sendable, CustomStringConvertible {
  case blob(BlobID)
  case tree(TreeID)
  case environment(EnvironmentID)

  /// Reads `blob:<hex>`, `tree:<hex>` or `environment:<hex>`; nil for anything else.
  public init?(text: some StringProtocol) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let digest = Digest(hex: parts[1]) else { return nil }
    switch parts[0] {
    case "blob": self = .blob(BlobID(digest))
    case "tree": self = .tree(TreeID(digest))
    case "environment": self = .environment(EnvironmentID(digest))
    default: return nil
    }
  }

  /// The SHA-256 of any of them.
  public var digest: Digest {
    switch self {
    case .blob(let id): id.digest
    case .tree(let id): id.digest
    case .environment(let id): id.digest
    }
  }

  /// Whether this is a folder.
  public var isTree: Bool { if case .tree = self { true } else { false } }

  /// What it is, in a word: `blob`, `tree` or `environment`.
  public var word: String {
    switch self {
    case .blob: "blob"
    case .tree: "tree"
    case .environment: "environment"
    }
  }

  /// `blob:<hex>`, `tree:<hex>` or `environment:<hex>`
  public var text: String { word + ":" + digest.hex }
  public var description: String { text }
}
