/// What mistakes cost, such as `25*fn + 1*fp per 10000`: a weight for each outcome, for so many rows.
public struct CostExpression: Sendable, Hashable, CustomStringConvertible {
  /// What a row can turn out to be.
  public enum Outcome: Sendable, Hashable {
    /// Of the positive class, and taken for it or not; of the other, and taken for the positive or not.
    case truePositive, falseNegative, falsePositive, trueNegative
    /// Of one class, and taken for another.
    case taken(String, for: String)

    var text: String {
      switch self {
      case .truePositive: "tp"
      case .falseNegative: "fn"
      case .falsePositive: "fp"
      case .trueNegative: "tn"
      case .taken(let truth, let other): "[\(truth)>\(other)]"
      }
    }
  }

  /// An outcome, and what one of it costs.
  public struct Term: Sendable, Hashable {
    public var weight: Double
    public var outcome: Outcome
  }

  public var terms: [Term]
  /// For how many rows the cost is told; 1 is the mean cost of a row.
  public var per: Double

  /// The cost of these rows; nil where the classes are not those of the expression: an outcome names one
  /// that there is none of, or there is no positive class.
  public func value(of matrix: ConfusionMatrix) -> Double? {
    guard matrix.total > 0, let weights = weights(in: matrix) else { return nil }
    var sum = 0.0
    for (weight, count) in zip(weights, matrix.counts) { sum += weight * Double(count) }
    return sum / Double(matrix.total) * per
  }

  /// Half of the 95 % interval of the cost of many rows: a mean has a normal distribution.
  func halfWidth(of matrix: ConfusionMatrix) -> Double? {
    guard matrix.total > 1, let weights = weights(in: matrix) else { return nil }
    let all = Double(matrix.total)
    var (mean, squares) = (0.0, 0.0)
    for (weight, count) in zip(weights, matrix.counts) { mean += weight * Double(count) / all }
    for (weight, count) in zip(weights, matrix.counts) {
      squares += (weight - mean) * (weight - mean) * (Double(count) / all)
    }
    return 1.959963984540054 * (squares / all).squareRoot() * per
  }

  /// What a row of each cell costs.
  private func weights(in matrix: ConfusionMatrix) -> [Double]? {
    var weights = [Double](repeating: 0, count: matrix.counts.count)
    for term in terms {
      guard let cell = matrix.cell(of: term.outcome) else { return nil }
      weights[cell] += term.weight
    }
    return weights
  }

  /// As it may be written.
  public var description: String {
    var text = ""
    for term in terms {
      let weight = Self.text(abs(term.weight))
      let sign = term.weight < 0 ? (text.isEmpty ? "-" : " - ") : (text.isEmpty ? "" : " + ")
      text += "\(sign)\(weight)*\(term.outcome.text)"
    }
    return per == 1 ? text : "\(text) per \(Self.text(per))"
  }

  private static func text(_ number: Double) -> String {
    number.rounded() == number && number < 1e15 ? String(Int64(number)) : String(number)
  }
}

extension ConfusionMatrix {
  /// Where rows are counted that turned out so; nil where the matrix knows no such outcome.
  func cell(of outcome: CostExpression.Outcome) -> Int? {
    if case .taken(let truth, let other) = outcome {
      guard let row = classes.firstIndex(of: truth), let column = classes.firstIndex(of: other)
      else { return nil }
      return row * classes.count + column
    }
    guard classes.count == 2, let positive else { return nil }
    let other = 1 - positive
    switch outcome {
    case .truePositive: return positive * 2 + positive
    case .falseNegative: return positive * 2 + other
    case .falsePositive: return other * 2 + positive
    case .trueNegative, .taken: return other * 2 + other
    }
  }
}
