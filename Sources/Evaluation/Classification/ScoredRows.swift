#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Rows with scores, ready to be measured with any weights.
struct ScoredRows: Sendable {
  private let n: Int
  /// One for the positive class, or one for each class.
  let rankings: [Ranking]
  /// nil where the scores are no probabilities.
  private var losses: Losses?

  /// What each row adds to the sums.
  private struct Losses: Sendable {
    var log: [Double]
    var squares: [Double]
    var bins: [UInt8]
    /// The probability that counts for calibration, and what came.
    var chance: [Double]
    var outcome: [Bool]
  }

  /// Bins of one width between 0 and 1.
  static let bins = 10
  /// How far the probabilities of a row may be off from 1 together.
  static let sumSlack = 1e-6

  /// Scores of some rows, or of all; nil where there are none.
  init?(_ table: ClassPredictions, rows: [Int]? = nil) {
    let rows = rows ?? Array(table.truths.indices)
    n = rows.count
    let truths = rows.map { Int(table.truths[$0]) }
    switch table.scores {
    case .none: return nil
    case .positive(let all):
      let positive = table.positive ?? 1
      let scores = rows.map { all[$0] }
      rankings = [Ranking(scores: scores) { truths[$0] == positive }]
      if scores.allSatisfy({ (0...1).contains($0) }) {
        losses = Self.binaryLosses(scores, truths.map { $0 == positive })
      }
    case .each(let all):
      let scores = all.map { column in rows.map { column[$0] } }
      rankings = scores.indices.map { place in
        Ranking(scores: scores[place]) { truths[$0] == place }
      }
      losses = Self.classLosses(scores, truths)
    }
  }

  var isProbability: Bool { losses != nil }

  private static func binaryLosses(_ scores: [Double], _ truths: [Bool]) -> Losses {
    let eps = Double.ulpOfOne
    return Losses(
      log: zip(scores, truths).map { score, truth in
        -log(min(max(truth ? score : 1 - score, eps), 1 - eps))
      },
      squares: zip(scores, truths).map { score, truth in
        let distance = (truth ? 1 : 0) - score
        return distance * distance
      },
      bins: scores.map(bin), chance: scores, outcome: truths)
  }

  private static func classLosses(_ scores: [[Double]], _ truths: [Int]) -> Losses? {
    let eps = Double.ulpOfOne
    var losses = Losses(log: [], squares: [], bins: [], chance: [], outcome: [])
    for row in truths.indices {
      var (sum, squares, best) = (0.0, 0.0, 0)
      for place in scores.indices {
        let score = scores[place][row]
        guard (0...1).contains(score) else { return nil }
        sum += score
        let distance = (place == truths[row] ? 1 : 0) - score
        squares += distance * distance
        if score > scores[best][row] { best = place }
      }
      guard abs(sum - 1) <= sumSlack else { return nil }
      losses.log.append(-log(min(max(scores[truths[row]][row], eps), 1 - eps)))
      losses.squares.append(squares)
      losses.bins.append(bin(scores[best][row]))
      losses.chance.append(scores[best][row])
      losses.outcome.append(best == truths[row])
    }
    return losses
  }

  /// A score on the bound of two bins is in the lower one.
  static func bin(_ score: Double) -> UInt8 {
    var bin: UInt8 = 0
    while Int(bin) + 1 < bins, Double(bin + 1) * 0.1 < score { bin += 1 }
    return bin
  }

  /// The metrics, by their keys: areas where they are defined, losses where scores are probabilities.
  func metrics(_ weights: [UInt32]? = nil) -> [String: Double] {
    var values: [String: Double] = [:]
    let areas = rankings.map { $0.areas(weights) }
    if let roc = Self.mean(areas.map(\.roc)) { values["roc_auc"] = roc }
    if let area = Self.mean(areas.map(\.precisionRecall)) { values["pr_auc"] = area }
    guard let losses else { return values }
    var (log, squares, total) = (StableSum(), StableSum(), 0.0)
    for row in 0..<n {
      let weight = weights.map { Double($0[row]) } ?? 1
      log.add(losses.log[row] * weight)
      squares.add(losses.squares[row] * weight)
      total += weight
    }
    guard total > 0 else { return values }
    values["log_loss"] = log.value / total
    values["brier"] = squares.value / total
    let distance = calibration(weights).reduce(0.0) { sum, bin in
      sum + abs(bin.outcome - bin.chance) * bin.weight
    }
    values["ece"] = distance / total
    return values
  }

  private static func mean(_ values: [Double?]) -> Double? {
    var sum = StableSum()
    for value in values {
      guard let value else { return nil }
      sum.add(value)
    }
    return values.isEmpty ? nil : sum.value / Double(values.count)
  }

  /// A bin: the mean of what was expected, and of what came.
  struct Bin {
    var weight: Double
    var chance: Double
    var outcome: Double
  }

  /// The bins with rows, from 0 on; none where scores are no probabilities.
  func calibration(_ weights: [UInt32]? = nil) -> [Bin] {
    guard let losses else { return [] }
    var chances = [StableSum](repeating: StableSum(), count: Self.bins)
    var totals = [Double](repeating: 0, count: Self.bins)
    var outcomes = [Double](repeating: 0, count: Self.bins)
    for row in 0..<n {
      let weight = weights.map { Double($0[row]) } ?? 1
      let bin = Int(losses.bins[row])
      chances[bin].add(losses.chance[row] * weight)
      totals[bin] += weight
      if losses.outcome[row] { outcomes[bin] += weight }
    }
    return totals.indices.filter { totals[$0] > 0 }.map { bin in
      Bin(
        weight: totals[bin], chance: chances[bin].value / totals[bin],
        outcome: outcomes[bin] / totals[bin])
    }
  }
}
