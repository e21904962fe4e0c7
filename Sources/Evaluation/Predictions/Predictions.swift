import Objects

/// A table of predictions in memory.
public struct Predictions: Sendable {
  /// What the rows hold.
  enum Content: Sendable {
    case classes(ClassPredictions)
    case numbers(NumberPredictions)
  }

  /// Rows by the value of one column.
  struct SliceColumn: Sendable {
    var name: String
    /// The values that are looked at, the most frequent first, with their numbers of rows.
    var values: [(text: String, n: UInt64)]
    /// For each row the place of its value; -1 for one that is not looked at.
    var codes: [Int32]
    /// Values that are not looked at.
    var others: Int
  }

  var content: Content
  /// The columns that were read.
  public var columns: EvaluationDetail.Columns
  var slices: [SliceColumn]
  /// Sentences for a person.
  public var notices: [String]

  /// How many rows there are.
  public var n: Int {
    switch content {
    case .classes(let classes): classes.truths.count
    case .numbers(let numbers): numbers.truths.count
    }
  }
}

/// True and predicted classes, with scores.
struct ClassPredictions: Sendable {
  /// What is known of how sure the model was.
  enum Scores: Sendable {
    case none
    /// Of the positive class.
    case positive([Double])
    /// Of every class, in their order.
    case each([[Double]])
  }

  var classes: [String]
  var positive: Int?
  /// Places of classes.
  var truths: [Int32]
  var predictions: [Int32]
  var scores: Scores

  /// How often which class was taken for which, of these rows or of all.
  func confusion(_ rows: [Int]? = nil) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classes: classes, positive: positive)
    if let rows {
      for row in rows { matrix.add(truth: Int(truths[row]), predicted: Int(predictions[row])) }
    } else {
      for (truth, predicted) in zip(truths, predictions) {
        matrix.add(truth: Int(truth), predicted: Int(predicted))
      }
    }
    return matrix
  }
}

/// True and predicted numbers.
struct NumberPredictions: Sendable {
  var truths: [Double]
  var predictions: [Double]
}
