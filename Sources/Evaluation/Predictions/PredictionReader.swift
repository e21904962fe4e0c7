import Objects
import Profiles

/// Reads a table of predictions into memory.
public struct PredictionReader {
  private let rows: TableRows
  private let request: PredictionRequest

  /// A reader of a table.
  public init(_ source: TableSource, _ request: PredictionRequest) {
    rows = TableRows(source)
    self.request = request
  }

  /// Reads the whole table.
  ///
  /// Errors: an `EvaluationError`; `unreadable-format`; those of reading the bytes.
  public func read() throws -> Predictions {
    let names = try rows.columnNames()
    guard !names.isEmpty else { throw EvaluationError.noRows(table: request.name) }
    let (columns, candidates) = try ColumnGuess(request, names: names).columns()
    let named = [columns.label, columns.prediction ?? ""] + columns.scores.map(\.column)
    if let long = (named + request.slices).first(where: { $0.utf8.count > EvaluationDetail.textMax }
    ) {
      throw EvaluationError.unsuited(
        "the name of the column '\(long.prefix(32))…' is too long",
        hint: "give it a name of at most \(EvaluationDetail.textMax) bytes")
    }
    var scan = PredictionScan(request, columns, candidates)
    try rows.read(scan.wanted) { try scan.add($0) }
    guard scan.count > 0 else { throw EvaluationError.noRows(table: request.name) }
    let slices = scan.sliceColumns()
    if try scan.task() == .regression { return try numbers(columns, slices) }
    let (classes, used) = try ClassAssembly(request, scan).assemble()
    return Predictions(
      content: .classes(classes), columns: used, slices: slices, notices: scan.notices(used))
  }

  private func numbers(
    _ columns: EvaluationDetail.Columns, _ slices: [Predictions.SliceColumn]
  ) throws -> Predictions {
    guard let prediction = columns.prediction ?? columns.scores.first?.column else {
      throw EvaluationError.noColumn(
        role: "predictions", table: request.name, known: [], flag: "--prediction")
    }
    if request.positive != nil || request.threshold != nil || columns.scores.count > 1 {
      throw EvaluationError.unsuited(
        "numbers have no classes, no scores and no threshold",
        hint: "leave '--positive', '--score' and '--threshold' out, or add '--task classification'")
    }
    var numbers = NumberPredictions(truths: [], predictions: [])
    try rows.read([columns.label, prediction]) { row in
      numbers.truths.append(try number(row, 0, columns.label))
      numbers.predictions.append(try number(row, 1, prediction))
      guard numbers.truths.count * 16 <= PredictionRequest.bytesMax else {
        throw PredictionScan.tooLarge(request.name)
      }
    }
    var used = columns
    used.prediction = prediction
    used.scores = []
    return Predictions(content: .numbers(numbers), columns: used, slices: slices, notices: [])
  }

  private func number(_ row: TableRows.Row, _ place: Int, _ column: String) throws -> Double {
    try Self.number(row, place, column, request.name)
  }

  /// A finite number. Errors: `invalid-predictions`.
  static func number(
    _ row: TableRows.Row, _ place: Int, _ column: String, _ table: String
  ) throws(EvaluationError) -> Double {
    switch row.value(place) {
    case .number(let number) where number.isFinite: return number
    case .bool(let truth): return truth ? 1 : 0
    case .empty, .null:
      throw .badValue(
        String(decoding: row.bytes(place), as: UTF8.self), column: column, row: row.number,
        table: table, reason: "a value is missing",
        hint: "predict every row, and take out those without a label")
    case .number, .text:
      throw .badValue(
        String(decoding: row.bytes(place), as: UTF8.self), column: column, row: row.number,
        table: table, reason: "it is no finite number",
        hint: "write numbers with a point, such as 0.25")
    }
  }
}
