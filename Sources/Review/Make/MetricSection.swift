// What was measured, before and after.
import Evaluation
import Objects
import References
import Repository

extension ReviewMaker {
  mutating func addMetrics() throws {
    let gates = try decideGates()
    let sides = [
      // What the head is measured against is the left side as it is now, as for gates.
      try repository.metrics(at: report.policy.commit), try repository.metrics(at: head),
      try report.against.map { try repository.metrics(at: $0.id) } ?? [],
    ].map(Self.group)
    let keys = Set(sides.flatMap(\.keys)).sorted {
      ($0.model, $0.on ?? "") < ($1.model, $1.on ?? "")
    }
    for key in keys {
      let about = gates.filter {
        $0.model == key.model && $0.sliceValue == nil && $0.figure?.on?.asset.name == key.on
      }
      let table = MetricTable(key, sides.map { $0[key] ?? [] }, gates: about)
      if table.isWorthShowing { report.metrics.append(table) }
    }
  }

  /// A line for each gate that the base has. Values of a slice that passed are one.
  private mutating func decideGates() throws -> [GateRow] {
    let decided = try repository.decideGates(
      policy: policy, head: head, base: report.policy.commit)
    let rows = decided.rows
    for notice in decided.notices {
      report.checks.append(ReviewCheck(.gate, .warned, Phrase(notice)))
    }
    if rows.isEmpty {
      report.checks.append(
        ReviewCheck(.gate, .noted, "no gates are set up in \(code: "mlx.yaml") of the base"))
    }
    report.gates = decided
    for row in rows where row.outcome != .passed || row.sliceValue == nil {
      report.checks.append(Self.check(row))
    }
    let slices = Dictionary(grouping: rows.filter { $0.sliceValue != nil }) {
      "\($0.model) \($0.text)"
    }
    for (_, values) in slices.sorted(by: { $0.key < $1.key }) {
      let passed = values.count { $0.outcome == .passed }
      guard passed > 0, let row = values.first else { continue }
      report.checks.append(
        ReviewCheck(
          .gate, "\(row.model): \(row.text)", .passed,
          "\(passed) of \(values.count) values of \(code: row.gate.slice ?? "") pass"))
    }
    return rows
  }

  private static func check(_ row: GateRow) -> ReviewCheck {
    let slice = row.sliceValue.map { " \(row.gate.slice ?? "")=\($0)" } ?? ""
    let line = row.gate.line.map { " — \(code: "mlx.yaml:\($0)")" as Phrase } ?? ""
    let outcome: ReviewOutcome =
      switch row.outcome {
      // Worse than allowed, though perhaps by chance: a person should look at it.
      case .passed: row.isBeyondLimit ? .warned : .passed
      case .failed: .failed
      case .undecided: .undecided
      }
    return ReviewCheck(
      .gate, "\(row.model): \(row.text)\(slice)", outcome, "\(row.reason)" + line,
      advice: row.advice.map { Phrase.advice($0) })
  }

  fileprivate struct Key: Hashable {
    var model: String
    var on: String?
  }

  private static func group(_ entries: [MetricsEntry]) -> [Key: [MetricsEntry]] {
    let sound = entries.filter { entry in
      guard let note = entry.note else { return true }
      return !Measurement(metrics: entry.record, detail: entry.detail, source: .note(note.id))
        .contradictsItself
    }
    return Dictionary(grouping: sound) {
      Key(model: $0.record.of.name, on: $0.record.on?.asset.name)
    }
  }
}

extension MetricTable {
  /// - Parameter sides: what the base, the head and what they are compared with know; the latest counts.
  fileprivate init(_ key: ReviewMaker.Key, _ sides: [[MetricsEntry]], gates: [GateRow]) {
    let values = sides.map(Self.values)
    self.init(
      model: key.model, on: key.on, base: Self.figures(sides[0]), head: Self.figures(sides[1]),
      against: Self.figures(sides[2]), rows: [])
    let detail = sides.map { $0.last { $0.detail != nil }?.detail }
    rows = Set(values.flatMap(\.keys)).sorted().map { name in
      Row(
        metric: name, base: values[0][name], head: values[1][name], against: values[2][name],
        interval: detail[1]?.intervals[name],
        direction: gates.lazy.filter { $0.gate.measure == .metric(name) }
          .compactMap(\.gate.betterDirection).first ?? MetricDirection(of: name),
        gates: gates.filter { $0.gate.measure == .metric(name) })
    }
    rows += Self.costs(gates, detail)
    guard isSameData, let old = detail[0], let new = detail[1] else { return }
    confusion = ConfusionChange(old, new)
    worstSlice = SliceChange.worst(old, new, metrics: gates.compactMap(\.gate.metricName))
  }

