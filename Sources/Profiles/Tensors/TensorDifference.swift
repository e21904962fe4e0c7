import FileFormats

/// How two tensors of as many numbers differ.
///
/// Pairs with a NaN or an infinity count in `nans` or `nonFinite` and play no part in the sums.
public struct TensorDifference: Sendable, Equatable {
  /// Pairs of numbers.
  public var count: UInt64 = 0
  /// Pairs whose numbers are not equal; two NaN are equal here, and so are the two zeros.
  public var changed: UInt64 = 0
  /// NaN on the first side and on the second.
  public var nans: (before: UInt64, after: UInt64) = (0, 0)
  /// Pairs with a NaN or an infinity.
  public var nonFinite: UInt64 = 0
  /// The greatest distance of a pair.
  public var distanceMax = 0.0
  /// Sums over finite pairs of a², b², ab and (b − a)².
  var sums = (before: 0.0, after: 0.0, product: 0.0, distance: 0.0)

  init() {}

  /// ‖b − a‖ ÷ ‖a‖; 0 for equal tensors, infinite when only the first is zero.
  public var relativeL2: Double {
    sums.distance == 0 ? 0 : sums.distance.squareRoot() / sums.before.squareRoot()
  }

  /// ‖b − a‖
  public var l2: Double { sums.distance.squareRoot() }

  /// The cosine of the angle between both; 1 for equal tensors, nil when one of them is zero.
  public var cosine: Double? {
    if sums.distance == 0, sums.before > 0 { return 1 }
    guard sums.before > 0, sums.after > 0 else { return nil }
    let cosine = sums.product / (sums.before.squareRoot() * sums.after.squareRoot())
    return max(-1, min(1, cosine))
  }

  /// All fields are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.count == b.count && a.changed == b.changed && a.nans == b.nans
      && a.nonFinite == b.nonFinite && a.distanceMax == b.distanceMax && a.sums == b.sums
  }
}

/// Compares two tensors whose bytes arrive in pieces, in the blocks of `TensorAccumulator`. Their
/// types may differ: numbers are compared by value.
public struct TensorComparison: Sendable {
  private var before: Side
  private var after: Side
  private var difference = TensorDifference()

  /// One tensor's bytes that wait for the other's, and its numbers.
  private struct Side {
    let decoder: TensorDecoder
    var pending: [UInt8] = []
    var numbers = [Double](repeating: 0, count: TensorAccumulator.blockCount)
    var pairs: Int { pending.count / decoder.stride }

    mutating func decode(_ count: Int, from start: Int) {
      pending.withUnsafeBytes { raw in
        numbers.withUnsafeMutableBufferPointer { out in
          guard let source = raw.baseAddress, let base = out.baseAddress else { return }
          decoder.decode(source + start * decoder.stride, count: count, into: base)
        }
      }
    }
  }

  /// A comparison that has seen nothing; nil for types without statistics.
  public init?(before: TensorType, after: TensorType) {
    guard let first = TensorDecoder(before), let second = TensorDecoder(after) else { return nil }
    self.before = Side(decoder: first)
    self.after = Side(decoder: second)
  }

  /// Adds bytes of both. They wait until the other side has come as far, so give both in turn, in
  /// pieces of about as many numbers.
  public mutating func update(before: UnsafeRawBufferPointer, after: UnsafeRawBufferPointer) {
    self.before.pending.append(contentsOf: before)
    self.after.pending.append(contentsOf: after)
    take(isEnd: false)
  }

  /// How the tensors differ; numbers that only one side has play no part.
  public mutating func finish() -> TensorDifference {
    take(isEnd: true)
    return difference
  }

  private mutating func take(isEnd: Bool) {
    let pairs = min(before.pairs, after.pairs)
    let whole = isEnd ? pairs : pairs / TensorAccumulator.blockCount * TensorAccumulator.blockCount
    for start in stride(from: 0, to: whole, by: TensorAccumulator.blockCount) {
      let count = min(TensorAccumulator.blockCount, whole - start)
      before.decode(count, from: start)
      after.decode(count, from: start)
      compare(count)
    }
    before.pending.removeFirst(whole * before.decoder.stride)
    after.pending.removeFirst(whole * after.decoder.stride)
  }

  private mutating func compare(_ count: Int) {
    before.numbers.withUnsafeMutableBufferPointer { first in
      after.numbers.withUnsafeMutableBufferPointer { second in
        guard let a = first.baseAddress, let b = second.baseAddress else { return }
        difference.add(block: a, b, count: count)
      }
    }
  }
}

extension TensorDifference {
  /// Adds a block of numbers; pairs that are not finite are counted apart, and the block is reordered.
  mutating func add(
    block a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, count: Int
  ) {
    self.count += UInt64(count)
    let block = PairSums(a, b, count: count)
    guard !block.isFinite else { return add(block) }
    add(PairSums(a, b, count: setNonFiniteAside(a, b, count: count)))
  }

  /// Adds what follows: how the next numbers of both tensors differ.
  mutating func add(_ next: TensorDifference) {
    count += next.count
    changed += next.changed
    nans.before += next.nans.before
    nans.after += next.nans.after
    nonFinite += next.nonFinite
    distanceMax = max(distanceMax, next.distanceMax)
    sums.before += next.sums.before
    sums.after += next.sums.after
    sums.product += next.sums.product
    sums.distance += next.sums.distance
  }

  private mutating func add(_ block: PairSums) {
    sums.before += block.before
    sums.after += block.after
    sums.product += block.product
    sums.distance += block.distance
    distanceMax = max(distanceMax, block.distanceMax)
    changed += block.changed
  }

  /// Counts pairs with a number that is not finite, and moves the others to the front.
  fileprivate mutating func setNonFiniteAside(
    _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>, count: Int
  ) -> Int {
    var kept = 0
    for index in 0..<count {
      let (x, y) = (a[index], b[index])
      if x.isNaN { nans.before += 1 }
      if y.isNaN { nans.after += 1 }
      if x.isFinite, y.isFinite {
        a[kept] = x
        b[kept] = y
        kept += 1
      } else {
        nonFinite += 1
        if x != y, !(x.isNaN && y.isNaN) { changed += 1 }
      }
    }
    return kept
  }
}
