import Objects

@testable import Evaluation

/// Figures and gates for tests.
enum GateScene {
  static let data = MetricsRecord.Measured(
    asset: AssetReference(kind: .dataset, name: "holdout"), id: .blob(blob("holdout")))
  static let otherData = MetricsRecord.Measured(
    asset: AssetReference(kind: .dataset, name: "holdout"), id: .blob(blob("holdout 2")))

  static func blob(_ text: String) -> BlobID { BlobID(SHA256Hasher.hash(Array(text.utf8))) }

  static func measurement(
    _ values: [String: Double], object: String = "new",
    on: MetricsRecord.Measured? = data, detail: EvaluationDetail? = nil, note: String = "note"
  ) -> Measurement {
    Measurement(
      metrics: MetricsRecord(
        of: AssetReference(kind: .model, name: "fraud"), id: .blob(blob(object)), on: on,
        path: nil, source: nil, values: .object(values.mapValues { .number($0) })),
      detail: detail, source: .note(NoteID(SHA256Hasher.hash(Array(note.utf8)))))
  }

  static func figures(_ object: String, _ measurements: Measurement...) -> ModelFigures {
    ModelFigures(
      model: AssetReference(kind: .model, name: "fraud"), object: .blob(blob(object)),
      commit: CommitID(SHA256Hasher.hash(Array("commit \(object)".utf8))),
      measurements: measurements)
  }

  /// A binary evaluation with these counts.
  static func detail(
    tp: UInt64, fn: UInt64, fp: UInt64, tn: UInt64,
    intervals: [String: (Double, Double)] = [:], slices: [EvaluationDetail.Slice] = []
  ) -> EvaluationDetail {
    EvaluationDetail(
      task: .binary, n: tp + fn + fp + tn, positive: "1",
      columns: .init(label: "label", prediction: "prediction"), predictions: blob("predictions"),
      path: nil, classes: ["0", "1"], confusion: [[tn, fp], [fn, tp]],
      intervals: intervals.mapValues { MetricInterval(low: $0.0, high: $0.1) }, slices: slices,
      replicates: 1000, seed: 1)
  }

  static func slice(
    _ value: String, n: UInt64, _ values: [String: Double],
    intervals: [String: (Double, Double)] = [:], confusion: [[UInt64]]? = nil
  ) -> EvaluationDetail.Slice {
    EvaluationDetail.Slice(
      column: "country", value: value, n: n, values: values,
      intervals: intervals.mapValues { MetricInterval(low: $0.0, high: $0.1) },
      confusion: confusion)
  }

  static func gate(_ metric: String, _ change: (inout Gate) -> Void) -> Gate {
    var gate = Gate(.metric(metric), line: 4)
    change(&gate)
    return gate
  }

  static func noWorse(
    _ metric: String, by: Gate.Allowance = .absolute(0), than reference: String = Gate.base
  ) -> Gate {
    gate(metric) { $0.noWorseThan = .init(reference: reference, by: by) }
  }
}
