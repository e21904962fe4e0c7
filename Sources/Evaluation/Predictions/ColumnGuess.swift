import Objects

/// Finds out which columns of a table hold what, by their names.
struct ColumnGuess {
  private let request: PredictionRequest
  private let names: [String]
  private let folded: [String]

  private static let labels = [
    "label", "target", "y_true", "actual", "truth", "true_label", "true", "ground_truth", "y",
  ]
  private static let predictions = [
    "prediction", "predicted", "pred", "y_pred", "predicted_label", "yhat", "y_hat",
  ]
  private static let scores = [
    "score", "prob", "proba", "probability", "y_score", "y_prob", "y_proba",
  ]
  private static let scorePrefixes = ["proba_", "prob_", "probability_", "score_", "p_"]

  init(_ request: PredictionRequest, names: [String]) {
    self.request = request
    self.names = names
    folded = names.map { String($0.lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 }) }
  }

  /// The columns. Scores of single classes are candidates: which classes there are is seen later.
  func columns() throws(EvaluationError) -> (
    columns: EvaluationDetail.Columns, candidates: [EvaluationDetail.Columns.Score]
  ) {
    guard let label = try named(request.label) ?? guess(Self.labels) else {
      throw .noColumn(
        role: "labels", table: request.name, known: names, flag: "--label")
    }
    let prediction = try named(request.prediction) ?? guess(Self.predictions)
    var scores: [EvaluationDetail.Columns.Score] = []
    for score in request.scores { scores.append(try self.score(score)) }
    var candidates: [EvaluationDetail.Columns.Score] = []
    if scores.isEmpty, request.task != .regression {
      if let column = guess(Self.scores) {
        scores = [.init(column: column)]
      } else {
        candidates = perClass()
      }
    }
    guard prediction != nil || !scores.isEmpty || !candidates.isEmpty else {
      throw .noColumn(
        role: "predictions", table: request.name, known: names,
        flag: "--prediction COLUMN' or '--score")
    }
    for column in request.slices { _ = try named(column) }
    return (.init(label: label, prediction: prediction, scores: scores), candidates)
  }

  /// `fraud=p_fraud` is a column of one class, unless a column has that very name.
  private func score(
    _ score: EvaluationDetail.Columns.Score
  ) throws(EvaluationError) -> EvaluationDetail.Columns.Score {
    if let label = score.label {
      let whole = "\(label)=\(score.column)"
      if names.contains(whole) { return .init(column: whole) }
    }
    _ = try named(score.column)
    return score
  }

  private func named(_ name: String?) throws(EvaluationError) -> String? {
    guard let name else { return nil }
    if names.contains(name) { return name }
    let near = names.filter { $0.lowercased() == name.lowercased() || $0.hasPrefix(name) }
    throw .unknownColumn(
      name, table: request.name, near: Array(near.prefix(3)), known: names)
  }

  /// The first name of the list that a column has.
  private func guess(_ words: [String]) -> String? {
    for word in words {
      if let index = folded.firstIndex(of: word) { return names[index] }
    }
    return nil
  }

  private func perClass() -> [EvaluationDetail.Columns.Score] {
    for prefix in Self.scorePrefixes {
      let found = names.indices.filter {
        folded[$0].hasPrefix(prefix) && folded[$0].count > prefix.count
      }
      if !found.isEmpty {
        return found.prefix(EvaluationDetail.classesMax).map { index in
          let name = String(names[index].dropFirst(prefix.count))
          return .init(label: name, column: names[index])
        }
      }
    }
    return []
  }
}
