/// The 64-bit hash of all sketches: XXH64 with seed 0 (Collet, "xxHash fast digest algorithm",
/// specification 0.1.1). It is part of the format: sketches made anywhere can be compared.
public enum StableHash {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The hash of these bytes.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    guard let base = bytes.baseAddress else { return avalanche(prime5) }
    var at = base
    var left = bytes.count
    var hash = left >= 32 ? stripes(&at, &left) : prime5
    hash &+= UInt64(bytes.count)
    while left >= 8 {
      hash ^= round(0, word(at))
      hash = rotated(hash, 27) &* prime1 &+ prime4
      at += 8
      left -= 8
    }
    if left >= 4 {
      hash ^= UInt64(UInt32(littleEndian: at.loadUnaligned(as: UInt32.self))) &* prime1
      hash = rotated(hash, 23) &* prime2 &+ prime3
      at += 4
      left -= 4
    }
    while left > 0 {
      hash ^= UInt64(at.load(as: UInt8.self)) &* prime5
      hash = rotated(hash, 11) &* prime1
      at += 1
      left -= 1
    }
    return avalanche(hash)
  }

  /// The hash of these bytes.
  public static func hash(_ bytes: [UInt8]) -> UInt64 { bytes.withUnsafeBytes { hash($0) } }

  /// Takes the hash of one more field into that of a row.
  @inline(__always)
  static func combine(_ row: UInt64, _ field: UInt64) -> UInt64 {
    rotated(row ^ round(0, field), 27) &* prime1 &+ prime4
  }

  /// Spreads every bit over the word.
  @inline(__always)
  static func avalanche(_ value: UInt64) -> UInt64 {
    var hash = value
    hash = (hash ^ hash >> 33) &* prime2
    hash = (hash ^ hash >> 29) &* prime3
    return hash ^ hash >> 32
  }

  private static func stripes(_ at: inout UnsafeRawPointer, _ left: inout Int) -> UInt64 {
    var lanes: (UInt64, UInt64, UInt64, UInt64) = (
      prime1 &+ prime2, prime2, 0, 0 &- prime1
    )
    while left >= 32 {
      lanes.0 = round(lanes.0, word(at))
      lanes.1 = round(lanes.1, word(at + 8))
      lanes.2 = round(lanes.2, word(at + 16))
      lanes.3 = round(lanes.3, word(at + 24))
      at += 32
      left -= 32
    }
    var hash = rotated(lanes.0, 1) &+ rotated(lanes.1, 7)
    hash = hash &+ rotated(lanes.2, 12) &+ rotated(lanes.3, 18)
    for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
      hash = (hash ^ round(0, lane)) &* prime1 &+ prime4
    }
    return hash
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func word(_ at: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  private static func rotated(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value &<< bits | value &>> (64 &- bits)
  }
}
