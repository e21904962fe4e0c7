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
    guard matrix.total > 0 else { return nil }
    var sum = 0.0
    for term in terms {
      guard let count = matrix.count(term.outcome) else { return nil }
      sum += term.weight * Double(count)
    }
    return sum / Double(matrix.total) * per
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
  /// How many rows turned out so; nil where the matrix knows no such outcome.
  func count(_ outcome: CostExpression.Outcome) -> UInt64? {
    if case .taken(let truth, let other) = outcome {
      guard let row = classes.firstIndex(of: truth), let column = classes.firstIndex(of: other)
      else { return nil }
      return self[row, column]
    }
    guard let binary else { return nil }
    switch outcome {
    case .truePositive: return binary.truePositives
    case .falseNegative: return binary.falseNegatives
    case .falsePositive: return binary.falsePositives
    case .trueNegative, .taken: return binary.trueNegatives
    }
  }
}