  /// The costs that gates ask for are figures of the model as well.
  ///
  /// - Parameter details: what is known of the base, the head and what they are compared with.
  private static func costs(_ gates: [GateRow], _ details: [EvaluationDetail?]) -> [Row] {
    var rows: [Row] = []
    for gate in gates {
      guard case .cost(let cost) = gate.gate.measure, let figure = gate.figure else { continue }
      let name = gate.gate.measureText
      if let place = rows.firstIndex(where: { $0.metric == name }) {
        rows[place].gates.append(gate)
        continue
      }
      let values = details.map { detail -> JSONValue? in
        detail.flatMap { ConfusionMatrix($0) }.flatMap { cost.value(of: $0) }.map { .number($0) }
      }
      rows.append(
        Row(
          metric: name, base: values[0], head: .number(figure.value), against: values[2],
          interval: figure.interval, direction: gate.gate.betterDirection, gates: [gate]))
    }
    return rows
  }

  /// The values of several files and evaluations of one model on one dataset; the latest one counts.
  private static func values(_ entries: [MetricsEntry]) -> [String: JSONValue] {
    entries.reduce(into: [:]) { values, entry in
      values.merge(FlatValues.flatten(entry.record.values)) { _, later in later }
    }
  }

  private static func figures(_ entries: [MetricsEntry]) -> Figures? {
    guard let last = entries.last else { return nil }
    var sources: [String] = []
    for entry in entries {
      let source =
        entry.note.map { "note:\($0.id.hex)" } ?? entry.record.source.map { "blob:\($0.hex)" }
      if let source, !sources.contains(source) { sources.append(source) }
    }
    return Figures(
      model: last.record.id, on: last.record.on?.id, sources: sources,
      count: entries.last { $0.detail != nil }?.detail?.n)
  }

  /// Whether a model or a number of it is another one. Unchanged models need no table.
  fileprivate var isWorthShowing: Bool {
    base?.model != head?.model || base?.on != head?.on || against != nil
      || rows.contains { $0.base != $0.head }
  }
}

extension GateRow {
  /// Whether the number is worse than the worst that is allowed.
  var isBeyondLimit: Bool {
    guard condition == .noWorseThan, let limit, let value = figure?.value,
      let direction = gate.betterDirection
    else { return false }
    return direction == .higher ? value < limit : value > limit
  }
}

extension Gate {
  /// The metric's key; nil for a cost.
  fileprivate var metricName: String? {
    if case .metric(let name) = measure { name } else { nil }
  }
}

extension ConfusionChange {
  /// nil where there is no matrix, or the classes are others, or too many to show.
  fileprivate init?(_ old: EvaluationDetail, _ new: EvaluationDetail) {
    guard let before = old.confusion, let after = new.confusion, old.classes == new.classes,
      new.classes.count <= Self.classesMax
    else { return nil }
    self.init(classes: new.classes, before: before, after: after)
  }
}

extension SliceChange {
  /// Metrics that tell how a model does on a part of the data, if no gate names one; better is more.
  private static let usual = ["recall", "f1", "f1_macro", "accuracy", "r2"]

  /// The slice that lost most, among those with enough rows; nil where none lost anything.
  fileprivate static func worst(
    _ old: EvaluationDetail, _ new: EvaluationDetail, metrics: [String]
  ) -> SliceChange? {
    var worst: (loss: Double, change: SliceChange)?
    let known = new.slices.first.map { Set($0.values.keys) } ?? []
    let measured = metrics.filter(known.contains) + usual.filter(known.contains)
    guard let metric = measured.first, let direction = MetricDirection(of: metric) else {
      return nil
    }
    for slice in new.slices where slice.n >= Gate.sliceRowsMin {
      guard
        let before = old.slices.first(where: {
          $0.column == slice.column && $0.value == slice.value
        })?.values[metric], let after = slice.values[metric], before.isFinite, after.isFinite
      else { continue }
      let loss = direction == .higher ? before - after : after - before
      if loss > worst?.loss ?? 0 {
        let change = SliceChange(
          column: slice.column, value: slice.value, metric: metric, before: before, after: after,
          count: slice.n)
        worst = (loss, change)
      }
    }
    return worst?.change
  }
}
