import Objects
import Profiles

/// What one pass over a table gathers: classes as codes, scores as numbers, slices as codes.
struct PredictionScan {
  let request: PredictionRequest
  let columns: EvaluationDetail.Columns
  /// Scores of single classes, of columns that were only found by their names.
  let candidates: [EvaluationDetail.Columns.Score]
  private(set) var count = 0
  private(set) var labels = ValueCodes()
  private(set) var predictions = ValueCodes()
  /// Codes by row; empty once there are too many values to be classes.
  private(set) var labelCodes: [Int32] = []
  private(set) var predictionCodes: [Int32] = []
  /// By column of scores; a candidate that holds no numbers is empty.
  private(set) var scores: [[Double]]
  private var sliceValues: [ValueCodes]
  private var sliceCodes: [[Int32]]
  /// There are more values than classes can have.
  private(set) var isOverfull = false
  private var droppedCandidates: Set<Int> = []

  init(
    _ request: PredictionRequest, _ columns: EvaluationDetail.Columns,
    _ candidates: [EvaluationDetail.Columns.Score]
  ) {
    self.request = request
    self.columns = columns
    self.candidates = candidates
    scores = Array(repeating: [], count: columns.scores.count + candidates.count)
    sliceValues = request.slices.map { _ in ValueCodes() }
    sliceCodes = request.slices.map { _ in [] }
  }

  /// The columns to read: label, prediction, scores, candidates, slices.
  var wanted: [String] {
    [columns.label] + (columns.prediction.map { [$0] } ?? [])
      + (columns.scores + candidates).map(\.column) + request.slices
  }

  mutating func add(_ row: TableRows.Row) throws {
    count += 1
    var place = 0
    if !isOverfull { addCodes(row) }
    place = columns.prediction == nil ? 1 : 2
    for index in scores.indices {
      if index < columns.scores.count {
        scores[index].append(
          try PredictionReader.number(
            row, place + index, columns.scores[index].column, request.name))
      } else if !droppedCandidates.contains(index) {
        if case .number(let number) = row.value(place + index), number.isFinite {
          scores[index].append(number)
        } else {
          droppedCandidates.insert(index)
          scores[index] = []
        }
      }
    }
    place += scores.count
    for index in sliceCodes.indices {
      let bytes = row.bytes(place + index)
      guard bytes.count <= EvaluationDetail.textMax,
        let code = sliceValues[index].code(
          bytes, row: row.number, max: PredictionRequest.distinctMax)
      else {
        throw EvaluationError.tooLarge(
          table: request.name,
          reason: "has more than \(PredictionRequest.distinctMax) values in "
            + "'\(request.slices[index])', or very long ones",
          hint: "slice by a column of groups")
      }
      sliceCodes[index].append(code)
    }
    let bytes = 8 + 8 * scores.count + 4 * sliceCodes.count
    if count * bytes > PredictionRequest.bytesMax { throw Self.tooLarge(request.name) }
  }

  private mutating func addCodes(_ row: TableRows.Row) {
    let most = PredictionRequest.distinctMax
    guard let label = labels.code(row.bytes(0), row: row.number, max: most) else {
      return overfill()
    }
    labelCodes.append(label)
    guard columns.prediction != nil else { return }
    guard let code = predictions.code(row.bytes(1), row: row.number, max: most) else {
      return overfill()
    }
    predictionCodes.append(code)
  }

  private mutating func overfill() {
    isOverfull = true
    labelCodes = []
    predictionCodes = []
  }

  static func tooLarge(_ table: String) -> EvaluationError {
    .tooLarge(
      table: table, reason: "needs more than \(PredictionRequest.bytesMax >> 20) MiB of memory",
      hint: "evaluate a sample of its rows")
  }

  /// Rows by each slice column, its most frequent values first.
  func sliceColumns() -> [Predictions.SliceColumn] {
    zip(request.slices, zip(sliceValues, sliceCodes)).map { name, column in
      let (values, codes) = column
      let order = values.texts.indices.sorted {
        values.counts[$0] != values.counts[$1]
          ? values.counts[$0] > values.counts[$1]
          : values.texts[$0].utf8.lexicographicallyPrecedes(values.texts[$1].utf8)
      }
      let kept = order.prefix(PredictionRequest.sliceValuesMax)
      var places = [Int32](repeating: -1, count: values.texts.count)
      for (place, code) in kept.enumerated() { places[code] = Int32(place) }
      return Predictions.SliceColumn(
        name: name, values: kept.map { (values.texts[$0], values.counts[$0]) },
        codes: codes.map { places[Int($0)] }, others: order.count - kept.count)
    }
  }

  /// The kind of what is predicted: asked for, or told by the values.
  func task() throws -> PredictionRequest.Task {
    if let task = request.task { return task }
    if columns.prediction == nil || request.positive != nil { return .classification }
    if isOverfull { return .regression }
    let values = labels.values + predictions.values
    for value in values {
      if case .text = value { return .classification }
      if case .bool = value { return .classification }
      if case .number(let number) = value, !ClassNames.isWhole(number) { return .regression }
    }
    return Set(labels.texts + predictions.texts).count <= 20 ? .classification : .regression
  }

  func notices(_ used: EvaluationDetail.Columns) -> [String] {
    candidates.isEmpty || !used.scores.isEmpty
      ? []
      : ["the scores in '\(candidates[0].column)' and the like are not of all classes: left out"]
  }
}
