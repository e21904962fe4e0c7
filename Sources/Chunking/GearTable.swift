/// 256 numbers that spread the bytes of a file over the bits of the gear hash.
public struct GearTable: Sendable {
  /// The numbers, then the same shifted left by one for the first byte of each pair.
  let pairs: [UInt64]

  /// The table of gear-1: the first outputs of SplitMix64.
  public static let gear1 = GearTable(seed: 0x9E37_79B9_7F4A_7C15)

  init(seed: UInt64) {
    var state = seed
    let values = (0..<256).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    pairs = values + values.map { $0 << 1 }
  }

  /// The number of a byte.
  public subscript(byte: UInt8) -> UInt64 { pairs[Int(byte)] }
}
