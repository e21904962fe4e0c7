// The hashes that stand for the rows and keys of two tables while they are compared.

/// A secret of one comparison.
public struct HashKey: Sendable {
  let low: UInt64
  let high: UInt64

  /// A key of 128 bits. It should be random, so that nobody can make two rows that look equal.
  public init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }
}

/// 128 bits that stand for a row, or for its key.
struct Hash128: Hashable, Comparable, BitwiseCopyable, Sendable {
  var first: UInt64
  var second: UInt64

  static func < (left: Hash128, right: Hash128) -> Bool {
    left.first != right.first ? left.first < right.first : left.second < right.second
  }
}

/// SipHash-2-4 with 128 bits (Aumasson, Bernstein, "SipHash: a fast short-input PRF", 2012) over words.
///
/// 64 bits would do for a sketch, but not to call rows equal: of a billion rows, two that differ would
/// have one hash with a chance of 3 %. With 128 bits that chance is 10⁻²¹. The key makes that true for
/// tables that somebody wrote on purpose, too.
struct RowHasher {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64
  private var words: UInt64 = 0

  init(_ key: HashKey) {
    v0 = key.low ^ 0x736F_6D65_7073_6575
    v1 = key.high ^ 0x646F_7261_6E64_6F6D ^ 0xEE
    v2 = key.low ^ 0x6C79_6765_6E65_7261
    v3 = key.high ^ 0x7465_6462_7974_6573
  }

  /// Adds a word.
  @inline(__always)
  mutating func add(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
    words &+= 1
  }

  /// Adds a value: its length and kind, then its bytes, so that no two lists of values give one
  /// sequence of words.
  @inline(__always)
  mutating func add(_ bytes: UnsafeRawBufferPointer, kind: UInt8) {
    add(UInt64(bytes.count) &<< 8 | UInt64(kind))
    var at = 0
    while at &+ 8 <= bytes.count {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)))
      at &+= 8
    }
    guard at < bytes.count else { return }
    var word: UInt64 = 0
    var shift: UInt64 = 0
    while at < bytes.count {
      word |= UInt64(bytes[at]) &<< shift
      shift &+= 8
      at &+= 1
    }
    add(word)
  }

  /// The hash of what was added.
  mutating func finish() -> Hash128 {
    add(words &<< 59)  // the count of bytes, modulo 256, in the top byte
    v2 ^= 0xEE
    for _ in 0..<4 { round() }
    let first = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xDD
    for _ in 0..<4 { round() }
    return Hash128(first: first, second: v0 ^ v1 ^ v2 ^ v3)
  }

  @inline(__always)
  private mutating func round() {
    v0 = v0 &+ v1
    v2 = v2 &+ v3
    v1 = Self.rotated(v1, 13) ^ v0
    v3 = Self.rotated(v3, 16) ^ v2
    v0 = Self.rotated(v0, 32)
    v2 = v2 &+ v1
    v0 = v0 &+ v3
    v1 = Self.rotated(v1, 17) ^ v2
    v3 = Self.rotated(v3, 21) ^ v0
    v2 = Self.rotated(v2, 32)
  }

  @inline(__always)
  private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value &<< bits | value &>> (64 &- bits)
  }
}
