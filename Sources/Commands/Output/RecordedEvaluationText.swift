import Evaluation
import Objects
import Profiles

/// An evaluation note for a person.
struct RecordedEvaluationText {
  private let metrics: MetricsRecord
  private let detail: EvaluationDetail

  /// nil for other notes, and for metrics that came from a file of numbers.
  init?(_ note: Note) {
    guard let metrics = note.metrics, let detail = note.evaluationDetail else { return nil }
    self.metrics = metrics
    self.detail = detail
  }

  func render(to terminal: inout Terminal) {
    var facts = Table(indent: 4)
    facts.row(Text("model", .dim), "\(metrics.of.name, .bold) \(metrics.id.text)")
    if let on = metrics.on {
      facts.row(Text("on", .dim), "\(on.asset.name, .bold) \(on.id.text)")
    }
    let place = detail.path.map { "\($0.string) " } ?? ""
    facts.row(Text("table", .dim), Text("\(place)blob:\(detail.predictions.hex)"))
    facts.row(Text("columns", .dim), Text(columns))
    facts.row(Text("rows", .dim), Text(Units.grouped(detail.n)))
    if let positive = detail.positive { facts.row(Text("positive", .dim), Text(positive)) }
    terminal.table(facts)
    terminal.line()
    var values: [String: Double] = [:]
    for (key, value) in ValueList.flattened(metrics.values) where key != "n" {
      values[key] = value.number
    }
    terminal.table(EvaluationText.metrics(values, detail.intervals, indent: 4))
    if let matrix = ConfusionMatrix(detail) {
      terminal.line()
      ConfusionText(matrix).render(to: &terminal)
    }
    if !detail.slices.isEmpty {
      terminal.line()
      terminal.table(SliceText(detail.slices, terminal.settings).table)
    }
  }

  private var columns: String {
    var parts = ["label \(detail.columns.label)"]
    if let prediction = detail.columns.prediction { parts.append("prediction \(prediction)") }
    for score in detail.columns.scores.prefix(4) {
      parts.append("score \(score.label.map { "\($0)=" } ?? "")\(score.column)")
    }
    if let threshold = detail.columns.threshold {
      parts.append("predicted from \(DecimalText.of(threshold)) on")
    }
    return parts.joined(separator: ", ")
  }
}
