// Random numbers that are the same in every run, so that a failing test can be repeated.

/// SplitMix64.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Bytes that do not compress.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var word: UInt64 = 0
      for index in 0..<count {
        if index % 8 == 0 { word = next() }
        buffer[index] = UInt8(truncatingIfNeeded: word)
        word >>= 8
      }
      filled = count
    }
  }
}
