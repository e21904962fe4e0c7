// What an evaluation note says beyond its metrics: how they came to be.

/// The bounds of an interval.
public struct MetricInterval: Sendable, Hashable {
  public var low: Double
  public var high: Double

  /// An interval with both of its ends.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}

/// An evaluation of a table of predictions: what was read, how often which class was taken for which,
/// and how sure the metrics are (Documentation/format.md, "Evaluations").
public struct EvaluationDetail: Sendable, Equatable {
  /// The version of this part of a note that is written.
  public static let version: Int64 = 1
  /// The most classes that predictions are about.
  public static let classesMax = 200
  /// The most values of slices, over all columns.
  public static let slicesMax = 400
  /// The most bytes of a class, a column, or the value of a slice.
  public static let textMax = 1024
  /// The most metrics of one group of rows.
  public static let valuesMax = 2048

  /// What the predictions are of.
  public enum Task: String, Sendable, CaseIterable {
    case binary, multiclass, regression
  }

  /// Which columns were read.
  public struct Columns: Sendable, Equatable {
    /// A column with scores. Of one class, where there is a column for each.
    public struct Score: Sendable, Equatable {
      public var label: String?
      public var column: String

      /// A column, and the class whose scores it holds.
      public init(label: String? = nil, column: String) {
        self.label = label
        self.column = column
      }
    }

    public var label: String
    /// nil where the prediction follows from scores.
    public var prediction: String?
    public var scores: [Score]
    /// From which score on the positive class was predicted; nil where predictions were read.
    public var threshold: Double?

    /// Columns by what they hold.
    public init(
      label: String, prediction: String?, scores: [Score] = [], threshold: Double? = nil
    ) {
      self.label = label
      self.prediction = prediction
      self.scores = scores
      self.threshold = threshold
    }
  }

  /// The rows with one value in one column.
  public struct Slice: Sendable, Equatable {
    public var column: String
    public var value: String
    public var n: UInt64
    public var values: [String: Double]
    public var intervals: [String: MetricInterval]
    /// True class by predicted class; nil where there are many classes.
    public var confusion: [[UInt64]]?

    /// Rows of a value.
    public init(
      column: String, value: String, n: UInt64, values: [String: Double],
      intervals: [String: MetricInterval] = [:], confusion: [[UInt64]]? = nil
    ) {
      self.column = column
      self.value = value
      self.n = n
      self.values = values
      self.intervals = intervals
      self.confusion = confusion
    }
  }

  public var task: Task
  /// How many rows there were.
  public var n: UInt64
  /// The class that binary metrics are about.
  public var positive: String?
  public var columns: Columns
  /// The table that was read.
  public var predictions: BlobID
  /// Its path in the work tree; nil when it lay elsewhere.
  public var path: RepositoryPath?
  /// In their order; empty for numbers.
  public var classes: [String]
  /// True class by predicted class, in the order of `classes`; nil for numbers.
  public var confusion: [[UInt64]]?
  /// Of 95 %, by the keys of the metrics.
  public var intervals: [String: MetricInterval]
  public var slices: [Slice]
  /// Draws behind the intervals, and where their random numbers began.
  public var replicates: UInt64
  public var seed: UInt64

  /// An evaluation of `n` rows.
  public init(
    task: Task, n: UInt64, positive: String?, columns: Columns, predictions: BlobID,
    path: RepositoryPath?, classes: [String], confusion: [[UInt64]]?,
    intervals: [String: MetricInterval] = [:], slices: [Slice] = [], replicates: UInt64,
    seed: UInt64
  ) {
    self.task = task
    self.n = n
    self.positive = positive
    self.columns = columns
    self.predictions = predictions
    self.path = path
    self.classes = classes
    self.confusion = confusion
    self.intervals = intervals
    self.slices = slices
    self.replicates = replicates
    self.seed = seed
  }
}

extension Note {
  /// A note with the metrics of an evaluation, and how they came to be.
  public static func evaluation(
    _ metrics: MetricsRecord, _ detail: EvaluationDetail, author: Author
  ) -> Note {
    Note(
      .evaluation, about: .object(metrics.id),
      body: ["metrics": metrics.record, "evaluation": detail.record], author: author)
  }

  /// How the metrics of an evaluation came to be. nil where the note has no metrics that count, or was
  /// written by hand, or by a later version.
  public var evaluationDetail: EvaluationDetail? {
    guard metrics != nil, let value = body["evaluation"] else { return nil }
    return try? EvaluationDetail(record: value, in: "note")
  }
}
