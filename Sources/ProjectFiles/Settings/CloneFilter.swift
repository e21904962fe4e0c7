// Which files a clone has without being asked.
import Objects

/// What of a remote's files a partial clone takes along. Commits, folders, notes and profiles always come.
/// Files that it leaves out come when a command names them.
public enum CloneFilter: Hashable, Sendable {
  /// The models, and all that belongs to no asset: code, params, metrics.
  case models
  /// The datasets, and all that belongs to no asset.
  case datasets
  /// No files of history; of a version that is checked out, those that belong to no asset.
  case none
  /// Files of at most so many bytes.
  case size(UInt64)

  /// Reads `models`, `datasets`, `none` or `size:100MB` (B, kB, MB or GB, by the thousand); nil for anything
  /// else.
  public init?(text: String) {
    switch text {
    case "models": self = .models
    case "datasets": self = .datasets
    case "none": self = .none
    default:
      guard text.hasPrefix("size:"), let bytes = ByteCount.parse(text.dropFirst(5)) else {
        return nil
      }
      self = .size(bytes)
    }
  }

  /// As it is written in a setting.
  public var text: String {
    switch self {
    case .models: "models"
    case .datasets: "datasets"
    case .none: "none"
    case .size(let bytes): "size:\(bytes)"
    }
  }

  /// Whether a file of an asset comes along.
  public func takes(_ kind: AssetKind, size: UInt64) -> Bool {
    switch self {
    case .models: kind == .model
    case .datasets: kind == .dataset
    case .none: false
    case .size(let most): size <= most
    }
  }

  /// Whether a file of a fetched version that belongs to no asset comes along.
  public func takesOther(size: UInt64) -> Bool {
    switch self {
    case .models, .datasets: true
    case .none: false
    case .size(let most): size <= most
    }
  }
}
