/// Rows in the order of their scores, the highest first: what ROC and precision-recall look at. Rows of
/// equal scores are one step.
struct Ranking: Sendable {
  /// Rows by falling score.
  private let order: [Int32]
  /// By place in the order: whether the row is of the class.
  private let isTrue: [Bool]
  /// By place in the order: whether the next row has another score.
  private let isLast: [Bool]
  private let scores: [Double]

  init(scores: [Double], isTrue: (Int) -> Bool) {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    self.order = order.map { Int32($0) }
    self.isTrue = order.map(isTrue)
    self.scores = order.map { scores[$0] }
    isLast = order.indices.map { place in
      place + 1 == order.count || scores[order[place]] != scores[order[place + 1]]
    }
  }

  /// Areas below the two curves; nil where no row, or every row, is of the class.
  struct Areas {
    var roc: Double?
    var precisionRecall: Double?
  }

  /// - Parameter weights: how often each row counts; nil for once.
  func areas(_ weights: [UInt32]? = nil) -> Areas {
    var (hits, misses) = (0.0, 0.0)
    var (lastHits, lastMisses) = (0.0, 0.0)
    // Twice the area in steps of hits and misses: whole numbers.
    var area = 0.0
    var precision = StableSum()
    for place in order.indices {
      let weight = weights.map { Double($0[Int(order[place])]) } ?? 1
      if isTrue[place] { hits += weight } else { misses += weight }
      guard isLast[place] else { continue }
      area += (misses - lastMisses) * (hits + lastHits)
      if hits > lastHits { precision.add((hits - lastHits) * (hits / (hits + misses))) }
      (lastHits, lastMisses) = (hits, misses)
    }
    guard hits > 0 else { return Areas() }
    return Areas(
      roc: misses > 0 ? area / 2 / hits / misses : nil, precisionRecall: precision.value / hits)
  }

  /// A step of the curves: how many rows lie at or above the score, by what they are.
  struct Step {
    var score: Double
    var hits: Double
    var misses: Double
  }

  /// All steps.
  var steps: [Step] {
    var steps: [Step] = []
    var (hits, misses) = (0.0, 0.0)
    for place in order.indices {
      if isTrue[place] { hits += 1 } else { misses += 1 }
      if isLast[place] { steps.append(Step(score: scores[place], hits: hits, misses: misses)) }
    }
    return steps
  }
}
