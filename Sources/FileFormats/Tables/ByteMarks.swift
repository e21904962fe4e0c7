// Finding a few bytes among many, eight at a step.

/// The bytes that a scan of delimited text stops at: a delimiter, a quote, and line ends.
struct ByteMarks {
  let delimiter: UInt8
  private let repeated: UInt64

  init(delimiter: UInt8) {
    self.delimiter = delimiter
    repeated = Self.ones &* UInt64(delimiter)
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let quotes = ones &* 0x22
  private static let feeds = ones &* 0x0A
  private static let returns = ones &* 0x0D

  /// The top bit of every byte of `word` that is a mark; exact, no byte hides another.
  @inline(__always)
  func hits(in word: UInt64) -> UInt64 {
    let others =
      Self.nonZero(word ^ repeated) & Self.nonZero(word ^ Self.quotes)
      & Self.nonZero(word ^ Self.feeds) & Self.nonZero(word ^ Self.returns)
    return ~others & ~Self.low
  }

  /// The top bit of every byte that is not zero; other bits are noise.
  @inline(__always)
  private static func nonZero(_ word: UInt64) -> UInt64 { ((word & low) &+ low) | word }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D
  }
}
