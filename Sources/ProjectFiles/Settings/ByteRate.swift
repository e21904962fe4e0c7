/// Bytes a second, as a person writes them.
public struct ByteRate: Sendable, Equatable {
  /// At least 1.
  public let bytesPerSecond: UInt64

  private static let units: [String: UInt64] = [
    "": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000,
    "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
  ]

  /// Understands `500000`, `800kB`, `1.5 MB/s`, `2MiB`; nil for anything else, and for less than a byte.
  public init?(_ text: String) {
    var rest = text.lowercased()
    if rest.hasSuffix("/s") { rest.removeLast(2) }
    let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = rest.dropFirst(digits.count).drop { $0 == " " }
    guard let factor = Self.units[String(unit)], digits.count <= 20,
      let number = Double(String(digits)), number.isFinite
    else { return nil }
    let bytes = number * Double(factor)
    guard bytes >= 1, bytes < 1e18 else { return nil }
    bytesPerSecond = UInt64(bytes)
  }
}
