// Draws rows anew without touching rows: only how many fall into each cell of a matrix is drawn.

/// Draws counts as if as many rows as there are were drawn with replacement.
struct Multinomial {
  private let counts: [UInt64]
  /// `sums[i]` is the sum of the counts before i.
  private let sums: [UInt64]

  init(_ counts: [UInt64]) {
    self.counts = counts
    sums = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// Counts with the same sum.
  func draw(_ random: inout SplitMix64) -> [UInt64] {
    var drawn = [UInt64](repeating: 0, count: counts.count)
    split(sums[counts.count], 0..<counts.count, &drawn, &random)
    return drawn
  }

  /// Gives `trials` to the cells of a range: how many fall into its first half is binomial.
  private func split(
    _ trials: UInt64, _ range: Range<Int>, _ drawn: inout [UInt64], _ random: inout SplitMix64
  ) {
    guard trials > 0, let first = range.first else { return }
    if range.count == 1 {
      drawn[first] = trials
      return
    }
    let middle = range.lowerBound + range.count / 2
    let (left, all) = (
      sums[middle] - sums[range.lowerBound], sums[range.upperBound] - sums[range.lowerBound]
    )
    let taken = Binomial.draw(trials, part: left, of: all, &random)
    split(taken, range.lowerBound..<middle, &drawn, &random)
    split(trials - taken, middle..<range.upperBound, &drawn, &random)
  }
}

/// Exact binomial numbers by integers alone, so that they are the same on every machine.
enum Binomial {
  /// How many of `trials` succeed, each with the chance `part / all`.
  ///
  /// Every trial compares a random binary fraction with the chance, bit by bit and 64 trials at a time.
  /// Half of the trials are decided by each bit, so that about two bits are drawn for a trial.
  static func draw(
    _ trials: UInt64, part: UInt64, of all: UInt64, _ random: inout SplitMix64
  ) -> UInt64 {
    if part == 0 { return 0 }
    if part >= all { return trials }
    // The first 64 bits of the chance: all / 2^64 is never reached, as part < all.
    let chance = all.dividingFullWidth((high: part, low: 0)).quotient
    var open = trials
    var successes: UInt64 = 0
    var bit: UInt64 = 1 << 63
    while open > 0, bit > 0 {
      let zeros = halves(open, &random)
      if chance & bit != 0 {
        // A zero where the chance has a one is below it.
        successes += zeros
        open -= zeros
      } else {
        // A one where the chance has a zero is above it.
        open = zeros
      }
      bit >>= 1
    }
    return successes
  }

  /// How many of so many fair coins show zero.
  @inline(__always)
  private static func halves(_ coins: UInt64, _ random: inout SplitMix64) -> UInt64 {
    var zeros = 0
    for _ in 0..<coins / 64 { zeros &+= random.next().nonzeroBitCount }
    let rest = coins % 64
    if rest > 0 { zeros &+= (random.next() >> (64 - rest)).nonzeroBitCount }
    return UInt64(zeros)
  }
}
