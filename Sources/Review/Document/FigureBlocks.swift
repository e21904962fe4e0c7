// Metrics, params, code, environment and lineage, laid out.
import Environments
import Evaluation
import Lineage
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

  var params: [Block] {
    guard !report.params.isEmpty else { return [] }
    var grid = Grid(["Param", "before", "after"], [.left, .right, .right])
    cut(
      &grid,
      report.params.lazy.map {
        [.code($0.key), .code($0.before.plainText), .code($0.after.plainText)]
      },
      advice: "\(code: "mlx diff \(names.base) \(names.head)")")
    return [.heading("Params", level: 2), .table(grid)]
  }

  var code: [Block] {
    guard let code = report.code else { return [] }
    let lines = code.lines
    var blocks: [Block] = [
      .heading(
        "Code: \(Units.count(code.files.count, "file")), \(code.uncomparedCount > 0 ? "at least " : "")+\(lines.added) −\(lines.deleted)",
        level: 2)
    ]
    if let old = code.git.before?.commit, let new = code.git.after?.commit, old != new {
      blocks.append(.paragraph("git \(code: "\(old.prefix(12))..\(new.prefix(12))")\(dirty(code))"))
    } else if code.git.after != nil {
      blocks.append(
        .paragraph(
          "git \(code: code.git.after?.commit.map { "\($0.prefix(12))" } ?? "without a commit")\(dirty(code))"
        ))
    }
    var grid = Grid(["File", "", "Lines", "Bytes"], [.left, .left, .right, .left])
    cut(
      &grid, code.files.lazy.map(row), advice: "\(code: "mlx diff \(names.base) \(names.head)")")
    blocks.append(
      detail.hasDetails && code.files.count > 8
        ? .details(summary: "\(Units.count(code.files.count, "file"))", [.table(grid)])
        : .table(grid))
    return blocks
  }

  private func dirty(_ code: CodeReview) -> Phrase {
    guard let git = code.git.after, git.isDirty else { return "" }
    let count = git.uncommitted.count
    let many = count >= GitState.uncommittedMax ? "\(count) or more changes" : "\(count) changes"
    return ", with \(count == 1 ? "a change" : many) that git did not have"
  }

  private func row(_ file: FileDiff) -> [Phrase] {
    let lines = file.lines.map { "+\($0.addedCount) −\($0.deletedCount)" } ?? ""
    let name: Phrase =
      file.previousPath.map { "\(code: $0.string) → \(code: file.path.string)" }
      ?? .code(file.path.string)
    let id = (file.after ?? file.before).map { "blob:\($0.hex)".shortID } ?? ""
    return [name, Phrase(file.change.rawValue), Phrase(lines), .code(id)]
  }

  var environment: [Block] {
    guard let difference = report.environment else { return [] }
    var rows: [[Phrase]] = []
    if let change = difference.interpreter {
      rows.append([
        "Python", Phrase(change.from?.version ?? ""), Phrase(change.to?.version ?? ""),
        Phrase(change.distance?.rawValue ?? ""),
      ])
    }
    rows += (difference.packages + difference.condaPackages).map { change in
      [
        .code(change.name), Phrase(change.from ?? ""), Phrase(change.to ?? ""),
        Phrase(change.distance?.rawValue ?? change.word),
      ]
    }
    let facts = difference.system + difference.variables + difference.lockFiles
    rows += facts.map { fact in
      [.code(fact.field), Phrase(fact.before?.cut ?? ""), Phrase(fact.after?.cut ?? ""), ""]
    }
    var grid = Grid(["", "before", "after", ""])
    cut(&grid, rows, advice: "\(code: "mlx env diff \(names.base) \(names.head)")")
    return [.heading("Environment", level: 2), .table(grid)]
  }

  var lineage: [Block] {
    guard !report.lineage.edges.isEmpty else { return [] }
    let shown = Array(report.lineage.edges.prefix(detail.rowsMax))
    var blocks: [Block] = [
      .heading("Lineage", level: 2), .list(shown.map(sentence)),
    ]
    if detail.hasDetails {
      let chart = Block.mermaid(LineageChart(edges: shown).text)
      blocks.append(.details(summary: "As a chart", [chart]))
    }
    return blocks
  }

  /// What was made from what, each by its hash.
  private func sentence(_ edge: LineageEdge) -> Phrase {
    let inputs = edge.inputs.map { input -> Phrase in
      let id = input.idText.map { " \(code: $0.shortID)" as Phrase } ?? ", not hashed"
      return "\(input.name) (\(input.role))\(id)"
    }
    let run = edge.run.map { " by run \(code: $0.short)" as Phrase } ?? ""
    return
      "\(strong: edge.output.name) \(code: edge.id.text.shortID) ← \(Phrase.joined(inputs)); \(edge.evidence.rawValue)\(run)"
  }
}

extension JSONValue? {
  /// A metric's value; nothing for none.
  fileprivate var figure: String {
    guard let value = self else { return "" }
    return FigureText.of(value.number)
  }
}

extension String {
  /// At most 40 characters.
  fileprivate var cut: String { count <= 40 ? self : prefix(39) + "…" }
}

/// Edges as a Mermaid flowchart, from what was used to what was made.
struct LineageChart {
  let edges: [LineageEdge]

  var text: String {
    var places: [String: Int] = [:]
    var nodes = ""
    var arrows = ""
    func place(_ key: String, _ label: [String]) -> Int {
      if let known = places[key] { return known }
      let place = places.count
      places[key] = place
      let text = label.map(LineageMermaid.escaped).joined(separator: "<br/>")
      nodes += "  n\(place)[\"\(text)\"]\n"
      return place
    }
    for edge in edges {
      let output = place(edge.id.text, [edge.output.text, edge.id.text.shortID])
      for input in edge.inputs {
        let id = input.idText
        let source = place(id ?? input.name, [input.name] + (id.map { [$0.shortID] } ?? []))
        let label = LineageMermaid.escaped("\(input.role), \(edge.evidence.rawValue)")
        arrows += "  n\(source) -- \"\(label)\" --> n\(output)\n"
      }
    }
    return "flowchart LR\n" + nodes + arrows
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
