import Objects

/// Why there is no report.
public enum ReviewError: MLXError, Equatable {
  /// The two revisions have no commit in common.
  case noCommonCommit(String, String)

  public var code: String {
    switch self {
    case .noCommonCommit: "no-common-commit"
    }
  }

  public var description: String {
    switch self {
    case .noCommonCommit(let base, let head): "'\(base)' and '\(head)' have no commit in common"
    }
  }

  public var hint: String? {
    switch self {
    case .noCommonCommit(let base, let head):
      "compare them as they are with '\(base)..\(head)', or fetch more history with 'mlx fetch --unshallow'"
    }
  }
}
