/// A SHA-256: 32 bytes, ordered as bytes.
///
/// Kept as four words, so that it hashes and compares without memory of its own.
public struct Digest: Hashable, Comparable, Sendable {
  // Big-endian words: comparing them in order compares the bytes.
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest whose 32 bytes are all zero; no object has it.
  public static let zero = Digest(words: (0, 0, 0, 0))

  /// The number of bytes.
  public static let byteCount = 32

  private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// Reads 32 bytes; the buffer must hold at least as many.
  public init(raw bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count >= Digest.byteCount, "a digest has 32 bytes")
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
    words = (word(0), word(1), word(2), word(3))
  }

  /// Reads 32 bytes; nil when there are not exactly that many.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Digest.byteCount else { return nil }
    let array = Array(bytes)
    self = array.withUnsafeBytes { Digest(raw: $0) }
  }

  /// Reads 64 lower-case hex digits; nil for anything else.
  public init?(hex: some StringProtocol) {
    guard let bytes = Hex.decode(hex), bytes.count == Digest.byteCount else { return nil }
    self.init(bytes: bytes)
  }

  /// 64 lower-case hex digits.
  public var hex: String { withUnsafeBytes { Hex.encode($0) } }

  /// The 32 bytes.
  public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// Lends the 32 bytes.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let big = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    return try Swift.withUnsafeBytes(of: big, body)
  }

  /// The first four bytes as a little-endian number: what split rules look at.
  public var prefix32: UInt32 { UInt32(truncatingIfNeeded: words.0 >> 32).byteSwapped }

  /// The first eight bytes as a big-endian number: what fan-outs look at.
  public var leadingBits: UInt64 { words.0 }

  /// Whether all bytes are the same.
  public static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }

  /// By bytes.
  public static func < (a: Digest, b: Digest) -> Bool { a.words < b.words }

  /// All words: ids in a forged object may share their first bytes on purpose.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

/// Lower-case hex by table.
public enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two digits a byte.
  public static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
      for (index, byte) in bytes.enumerated() {
        out[index * 2] = digits[Int(byte >> 4)]
        out[index * 2 + 1] = digits[Int(byte & 15)]
      }
      return bytes.count * 2
    }
  }

  /// The bytes of lower-case hex digits; nil for an odd number or another character.
  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let utf8 = Array(text.utf8)
    guard utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count / 2)
    for index in stride(from: 0, to: utf8.count, by: 2) {
      guard let high = value(utf8[index]), let low = value(utf8[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
