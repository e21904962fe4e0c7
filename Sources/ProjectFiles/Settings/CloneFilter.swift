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

/// Numbers of bytes as people write them.
public enum ByteCount {
  private static let units: [(String, UInt64)] = [
    ("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000),
    ("k", 1_000), ("m", 1_000_000), ("g", 1_000_000_000), ("t", 1_000_000_000_000), ("b", 1),
  ]

  /// Reads `100`, `100MB` or `1.5 GB`, by the thousand; nil for anything else.
  public static func parse(_ text: some StringProtocol) -> UInt64? {
    var number = text.lowercased()
    var unit: UInt64 = 1
    if let (name, size) = units.first(where: { number.hasSuffix($0.0) }) {
      number.removeLast(name.count)
      unit = size
    }
    if number.hasSuffix(" ") { number.removeLast() }
    guard let first = number.utf8.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9"),
      number.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) })
    else { return nil }
    if let whole = UInt64(number) {
      let (bytes, isTooLarge) = whole.multipliedReportingOverflow(by: unit)
      return isTooLarge ? nil : bytes
    }
    guard let value = Double(number), value * Double(unit) < 0x1p63 else { return nil }
    return UInt64((value * Double(unit)).rounded())
  }
}
