import Objects
import Profiles

/// Makes classes, predictions and scores of what was read.
struct ClassAssembly {
  private let request: PredictionRequest
  private let scan: PredictionScan

  /// Words for the positive one of two classes, and for the other.
  private static let pairs = [("1", "0"), ("true", "false"), ("yes", "no"), ("1", "-1")]
  private static let positiveWords: Set<String> = [
    "1", "true", "yes", "y", "t", "positive", "pos",
  ]

  init(_ request: PredictionRequest, _ scan: PredictionScan) {
    self.request = request
    self.scan = scan
  }

  func assemble() throws(EvaluationError) -> (ClassPredictions, EvaluationDetail.Columns) {
    let names = try classNames()
    let truths = try places(scan.labelCodes, scan.labels, names, scan.columns.label)
    let positive = try self.positive(names)
    let (scores, columns) = try self.scores(names, positive)
    var classes = ClassPredictions(
      classes: names.names, positive: positive, truths: truths, predictions: [], scores: scores)
    var used = columns
    if let column = scan.columns.prediction {
      classes.predictions = try places(scan.predictionCodes, scan.predictions, names, column)
      guard request.threshold == nil else {
        throw .unsuited(
          "'--threshold' is for tables without predictions, and '\(column)' holds some",
          hint: "leave '--threshold' out")
      }
    } else {
      (classes.predictions, used.threshold) = try predicted(scores, positive)
    }
    return (classes, used)
  }

  private func classNames() throws(EvaluationError) -> ClassNames {
    if scan.isOverfull { throw tooMany() }
    var more = scan.columns.scores.compactMap(\.label)
    if let positive = request.positive { more.append(positive) }
    var names = ClassNames([scan.labels, scan.predictions], more: more)
    if names.names.count == 1, let only = names.names.first,
      let pair = Self.pairs.first(where: { $0.0 == only || $0.1 == only })
    {
      names = ClassNames([scan.labels, scan.predictions], more: more + [pair.0, pair.1])
    }
    guard names.names.count <= EvaluationDetail.classesMax else { throw tooMany() }
    if let long = names.names.first(where: { $0.utf8.count > EvaluationDetail.textMax }) {
      throw .badValue(
        long, column: scan.columns.label, row: 1, table: request.name,
        reason: "a class has a very long name", hint: "write a short word for each class")
    }
    return names
  }

  private func tooMany() -> EvaluationError {
    .tooLarge(
      table: request.name, reason: "has more than \(EvaluationDetail.classesMax) classes",
      hint: "add '--task regression' if its labels are numbers")
  }

  private func places(
    _ codes: [Int32], _ values: ValueCodes, _ names: ClassNames, _ column: String
  ) throws(EvaluationError) -> [Int32] {
    var places: [Int32] = []
    for index in values.texts.indices {
      guard let place = names.place(values.texts[index], values.values[index]) else {
        throw .badValue(
          values.texts[index], column: column, row: values.rows[index], table: request.name,
          reason: "a class is missing",
          hint: "predict every row, and take out those without a label")
      }
      places.append(place)
    }
    return codes.map { places[Int($0)] }
  }

  private func positive(_ names: ClassNames) throws(EvaluationError) -> Int? {
    if let asked = request.positive {
      guard names.names.count == 2, let place = names.place(of: asked) else {
        throw .unsuited(
          "'\(asked)' is not one of two classes; the table has "
            + names.names.prefix(8).map { "'\($0)'" }.joined(separator: ", "),
          hint: "name one of two classes, or leave '--positive' out")
      }
      return Int(place)
    }
    guard names.names.count == 2 else { return nil }
    let words = names.names.map { Self.positiveWords.contains($0.lowercased()) }
    return words[0] && !words[1] ? 0 : 1
  }

  private func scores(
    _ names: ClassNames, _ positive: Int?
  ) throws(EvaluationError) -> (ClassPredictions.Scores, EvaluationDetail.Columns) {
    let given = scan.columns.scores
    var columns = scan.columns
    if given.count == 1, given[0].label == nil {
      guard positive != nil else {
        throw .unsuited(
          "one column of scores does not suit \(names.names.count) classes",
          hint: "name a column for each class: '--score CLASS=COLUMN'")
      }
      return (.positive(scan.scores[0]), columns)
    }
    let isGiven = !given.isEmpty
    let all = isGiven ? given : scan.candidates
    guard !all.isEmpty else { return (.none, columns) }
    var places: [Int: Int] = [:]
    for (index, score) in all.enumerated() where !scan.scores[index].isEmpty {
      guard let label = score.label, let place = names.place(of: label) else { continue }
      places[Int(place)] = index
    }
    if let positive, let index = places[positive] {
      columns.scores = [all[index]]
      return (.positive(scan.scores[index]), columns)
    }
    guard places.count == names.names.count else {
      if !isGiven, scan.columns.prediction != nil { return (.none, columns) }
      let missing = names.names.indices.filter { places[$0] == nil }.map { names.names[$0] }
      throw .unsuited(
        "there are no scores of the class '\(missing.first ?? "")'",
        hint: "name a column for each class: '--score CLASS=COLUMN'")
    }
    let order = names.names.indices.compactMap { places[$0] }
    columns.scores = order.map { all[$0] }
    return (.each(order.map { scan.scores[$0] }), columns)
  }

  /// Predictions that follow from scores.
  private func predicted(
    _ scores: ClassPredictions.Scores, _ positive: Int?
  ) throws(EvaluationError) -> ([Int32], Double?) {
    switch scores {
    case .none:
      throw .noColumn(
        role: "predictions", table: request.name, known: [], flag: "--prediction")
    case .positive(let values):
      let isProbability = values.allSatisfy { (0...1).contains($0) }
      guard let threshold = request.threshold ?? (isProbability ? 0.5 : nil) else {
        throw .unsuited(
          "the scores are no probabilities, so that it is not known from which on they mean yes",
          hint: "add '--threshold NUMBER', or a column with predictions")
      }
      let (yes, no) = (Int32(positive ?? 1), Int32(1 - (positive ?? 1)))
      return (values.map { $0 >= threshold ? yes : no }, threshold)
    case .each(let columns):
      let rows = columns.first?.count ?? 0
      let best = (0..<rows).map { row in
        var best = 0
        for place in columns.indices where columns[place][row] > columns[best][row] { best = place }
        return Int32(best)
      }
      return (best, nil)
    }
  }
}
