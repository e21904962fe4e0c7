import Objects

/// How intervals are found: by drawing rows anew, again and again, and looking between which values 95 %
/// of the results lie.
public struct Bootstrap: Sendable, Equatable {
  /// Draws.
  public var replicates: Int
  /// Where the random numbers begin.
  public var seed: UInt64

  /// The usual: 1000 draws.
  public init(replicates: Int = 1000, seed: UInt64 = 20_250_101) {
    self.replicates = replicates
    self.seed = seed
  }

  /// The bounds of the middle 95 % of some values; nil where a value is none, or there are too few.
  static func middle(_ values: [Double]) -> MetricInterval? {
    guard values.count >= 20, values.allSatisfy(\.isFinite) else { return nil }
    let sorted = values.sorted()
    return MetricInterval(low: quantile(sorted, 0.025), high: quantile(sorted, 0.975))
  }

  /// Between neighbours by straight lines, as numpy does it.
  private static func quantile(_ sorted: [Double], _ part: Double) -> Double {
    let place = part * Double(sorted.count - 1)
    let index = min(Int(place), sorted.count - 1)
    let next = sorted[min(index + 1, sorted.count - 1)]
    return sorted[index] + (next - sorted[index]) * (place - Double(index))
  }

  /// Intervals of what follows from a matrix. Rows are not needed: the counts are drawn.
  ///
  /// - Parameter check: is called before each draw; what it throws ends the work.
  public func intervals(
    _ matrix: ConfusionMatrix, check: () throws -> Void,
    _ metrics: (ConfusionMatrix) -> [String: Double]
  ) rethrows -> [String: MetricInterval] {
    guard matrix.total > 1 else { return [:] }
    var random = SplitMix64(seed: seed)
    let cells = matrix.counts.indices.filter { matrix.counts[$0] > 0 }
    let multinomial = Multinomial(cells.map { matrix.counts[$0] })
    var found: [String: [Double]] = [:]
    for _ in 0..<replicates {
      try check()
      var counts = [UInt64](repeating: 0, count: matrix.counts.count)
      for (cell, count) in zip(cells, multinomial.draw(&random)) { counts[cell] = count }
      guard
        let drawn = ConfusionMatrix(
          classes: matrix.classes, positive: matrix.positive, counts: counts)
      else { return [:] }
      for (key, value) in metrics(drawn) { found[key, default: []].append(value) }
    }
    return found.compactMapValues { $0.count == replicates ? Self.middle($0) : nil }
  }

  /// The same, without a way to end it early.
  func intervals(
    _ matrix: ConfusionMatrix, _ metrics: (ConfusionMatrix) -> [String: Double]
  ) -> [String: MetricInterval] {
    intervals(matrix, check: {}, metrics)
  }

  /// Of more rows, the interval of a mean is that of a normal distribution.
  static let drawnRowsMax: UInt64 = 100_000

  /// The interval of a cost.
  public func interval(_ matrix: ConfusionMatrix, cost: CostExpression) -> MetricInterval? {
    if matrix.total > Self.drawnRowsMax {
      guard let value = cost.value(of: matrix), let half = cost.halfWidth(of: matrix) else {
        return nil
      }
      return MetricInterval(low: value - half, high: value + half)
    }
    return intervals(matrix) { cost.value(of: $0).map { ["cost": $0] } ?? [:] }["cost"]
  }
}
