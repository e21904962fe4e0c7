/// Bytes a second, as a person writes them.
public struct ByteRate: Sendable, Equatable {
  /// At least 1.
  public let bytesPerSecond: UInt64

  /// Understands `500000`, `800kB`, `1.5 MB/s`, `2MiB`; nil for anything else, and for less than a byte.
  public init?(_ text: String) {
    let number = text.lowercased().hasSuffix("/s") ? text.dropLast(2) : text[...]
    guard let bytes = ByteCount.parse(number), bytes >= 1 else { return nil }
    bytesPerSecond = bytes
  }
}
