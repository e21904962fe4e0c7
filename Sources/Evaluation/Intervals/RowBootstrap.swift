import Objects

// Intervals of metrics that need the rows: ranks, losses, distances. Rows are drawn with replacement;
// what is drawn is how often each row counts.

extension Bootstrap {
  /// The most rows that are drawn in all: it bounds the time.
  static let drawsMax = 200_000_000
  /// The fewest draws.
  static let replicatesMin = 100
  /// Of more rows, this many are looked at, and the interval is narrowed to what all would have.
  static let rowsMax = 1_000_000

  /// How many draws are made of so many rows, when each is walked over so many times.
  func replicates(rows: Int, passes: Int) -> Int {
    let most = Self.drawsMax / max(1, rows * (1 + passes))
    return min(replicates, max(Self.replicatesMin, most))
  }

  /// Intervals of metrics of `rows` rows.
  ///
  /// - Parameters:
  ///   - passes: how often a draw walks over the rows.
  ///   - make: gives the metrics of the rows at some places, or of all, by how often each row counts.
  func intervals(
    rows: Int, passes: Int, check: () throws -> Void,
    _ make: ([Int]?) -> (([UInt32]?) -> [String: Double])
  ) rethrows -> [String: MetricInterval] {
    guard rows > 1 else { return [:] }
    var random = SplitMix64(seed: seed)
    let isWhole = rows <= Self.rowsMax
    let places = isWhole ? nil : Self.sample(Self.rowsMax, of: rows, &random)
    let count = places?.count ?? rows
    let metrics = make(places)
    let replicates = replicates(rows: count, passes: passes)
    var found: [String: [Double]] = [:]
    for _ in 0..<replicates {
      try check()
      var weights = [UInt32](repeating: 0, count: count)
      weights.withUnsafeMutableBufferPointer { weights in
        for _ in 0..<count { weights[Int(random.next(below: UInt64(count)))] += 1 }
      }
      for (key, value) in metrics(weights) { found[key, default: []].append(value) }
    }
    // A metric that some draws do not define, such as an area without hits, has an interval of the others.
    let intervals = found.compactMapValues { values in
      values.count * 10 >= replicates * 9 ? Self.middle(values) : nil
    }
    guard !isWhole else { return intervals }
    return Self.narrowed(intervals, from: metrics(nil), to: make(nil)(nil), part: count, of: rows)
  }

  /// So many places of `all`, in order, each as likely as any other (Knuth, algorithm S).
  private static func sample(_ count: Int, of all: Int, _ random: inout SplitMix64) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    for place in 0..<all {
      let isTaken = random.next(below: UInt64(all - place)) < UInt64(count - places.count)
      if isTaken { places.append(place) }
    }
    return places
  }

  /// An interval of a part of the rows, for all of them: errors shrink with the root of their number.
  private static func narrowed(
    _ intervals: [String: MetricInterval], from part: [String: Double], to whole: [String: Double],
    part count: Int, of all: Int
  ) -> [String: MetricInterval] {
    let factor = (Double(count) / Double(all)).squareRoot()
    var narrowed: [String: MetricInterval] = [:]
    for (key, interval) in intervals {
      guard let center = part[key], let value = whole[key] else { continue }
      narrowed[key] = MetricInterval(
        low: value + (interval.low - center) * factor,
        high: value + (interval.high - center) * factor)
    }
    return narrowed
  }
}
