/// The sums over some numbers, which can be combined from left to right.
struct NumberMoments: Sendable, Equatable {
  var count = 0.0
  var zeros = 0.0
  var minimum = Double.infinity
  var maximum = -Double.infinity
  var mean = 0.0
  /// The sum of squared distances from the mean.
  var spread = 0.0
  var squares = 0.0

  /// The sums over `count` numbers. Number i is added to partial sum i mod 8, and the eight partial
  /// sums are added in order. `isFinite` is false when one of the numbers is NaN or infinite.
  init(_ numbers: UnsafePointer<Double>, count: Int) {
    guard count > 0 else { return }
    let whole = count & ~7
    self.count = Double(count)
    measure(numbers, count: count, whole: whole)
    var spread = SIMD8<Double>.zero
    let mean = SIMD8<Double>(repeating: self.mean)
    var index = 0
    while index < whole {
      let distance = Self.load(numbers + index) - mean
      spread += distance * distance
      index &+= 8
    }
    if whole < count {
      let distance = Self.rest(numbers + whole, count - whole, filler: self.mean) - mean
      spread += distance * distance
    }
    self.spread = Self.total(spread)
    squares = self.spread + self.count * (self.mean * self.mean)
  }

  /// Minimum, maximum, zeros and mean.
  private mutating func measure(_ numbers: UnsafePointer<Double>, count: Int, whole: Int) {
    var low = SIMD8<Double>(repeating: .infinity)
    var high = -low
    var sum = SIMD8<Double>.zero
    var zero = SIMD8<Int64>.zero
    var index = 0
    while index < whole {
      let x = Self.load(numbers + index)
      low.replace(with: x, where: x .< low)
      high.replace(with: x, where: x .> high)
      sum += x
      zero &-= unsafeBitCast(x .== 0, to: SIMD8<Int64>.self)  // true is -1
      index &+= 8
    }
    minimum = low.min()
    maximum = high.max()
    var zeros = zero.wrappedSum()
    while index < count {
      let x = numbers[index]
      if x < minimum { minimum = x }
      if x > maximum { maximum = x }
      if x == 0 { zeros += 1 }
      index &+= 1
    }
    if whole < count { sum += Self.rest(numbers + whole, count - whole, filler: 0) }
    // Adding zero makes -0 the 0 that JSON can write.
    minimum += 0
    maximum += 0
    self.zeros = Double(zeros)
    mean = Self.total(sum) / Double(count)
  }

  /// Whether every number was finite, and small enough for the sums.
  var isFinite: Bool { mean.isFinite && squares.isFinite }

  init() {}

  /// Adds the sums over the numbers that follow (Chan, Golub, LeVeque, 1979).
  mutating func combine(_ next: NumberMoments) {
    guard next.count > 0 else { return }
    let total = count + next.count
    let distance = next.mean - mean
    spread += next.spread + distance * distance * (count * next.count / total)
    mean += distance * (next.count / total)
    count = total
    zeros += next.zeros
    squares += next.squares
    minimum = Swift.min(minimum, next.minimum)
    maximum = Swift.max(maximum, next.maximum)
  }

  @inline(__always)
  static func load(_ numbers: UnsafePointer<Double>) -> SIMD8<Double> {
    UnsafeRawPointer(numbers).loadUnaligned(as: SIMD8<Double>.self)
  }

  /// Fewer than eight numbers, the other lanes filled up.
  static func rest(
    _ numbers: UnsafePointer<Double>, _ count: Int, filler: Double
  ) -> SIMD8<Double> {
    var lanes = SIMD8<Double>(repeating: filler)
    for lane in 0..<count { lanes[lane] = numbers[lane] }
    return lanes
  }

  /// The lanes' sum, from the first to the last.
  @inline(__always)
  static func total(_ lanes: SIMD8<Double>) -> Double {
    (((((((lanes[0] + lanes[1]) + lanes[2]) + lanes[3]) + lanes[4]) + lanes[5]) + lanes[6])
      + lanes[7])
  }
}
