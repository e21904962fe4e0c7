/// The sums of a block of pairs. Pair i is added to partial sum i mod 4, and the four partial sums are
/// added in order. Two passes over a block that is in the nearest cache keep all partial sums in
/// registers, which is twice as fast as one.
struct PairSums {
  private(set) var before = 0.0
  private(set) var after = 0.0
  private(set) var product = 0.0
  private(set) var distance = 0.0
  private(set) var distanceMax = 0.0
  private(set) var changed: UInt64 = 0
  /// Whether every distance is a finite number: so are both numbers of each pair then.
  private(set) var isFinite = true

  private typealias Lanes = SIMD4<Double>
  private static let lanes = 4

  /// The sums over `count` pairs.
  init(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, count: Int) {
    addSquares(a, b, count)
    addDistances(a, b, count)
  }

  private mutating func addSquares(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) {
    var first = Lanes.zero
    var second = Lanes.zero
    var both = Lanes.zero
    var index = 0
    while index < count {
      let left = count &- index
      let x = left >= Self.lanes ? Self.load(a + index) : Self.rest(a + index, left)
      let y = left >= Self.lanes ? Self.load(b + index) : Self.rest(b + index, left)
      first += x * x
      second += y * y
      both += x * y
      index &+= Self.lanes
    }
    before = Self.total(first)
    after = Self.total(second)
    product = Self.total(both)
  }

  private mutating func addDistances(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) {
    var squares = Lanes.zero
    var high = Lanes.zero
    var finite = Lanes.zero
    var unequal = SIMD4<Int64>.zero
    let withoutSign = SIMD4<UInt64>(repeating: .max >> 1)
    var index = 0
    while index < count {
      let left = count &- index
      let x = left >= Self.lanes ? Self.load(a + index) : Self.rest(a + index, left)
      let y = left >= Self.lanes ? Self.load(b + index) : Self.rest(b + index, left)
      let delta = y - x
      squares += delta * delta
      let size = unsafeBitCast(
        unsafeBitCast(delta, to: SIMD4<UInt64>.self) & withoutSign, to: Lanes.self)
      high.replace(with: size, where: size .> high)
      // A mask is -1 in a lane where it holds.
      unequal &-= unsafeBitCast(x .!= y, to: SIMD4<Int64>.self)
      finite += delta * 0
      index &+= Self.lanes
    }
    distance = Self.total(squares)
    distanceMax = high.max()
    changed = UInt64(unequal.wrappedSum())
    isFinite = Self.total(finite) == 0
  }

  @inline(__always)
  private static func load(_ numbers: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(numbers).loadUnaligned(as: Lanes.self)
  }

  /// Fewer numbers than lanes; the others are zero.
  private static func rest(_ numbers: UnsafePointer<Double>, _ count: Int) -> Lanes {
    var lanes = Lanes.zero
    for lane in 0..<count { lanes[lane] = numbers[lane] }
    return lanes
  }

  private static func total(_ lanes: Lanes) -> Double {
    ((lanes[0] + lanes[1]) + lanes[2]) + lanes[3]
  }
}
