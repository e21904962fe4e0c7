/// Metrics of predicted numbers, with any weights of rows.
struct NumberRows: Sendable {
  /// From a number near their mean: squares of large numbers would lose what they differ by.
  private let truths: [Double]
  private let absolute: [Double]
  private let squares: [Double]
  private let relative: [Double]

  init(_ table: NumberPredictions, rows: [Int]? = nil) {
    let rows = rows ?? Array(table.truths.indices)
    var sum = StableSum()
    for row in rows { sum.add(table.truths[row]) }
    let mean = rows.isEmpty ? 0 : sum.value / Double(rows.count)
    truths = rows.map { table.truths[$0] - mean }
    let errors = rows.map { table.truths[$0] - table.predictions[$0] }
    absolute = errors.map(abs)
    squares = errors.map { $0 * $0 }
    // What is 0 is taken for the least number that 1 can be told from.
    relative = zip(errors, rows).map { error, row in
      abs(error) / max(abs(table.truths[row]), Double.ulpOfOne)
    }
  }

  /// The metrics, by their keys.
  func metrics(_ weights: [UInt32]? = nil) -> [String: Double] {
    var (total, distance, square, part) = (0.0, StableSum(), StableSum(), StableSum())
    var mean = StableSum()
    for row in truths.indices {
      let weight = weights.map { Double($0[row]) } ?? 1
      total += weight
      distance.add(absolute[row] * weight)
      square.add(squares[row] * weight)
      part.add(relative[row] * weight)
      mean.add(truths[row] * weight)
    }
    guard total > 0 else { return [:] }
    let mse = square.value / total
    var values = [
      "mae": distance.value / total, "mse": mse, "rmse": mse.squareRoot(),
      "mape": part.value / total,
    ]
    if truths.count > 1 { values["r2"] = r2(square.value, mean.value / total, weights) }
    return values
  }

  /// The part of the spread that the predictions explain.
  private func r2(_ unexplained: Double, _ mean: Double, _ weights: [UInt32]?) -> Double {
    var spread = StableSum()
    for row in truths.indices {
      let away = truths[row] - mean
      spread.add(away * away * (weights.map { Double($0[row]) } ?? 1))
    }
    if spread.value == 0 { return unexplained == 0 ? 1 : 0 }
    return 1 - unexplained / spread.value
  }
}
