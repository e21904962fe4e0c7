// Metrics that follow from a confusion matrix alone, as scikit-learn defines them with
// `zero_division=0` (Documentation/evaluation.md).

/// Precision, recall and F1 of one class, or a mean of them.
public struct ClassScores: Sendable, Equatable {
  public var precision: Double
  public var recall: Double
  public var f1: Double

  /// Of counts; what has nothing to be divided by is 0.
  init(truePositives: Double, predicted: Double, support: Double) {
    precision = predicted > 0 ? truePositives / predicted : 0
    recall = support > 0 ? truePositives / support : 0
    f1 = predicted + support > 0 ? 2 * truePositives / (predicted + support) : 0
  }

  private init(precision: Double, recall: Double, f1: Double) {
    self.precision = precision
    self.recall = recall
    self.f1 = f1
  }

  /// The mean by weights; all zero where the weights are.
  static func mean(_ scores: [ClassScores], weights: [Double]) -> ClassScores {
    var (precision, recall, f1) = (StableSum(), StableSum(), StableSum())
    var total = StableSum()
    for (score, weight) in zip(scores, weights) {
      precision.add(score.precision * weight)
      recall.add(score.recall * weight)
      f1.add(score.f1 * weight)
      total.add(weight)
    }
    let all = total.value
    guard all > 0 else { return ClassScores(precision: 0, recall: 0, f1: 0) }
    return ClassScores(
      precision: precision.value / all, recall: recall.value / all, f1: f1.value / all)
  }
}

extension ConfusionMatrix {
  /// Those of each class.
  public var classScores: [ClassScores] {
    let (truths, guesses) = (trueTotals, predictedTotals)
    return classes.indices.map {
      ClassScores(
        truePositives: Double(self[$0, $0]), predicted: Double(guesses[$0]),
        support: Double(truths[$0]))
    }
  }

  /// Classes that occur: what no row is of, and none was taken for, plays no part in means.
  private var present: [Bool] {
    zip(trueTotals, predictedTotals).map { $0 > 0 || $1 > 0 }
  }

  /// The part of rows that were taken for what they are.
  public var accuracy: Double {
    let correct = classes.indices.reduce(UInt64(0)) { $0 + self[$1, $1] }
    return total > 0 ? Double(correct) / Double(total) : 0
  }

  /// The mean recall of the classes that rows are of.
  public var balancedAccuracy: Double {
    var sum = StableSum()
    var count = 0.0
    for (index, total) in trueTotals.enumerated() where total > 0 {
      sum.add(Double(self[index, index]) / Double(total))
      count += 1
    }
    return count > 0 ? sum.value / count : 0
  }

  /// Matthews' coefficient of correlation, for any number of classes (Gorodkin, 2004).
  public var correlation: Double {
    let (truths, guesses) = (trueTotals.map { Double($0) }, predictedTotals.map { Double($0) })
    let all = Double(total)
    let correct = classes.indices.reduce(0.0) { $0 + Double(self[$1, $1]) }
    let both = zip(truths, guesses).reduce(0.0) { $0 + $1.0 * $1.1 }
    let predicted = all * all - guesses.reduce(0) { $0 + $1 * $1 }
    let actual = all * all - truths.reduce(0) { $0 + $1 * $1 }
    guard predicted > 0, actual > 0 else { return 0 }
    return (correct * all - both) / (predicted * actual).squareRoot()
  }

  /// The mean over classes, all alike.
  public var macroScores: ClassScores {
    ClassScores.mean(classScores, weights: present.map { $0 ? 1 : 0 })
  }

  /// The mean over classes by how many rows are of each.
  public var weightedScores: ClassScores {
    ClassScores.mean(classScores, weights: trueTotals.map { Double($0) })
  }

  /// All that follows from the matrix, by the keys of metrics. Per class they are `class.NAME.recall`.
  public func metrics(perClass: Bool = true) -> [String: Double] {
    let (macro, weighted) = (macroScores, weightedScores)
    var values = [
      "accuracy": accuracy, "balanced_accuracy": balancedAccuracy, "mcc": correlation,
      "precision_macro": macro.precision, "recall_macro": macro.recall, "f1_macro": macro.f1,
      "precision_weighted": weighted.precision, "recall_weighted": weighted.recall,
      "f1_weighted": weighted.f1,
    ]
    let each = classScores
    if classes.count == 2, let positive {
      values["precision"] = each[positive].precision
      values["recall"] = each[positive].recall
      values["f1"] = each[positive].f1
      if let binary {
        let negatives = binary.falsePositives + binary.trueNegatives
        values["fpr"] = negatives > 0 ? Double(binary.falsePositives) / Double(negatives) : 0
      }
    }
    guard perClass else { return values }
    for (name, scores) in zip(classes, each) {
      values["class.\(name).precision"] = scores.precision
      values["class.\(name).recall"] = scores.recall
      values["class.\(name).f1"] = scores.f1
    }
    return values
  }
}
