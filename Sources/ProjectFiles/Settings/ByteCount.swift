/// Numbers of bytes as people write them.
public enum ByteCount {
  private static let units: [String: UInt64] = [
    "": 1, "b": 1, "k": 1000, "kb": 1000, "m": 1_000_000, "mb": 1_000_000, "g": 1_000_000_000,
    "gb": 1_000_000_000, "tb": 1_000_000_000_000, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
  ]

  /// Understands `500000`, `800kB`, `1.5 MB`, `2MiB`; nil for anything else.
  public static func parse(_ text: some StringProtocol) -> UInt64? {
    let text = text.lowercased()
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }
    guard let factor = units[String(unit)], digits.count <= 20, let number = Double(digits),
      number * Double(factor) < 1e18
    else { return nil }
    return UInt64(number * Double(factor))
  }
}
