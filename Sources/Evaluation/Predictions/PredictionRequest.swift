import Objects

/// What is known beforehand of a table of predictions.
public struct PredictionRequest: Sendable, Equatable {
  /// The kind of what is predicted.
  public enum Task: String, Sendable, CaseIterable {
    case classification, regression
  }

  /// Columns; nil where they are to be found by their names.
  public var label: String?
  public var prediction: String?
  /// Columns with scores, each of the positive class or of one that is named.
  public var scores: [EvaluationDetail.Columns.Score] = []
  /// Columns by whose values the rows are divided.
  public var slices: [String] = []
  public var task: Task?
  /// The positive class of two.
  public var positive: String?
  /// From which score on the positive class is predicted, where no prediction is read.
  public var threshold: Double?
  /// What the table is called in messages.
  public var name: String

  /// The most bytes that are kept of a table.
  public static let bytesMax = 512 << 20
  /// The most columns by which rows are divided.
  public static let sliceColumnsMax = 8
  /// The values of such a column that are looked at: the most frequent.
  public static let sliceValuesMax = 50
  /// The most distinct values of a column that are told apart.
  public static let distinctMax = 100_000

  /// Everything is to be found.
  public init(name: String) { self.name = name }
}
