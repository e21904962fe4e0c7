import Evaluation
import Objects
import Profiles

/// An evaluation for a person: metrics with intervals, the confusion matrix, curves, slices.
struct EvaluationText {
  let evaluation: PredictionEvaluation

  init(_ evaluation: PredictionEvaluation) { self.evaluation = evaluation }

  /// In the order in which they are shown; others follow by name.
  private static let order = [
    "accuracy", "balanced_accuracy", "precision", "recall", "f1", "fpr", "mcc", "precision_macro",
    "recall_macro", "f1_macro", "precision_weighted", "recall_weighted", "f1_weighted", "roc_auc",
    "pr_auc", "log_loss", "brier", "ece", "mae", "rmse", "mse", "r2", "mape",
  ]
  /// With two classes, means over them are of little use.
  private static let means = ["_macro", "_weighted"]

  func render(to terminal: inout Terminal) {
    terminal.line(heading)
    terminal.line()
    terminal.table(
      Self.metrics(values, evaluation.intervals, indent: 0))
    if let matrix = evaluation.confusion {
      terminal.line()
      ConfusionText(matrix).render(to: &terminal)
    }
    CurveText(evaluation.curves).render(to: &terminal)
    if !evaluation.slices.isEmpty {
      terminal.line()
      terminal.table(SliceText(evaluation.slices, terminal.settings).table)
    }
  }

  private var heading: Text {
    let rows = Units.count(evaluation.n, "row")
    switch evaluation.task {
    case .binary:
      return "\(rows), two classes; positive is \(evaluation.positive ?? "", .bold)"
    case .multiclass:
      return "\(rows), \(Units.count(evaluation.confusion?.classes.count ?? 0, "class", "classes"))"
    case .regression: return "\(rows) of numbers"
    }
  }

  private var values: [String: Double] {
    evaluation.values.filter { key, _ in
      if key.hasPrefix("class.") { return false }
      return evaluation.task != .binary || !Self.means.contains { key.hasSuffix($0) }
    }
  }

  /// Keys with values and intervals.
  static func metrics(
    _ values: [String: Double], _ intervals: [String: MetricInterval], indent: Int
  ) -> Table {
    var table = Table(indent: indent, .left, .right, .left)
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let keys = values.keys.sorted {
      (places[$0] ?? order.count, $0) < (places[$1] ?? order.count, $1)
    }
    for key in keys {
      let interval = intervals[key].map {
        "[\(FigureText.of($0.low)), \(FigureText.of($0.high))]"
      }
      table.row(Text(key), Text(FigureText.of(values[key])), Text(interval ?? "", .dim))
    }
    return table
  }
}

/// A confusion matrix on a terminal: counts, and a block that is the fuller the larger the part of its
/// row is.
struct ConfusionText {
  let matrix: ConfusionMatrix

  init(_ matrix: ConfusionMatrix) { self.matrix = matrix }

  private static let shades = [" ", "░", "▒", "▓", "█"]
  private static let classesMax = 12

  func render(to terminal: inout Terminal) {
    let classes = matrix.classes
    guard classes.count <= Self.classesMax else {
      return perClass(&terminal, most: terminal.settings.isVerbose ? classes.count : 20)
    }
    var table = Table(alignments: [.left] + classes.map { _ in .right })
    table.row(
      cells: [Text("true \\ predicted", .dim)]
        + classes.map { Text(DisplayWidth.shortened($0, to: 16), .bold) })
    let totals = matrix.trueTotals
    for (truth, name) in classes.enumerated() {
      var cells = [Text(DisplayWidth.shortened(name, to: 24), .bold)]
      for predicted in classes.indices {
        let count = matrix[truth, predicted]
        let part = totals[truth] > 0 ? Double(count) / Double(totals[truth]) : 0
        let shade = count == 0 ? 0 : min(4, 1 + Int(part * 4))
        let style: Style = count == 0 ? .dim : (truth == predicted ? .green : .red)
        cells.append(Text("\(Self.shades[shade]) \(Units.grouped(count))", style))
      }
      table.row(cells: cells)
    }
    terminal.table(table)
    if classes.count > 2 {
      terminal.line()
      perClass(&terminal, most: classes.count)
    }
  }

  private func perClass(_ terminal: inout Terminal, most: Int) {
    var table = Table(.left, .right, .right, .right, .right)
    table.row(
      Text("class", .dim), Text("rows", .dim), Text("precision", .dim), Text("recall", .dim),
      Text("f1", .dim))
    let scores = matrix.classScores
    for (index, name) in matrix.classes.enumerated().prefix(most) {
      table.row(
        Text(DisplayWidth.shortened(name, to: 32), .bold),
        Text(Units.grouped(matrix.trueTotals[index])), Text(FigureText.of(scores[index].precision)),
        Text(FigureText.of(scores[index].recall)), Text(FigureText.of(scores[index].f1)))
    }
    terminal.table(table)
    let more = matrix.classes.count - most
    if more > 0 { terminal.line(Text("and \(more) more classes; '-v' shows them", .dim)) }
  }
}

/// Metrics of slices: the most important ones, by column and value.
struct SliceText {
  let slices: [EvaluationDetail.Slice]
  private let isVerbose: Bool

  init(_ slices: [EvaluationDetail.Slice], _ settings: Terminal.Settings) {
    self.slices = slices
    isVerbose = settings.isVerbose
  }

  private static let keys = [
    "accuracy", "precision", "recall", "f1", "f1_macro", "roc_auc", "mae", "rmse", "r2",
  ]
  private static let shownMax = 10

  var table: Table {
    var table = Table(.left, .right, .right, .right, .right, .right, .right)
    let isBinary = slices.contains { $0.values["f1"] != nil || $0.values["fpr"] != nil }
    let keys = Self.keys.filter { key in
      !(isBinary && key == "f1_macro") && slices.contains { $0.values[key] != nil }
    }
    table.row(
      cells: [Text("slice", .dim), Text("rows", .dim)] + keys.map { Text($0, .dim) })
    var counts: [String: Int] = [:]
    for slice in slices {
      counts[slice.column, default: 0] += 1
      if !isVerbose, counts[slice.column, default: 0] > Self.shownMax { continue }
      let value = slice.value.isEmpty ? "(empty)" : DisplayWidth.shortened(slice.value, to: 24)
      table.row(
        cells: [Text("\(slice.column)=\(value)"), Text(Units.grouped(slice.n))]
          + keys.map { Text(slice.values[$0].map { FigureText.of($0) } ?? "-") })
    }
    for (column, count) in counts.sorted(by: { $0.key < $1.key })
    where !isVerbose && count > Self.shownMax {
      table.row(Text("\(column): \(count - Self.shownMax) more; '-v' shows them", .dim))
    }
    return table
  }
}
