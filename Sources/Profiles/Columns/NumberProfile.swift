/// What the numbers of a column are like: moments in a fixed order of summation, and quantiles.
public struct NumberProfile: Sendable, Equatable {
  /// Numbers in a block; see `NumberMoments`.
  static let blockCount = 512

  /// Values that are infinite; they count nowhere else.
  public private(set) var infinities: UInt64 = 0
  /// The distribution of the finite values.
  public private(set) var sketch = QuantileSketch()
  private(set) var moments = NumberMoments()
  private var pending: [Double] = []

  /// A profile of nothing.
  public init() {}

  init(infinities: UInt64, moments: NumberMoments, sketch: QuantileSketch) {
    self.infinities = infinities
    self.moments = moments
    self.sketch = sketch
  }

  /// Finite values.
  public var count: UInt64 { UInt64(moments.count) }
  /// Values that are zero.
  public var zeros: UInt64 { UInt64(moments.zeros) }
  /// The least finite value; nil when there is none.
  public var minimum: Double? { moments.count > 0 ? moments.minimum : nil }
  /// The greatest finite value.
  public var maximum: Double? { moments.count > 0 ? moments.maximum : nil }
  /// The mean of the finite values.
  public var mean: Double? { moments.count > 0 ? moments.mean : nil }
  /// The population's standard deviation of the finite values.
  public var standardDeviation: Double? {
    moments.count > 0 ? (moments.spread / moments.count).squareRoot() : nil
  }

  /// Adds a value that is not NaN. `settle` must follow the last.
  @inline(__always)
  public mutating func add(_ value: Double) {
    guard value.isFinite else {
      infinities += 1
      return
    }
    pending.append(value)
    if pending.count == Self.blockCount { settle() }
  }

  /// Takes in what was added last.
  public mutating func settle() {
    guard !pending.isEmpty else { return }
    pending.withUnsafeBufferPointer { block in
      if let base = block.baseAddress {
        moments.combine(NumberMoments(base, count: block.count))
      }
      sketch.add(block)
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Adds what the other has seen after this one; both are settled.
  public mutating func merge(_ other: NumberProfile) {
    settle()
    var other = other
    other.settle()
    infinities &+= other.infinities
    moments.combine(other.moments)
    sketch.merge(other.sketch)
  }
}
