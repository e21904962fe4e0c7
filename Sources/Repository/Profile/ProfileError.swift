import Objects

/// Why there is no profile, or nothing to be told from profiles.
public enum ProfileError: MLXError, Equatable {
  /// A file or folder that is no asset, or a whole version, where an asset is expected.
  case notAnAsset(String)
  /// The version has no profile of the asset.
  case none(String)
  /// Drift is measured between tables, or between folders.
  case notComparable(String, String)
  /// A column that neither side has.
  case unknownColumn(String, near: [String])

  public var code: String {
    switch self {
    case .notAnAsset: "not-an-asset"
    case .none: "no-profile"
    case .notComparable: "not-comparable"
    case .unknownColumn: "unknown-column"
    }
  }

  public var description: String {
    switch self {
    case .notAnAsset(let text): "'\(text)' is not an asset of one version"
    case .none(let text): "'\(text)' has no profile"
    case .notComparable(let before, let after):
      "\(before) and \(after) cannot be compared for drift"
    case .unknownColumn(let name, _): "no column is named '\(name)'"
    }
  }

  public var hint: String? {
    switch self {
    case .notAnAsset: "name one as ASSET or ASSET@REV, or a revision for all of its assets"
    case .none(let text): "'mlx profile \(ShellWord.quoted(text))' makes one"
    case .notComparable: "name two tables or two folders; 'mlx diff' compares models"
    case .unknownColumn(_, let near):
      near.isEmpty
        ? "'mlx show ASSET' lists the columns"
        : "did you mean " + near.map { "'\($0)'" }.joined(separator: " or ") + "?"
    }
  }
}
