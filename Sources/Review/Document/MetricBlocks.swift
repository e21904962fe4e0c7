// Metrics and gates, laid out.
import Evaluation
import Objects
import Profiles
import Repository

extension ReviewDocument {
  var metrics: [Block] {
    guard !report.metrics.isEmpty else {
      return [
        .paragraph(
          "No metrics are recorded: \(code: "mlx evaluate"), or \(code: "mlx commit --metrics FILE")."
        )
      ]
    }
    return report.metrics.flatMap(table)
  }

  /// What most people look at first; all others are folded where there are many.
  private static let usualMetrics: Set<String> = [
    "accuracy", "precision", "recall", "f1", "f1_macro", "roc_auc", "pr_auc", "fpr", "log_loss",
    "ece",
    "mae", "rmse", "r2", "loss",
  ]

  private func table(_ metrics: MetricTable) -> [Block] {
    var title: Phrase = "Metrics of \(code: metrics.model)"
    if let name = metrics.on { title = title + " on \(code: name)" }
    // How many rows there were is said below.
    let rows = metrics.rows.filter { $0.metric != "n" || $0.base != $0.head }
    let isLong = rows.count > 12 && detail.hasDetails
    let first = rows.filter { row in
      !isLong || !row.gates.isEmpty || Self.usualMetrics.contains(row.metric)
    }
    let shown = first.isEmpty ? rows : first
    var blocks: [Block] = [
      .heading(title, level: 2), .table(grid(shown, metrics)), .paragraph(source(of: metrics)),
    ]
    if let confusion = metrics.confusion, confusion.before != confusion.after {
      blocks.append(.table(confusionGrid(confusion)))
    }
    if let worst = metrics.worstSlice {
      let figures = "\(FigureText.of(worst.before)) → \(FigureText.of(worst.after))"
      blocks.append(
        .paragraph(
          "Worst slice: \(code: "\(worst.column)=\(worst.value)") \(worst.metric) \(strong: figures) (n = \(Units.grouped(worst.count)))"
        ))
    }
    let others = rows.filter { row in !shown.contains(row) }
    if !others.isEmpty {
      let count = Units.count(others.count, "more metric")
      blocks.append(.details(summary: "\(count)", [.table(grid(others, metrics))]))
    }
    return blocks
  }

  private func grid(_ rows: [MetricTable.Row], _ metrics: MetricTable) -> Grid {
    let against = report.against.map { ["against \($0.id.short)"] } ?? []
    let hasIntervals = rows.contains { $0.interval != nil }
    let hasGates = rows.contains { !$0.gates.isEmpty }
    let header =
      ["Metric"] + against + ["base \(report.policy.commit.short)", "head \(names.head)", "Δ"]
      + (hasIntervals ? ["95 %"] : [])
    var grid = Grid(
      header.map { Phrase($0) } + (hasGates ? ["Gate"] : []),
      [.left] + Array(repeating: .right, count: header.count - 1))
    cut(
      &grid,
      rows.lazy.map { row in
        cells(row, metrics, hasAgainst: report.against != nil)
          + (hasIntervals ? [Phrase(row.interval.map(Self.text) ?? "")] : [])
          + (hasGates ? [gates(of: row)] : [])
      }, advice: "\(code: "mlx metrics diff \(names.base) \(names.head)")")
    return grid
  }

  private static func text(_ interval: MetricInterval) -> String {
    "\(FigureText.of(interval.low)) … \(FigureText.of(interval.high))"
  }

  /// `✅ >= 0.88`, each condition.
  private func gates(of row: MetricTable.Row) -> Phrase {
    .joined(
      row.gates.map { gate in
        let limit = gate.limit.map { FigureText.of($0) } ?? gate.text
        let sign = row.direction == .lower ? "≤" : "≥"
        let outcome = gate.isBeyondLimit && gate.outcome == .passed ? "⚠️" : gate.outcome.sign
        return Phrase("\(outcome) \(gate.limit == nil ? "" : sign + " ")\(limit)")
      })
  }

  /// How many more rows, or fewer, were taken for a class than before.
  private func confusionGrid(_ change: ConfusionChange) -> Grid {
    var grid = Grid(
      ["confusion Δ"] + change.classes.map { "taken for \(code: $0)" },
      [.left] + change.classes.map { _ in .right })
    for (place, name) in change.classes.enumerated() {
      let cells = zip(change.before[place], change.after[place]).enumerated().map { column, pair in
        let (old, new) = pair
        let delta = new >= old ? "+\(Units.grouped(new - old))" : "−\(Units.grouped(old - new))"
        let isMistake = column != place
        let text = old == new ? "0" : delta
        return isMistake && new > old ? Phrase.strong(text) : Phrase(text)
      }
      grid.row(cells: ["truly \(code: name)"] + cells)
    }
    return grid
  }

  private func cells(
    _ row: MetricTable.Row, _ table: MetricTable, hasAgainst: Bool
  ) -> [Phrase] {
    let verdict = row.verdict(on: table.isSameData)
    let value = row.head.figure
    let head: Phrase = verdict == .worse ? .strong(value) : Phrase(value)
    var delta: Phrase = ""
    if table.isSameData, let old = row.base?.number, let new = row.head?.number, old != new {
      delta = "\(Self.difference(old, new))\(verdict.map { " \($0.rawValue)" } ?? "")"
    }
    return [.code(row.metric)] + (hasAgainst ? [Phrase(row.against.figure)] : [])
      + [Phrase(row.base.figure), head, delta]
  }

  /// With as many decimals as are shown of the two.
  private static func difference(_ old: Double, _ new: Double) -> String {
    if let text = DecimalText.difference(from: old, to: new), text.count <= 7 { return text }
    return (new < old ? "−" : "+") + SignificantDigits.text(abs(new - old), digits: 2)
  }

  /// On which bytes, and from which files.
  private func source(of table: MetricTable) -> Phrase {
    var parts: [Phrase] = []
    if table.isSameData, let on = table.head?.on {
      let count = table.head?.count.map { ", n = \(Units.grouped($0))" } ?? ""
      parts.append("Measured on the same bytes, \(code: on.text.shortID)\(count).")
    } else if table.base != nil, table.head != nil {
      let ids = [table.base?.on, table.head?.on].map { $0?.text.shortID ?? "unknown data" }
      parts.append(
        "\(strong: "Not comparable"): measured on \(code: ids[0]) and on \(code: ids[1]).")
    }
    let sources = (table.base?.sources ?? []) + (table.head?.sources ?? [])
    if !sources.isEmpty {
      parts.append("Figures from \(Phrase.joined(sources.map { .code($0.shortID) })).")
    }
    return .joined(parts, separator: " ")
  }
}

extension JSONValue? {
  /// A metric's value; nothing for none.
  fileprivate var figure: String {
    guard let value = self else { return "" }
    return FigureText.of(value.number)
  }
}

extension GateOutcome {
  fileprivate var sign: String {
    switch self {
    case .passed: "✅"
    case .failed: "❌"
    case .undecided: "❔"
    }
  }
}
