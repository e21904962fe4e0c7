/// How many different values there are, about: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier, 2007)
/// with a 64-bit hash (Heule, Nunkesser, Hall, 2013) and Ertl's estimator, which needs no table of
/// corrections ("New cardinality estimation algorithms for HyperLogLog sketches", 2017).
///
/// 4 096 registers: the standard error is 1.04 ÷ √4096 = 1.6 %.
public struct DistinctSketch: Sendable, Equatable {
  /// Bits of the hash that choose a register.
  public static let precision = 12
  /// The relative standard error of an estimate.
  public static let standardError = 0.01625
  static let registerCount = 1 << precision
  static let rankMax = UInt8(64 - precision + 1)

  private(set) var registers: [UInt8]

  /// A sketch of nothing.
  public init() { registers = [UInt8](repeating: 0, count: Self.registerCount) }

  /// nil when these are not the registers of a sketch.
  init?(registers: [UInt8]) {
    guard registers.count == Self.registerCount, registers.allSatisfy({ $0 <= Self.rankMax })
    else { return nil }
    self.registers = registers
  }

  /// Adds a value by its hash.
  @inline(__always)
  public mutating func add(hash: UInt64) {
    let index = Int(truncatingIfNeeded: hash &>> UInt64(64 - Self.precision))
    // A one after the last bit of the hash bounds the rank.
    let rest = hash &<< UInt64(Self.precision) | 1 &<< UInt64(Self.precision - 1)
    let rank = UInt8(truncatingIfNeeded: rest.leadingZeroBitCount &+ 1)
    if registers[index] < rank { registers[index] = rank }
  }

  /// Adds what the other has seen: the sketch of both together.
  public mutating func merge(_ other: DistinctSketch) {
    for index in registers.indices {
      registers[index] = max(registers[index], other.registers[index])
    }
  }

  /// The estimate.
  public var estimate: Double {
    let m = Double(Self.registerCount)
    let top = Int(Self.rankMax)
    var counts = [Double](repeating: 0, count: top + 1)
    for register in registers { counts[Int(register)] += 1 }
    if counts[0] == m { return 0 }
    var z = m * Self.tau(1 - counts[top] / m)
    for rank in stride(from: top - 1, through: 1, by: -1) { z = 0.5 * (z + counts[rank]) }
    z += m * Self.sigma(counts[0] / m)
    return m * m / (2 * 0.693_147_180_559_945_3 * z)
  }

  /// x + Σ x^(2^k) 2^(k−1), k from 1: for registers that nothing reached.
  private static func sigma(_ x: Double) -> Double {
    if x == 1 { return .infinity }
    var (x, y, z) = (x, 1.0, x)
    while true {
      x *= x
      let last = z
      z += x * y
      y += y
      if z == last { return z }
    }
  }

  /// (1 − x − Σ (1 − x^(2^−k))² 2^−k) ÷ 3, k from 1: for registers at the highest rank.
  private static func tau(_ x: Double) -> Double {
    if x == 0 || x == 1 { return 0 }
    var (x, y, z) = (x, 1.0, 1 - x)
    while true {
      x = x.squareRoot()
      let last = z
      y *= 0.5
      z -= (1 - x) * (1 - x) * y
      if z == last { return z / 3 }
    }
  }
}
