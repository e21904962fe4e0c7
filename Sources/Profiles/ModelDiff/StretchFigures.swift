// What comparing a stretch gives. Stretches of a tensor are added up in their order, so that the figures
// do not depend on threads.
import FileFormats

/// How two stretches differ.
struct StretchFigures: Sendable {
  /// nil where numbers are not read of the types.
  var difference: TensorDifference?
  /// Numbers that are not the other side's once rounded to the narrower of two types.
  var misses: UInt64 = 0

  /// Of a tensor of which nothing was compared yet.
  init() { difference = TensorDifference() }

  /// Adds those of the stretch that follows.
  mutating func add(_ next: StretchFigures) {
    if let added = next.difference { difference?.add(added) }
    misses += next.misses
  }

  /// Compares the bytes of both sides of a stretch, number by number.
  init(_ mode: TensorReading.Mode, before: [UInt8], after: [UInt8]) {
    guard case .numbers(let old, let new) = mode, let first = TensorDecoder(old),
      let second = TensorDecoder(new)
    else { return }
    let rounding = old == new ? nil : NumberRounding(before: old, after: new)
    let count = min(before.count / first.stride, after.count / second.stride)
    var difference = TensorDifference()
    var misses: UInt64 = 0
    before.withUnsafeBytes { before in
      after.withUnsafeBytes { after in
        guard let x = before.baseAddress, let y = after.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * TensorAccumulator.blockCount) {
          guard let a = $0.baseAddress else { return }
          let b = a + TensorAccumulator.blockCount
          for start in stride(from: 0, to: count, by: TensorAccumulator.blockCount) {
            let part = min(TensorAccumulator.blockCount, count - start)
            first.decode(x + start * first.stride, count: part, into: a)
            second.decode(y + start * second.stride, count: part, into: b)
            if let rounding { misses += rounding.misses(a, b, count: part) }
            difference.add(block: a, b, count: part)
          }
        }
      }
    }
    self.difference = difference
    self.misses = misses
  }
}

/// Rounding of numbers of one type to those of another.
struct NumberRounding: Sendable {
  /// The type with fewer bits; of two with as many, the later one.
  private let narrow: TensorType
  private let isFromBefore: Bool

  init(before: TensorType, after: TensorType) {
    isFromBefore = before.bitCount >= after.bitCount
    narrow = isFromBefore ? after : before
  }

  /// Pairs of which the number of the wider type, rounded to the narrower, is not the other one. Two
  /// NaN are the same here.
  func misses(
    _ before: UnsafePointer<Double>, _ after: UnsafePointer<Double>, count: Int
  ) -> UInt64 {
    let (wide, exact) = isFromBefore ? (before, after) : (after, before)
    var misses: UInt64 = 0
    for index in 0..<count {
      let rounded = Self.rounded(wide[index], to: narrow)
      if rounded != exact[index], !(rounded.isNaN && exact[index].isNaN) { misses += 1 }
    }
    return misses
  }

  /// The nearest number of a type, ties to even; beyond the greatest one, infinity. F64 goes through
  /// F32, as libraries do. Of other types than F32, BF16 and F16, the number itself.
  static func rounded(_ number: Double, to type: TensorType) -> Double {
    switch type {
    case .f32: Double(Float(number))
    case .bf16: Double(bfloat16(Float(number)))
    case .f16: Double(half(Float(number)))
    default: number
    }
  }

  private static func bfloat16(_ number: Float) -> Float {
    guard number.isFinite else { return number }
    let bits = number.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// A multiple of the distance of halves at this size: adding and taking away a number that is so much
  /// greater rounds, ties to even.
  private static func half(_ number: Float) -> Float {
    guard number.isFinite else { return number }
    let size = abs(number)
    if size >= 65_520 { return number < 0 ? -.infinity : .infinity }
    // 2^23 units of the last place of the half: its exponent less 10, and not below that of subnormals.
    let exponent = max(Int(size.exponent), -14)
    let magic = Float(sign: .plus, exponent: exponent - 10 + 23, significand: 1)
    let rounded = (size + magic) - magic
    return number < 0 ? -rounded : rounded
  }
}
