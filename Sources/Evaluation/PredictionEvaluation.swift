import Objects

/// How good predictions are: metrics with intervals, over all rows and by slice.
public struct PredictionEvaluation: Sendable, Equatable {
  public var task: EvaluationDetail.Task
  /// Rows.
  public var n: UInt64
  public var positive: String?
  public var columns: EvaluationDetail.Columns
  /// nil for numbers.
  public var confusion: ConfusionMatrix?
  /// By their keys; those of one class are `class.NAME.recall`.
  public var values: [String: Double]
  /// Of 95 %, by the same keys.
  public var intervals: [String: MetricInterval]
  public var slices: [EvaluationDetail.Slice]
  public var curves: Curves
  public var bootstrap: Bootstrap
  /// Sentences for a person.
  public var notices: [String]

  /// Metrics of one class are recorded of at most so many classes.
  public static let classesInValues = 20
  /// A slice has a confusion matrix up to so many classes.
  public static let classesInSlices = 10

  /// Evaluates predictions. The same predictions give the same numbers, intervals too.
  ///
  /// - Parameter check: is called now and then; what it throws ends the work.
  public init(
    _ predictions: Predictions, bootstrap: Bootstrap = Bootstrap(), check: () throws -> Void
  ) rethrows {
    n = UInt64(predictions.n)
    columns = predictions.columns
    notices = predictions.notices
    self.bootstrap = bootstrap
    switch predictions.content {
    case .classes(let table):
      let matrix = table.confusion()
      task = table.positive == nil ? .multiclass : .binary
      positive = table.positive.map { table.classes[$0] }
      confusion = matrix
      let measured = try ClassMeasurement(table, nil, bootstrap, isWhole: true, check: check)
      (values, intervals) = (measured.values, measured.intervals)
      let scored = ScoredRows(table)
      curves = Curves(scored, classes: table.classes, positive: table.positive)
      if let scored, !scored.isProbability {
        notices.append(
          "the scores are no probabilities: log_loss, brier and ece are left out")
      }
    case .numbers(let table):
      task = .regression
      positive = nil
      confusion = nil
      values = NumberRows(table).metrics()
      intervals = try bootstrap.intervals(
        rows: table.truths.count, passes: 1, check: check
      ) { places in
        let rows = NumberRows(table, rows: places)
        return { rows.metrics($0) }
      }
      curves = Curves()
    }
    slices = []
    for column in predictions.slices {
      slices += try SliceMeasurement(predictions.content, column, bootstrap, check: check).slices
      if column.others > 0 {
        notices.append(
          "'\(column.name)' has \(column.others) more values: the "
            + "\(column.values.count) most frequent are looked at")
      }
    }
  }

  /// The same, without a way to end it early.
  public init(_ predictions: Predictions, bootstrap: Bootstrap = Bootstrap()) {
    self.init(predictions, bootstrap: bootstrap, check: {})
  }

  /// The metrics as a record holds them: nested by class, with the number of rows as `n`.
  public var record: JSONValue {
    var members: [String: JSONValue] = ["n": .integer(Int64(clamping: n))]
    var classes: [String: [String: JSONValue]] = [:]
    for (key, value) in values {
      guard key.hasPrefix("class."), let dot = key.lastIndex(of: ".") else {
        members[key] = .number(value + 0)
        continue
      }
      let name = String(key[key.index(key.startIndex, offsetBy: 6)..<dot])
      classes[name, default: [:]][String(key[key.index(after: dot)...])] = .number(value + 0)
    }
    if !classes.isEmpty { members["class"] = .object(classes.mapValues { .object($0) }) }
    return .object(members)
  }

  /// What a note holds beside the metrics.
  public func detail(predictions: BlobID, path: RepositoryPath?) -> EvaluationDetail {
    EvaluationDetail(
      task: task, n: n, positive: positive, columns: columns, predictions: predictions,
      path: path, classes: confusion?.classes ?? [], confusion: confusion?.rows,
      intervals: intervals, slices: slices, replicates: UInt64(bootstrap.replicates),
      seed: bootstrap.seed)
  }
}

/// Metrics and intervals of classes, over some rows or all.
struct ClassMeasurement {
  let matrix: ConfusionMatrix
  private(set) var values: [String: Double]
  private(set) var intervals: [String: MetricInterval]

  init(
    _ table: ClassPredictions, _ rows: [Int]?, _ bootstrap: Bootstrap, isWhole: Bool,
    check: () throws -> Void
  ) rethrows {
    let matrix = table.confusion(rows)
    self.matrix = matrix
    let isPerClass =
      isWhole && table.positive == nil
      && table.classes.count <= PredictionEvaluation.classesInValues
    values = matrix.metrics(perClass: isPerClass)
    intervals = try bootstrap.intervals(matrix, check: check) { $0.metrics(perClass: isPerClass) }
    guard let scored = ScoredRows(table, rows: rows) else { return }
    values.merge(scored.metrics()) { first, _ in first }
    let count = rows?.count ?? table.truths.count
    let more = try bootstrap.intervals(
      rows: count, passes: 1 + scored.rankings.count, check: check
    ) { places in
      // Places among the rows are rows of the table.
      let chosen = places.map { places in rows.map { rows in places.map { rows[$0] } } ?? places }
      let part = chosen.flatMap { ScoredRows(table, rows: $0) } ?? scored
      return { part.metrics($0) }
    }
    intervals.merge(more.filter { values[$0.key] != nil }) { first, _ in first }
  }

  /// Without the metrics that the rows do not define: a slice without positive rows has no recall, where
  /// all rows together would have 0.
  mutating func dropUndefined() {
    guard let binary = matrix.binary else { return }
    var undefined: [String] = []
    if binary.truePositives + binary.falseNegatives == 0 { undefined += ["recall", "f1"] }
    if binary.truePositives + binary.falsePositives == 0 { undefined += ["precision"] }
    if binary.falsePositives + binary.trueNegatives == 0 { undefined += ["fpr"] }
    for key in undefined {
      values[key] = nil
      intervals[key] = nil
    }
  }
}
