import Evaluation
import Objects
import Profiles

/// A report of gates for a person: a line each, and below it why, where that is not plain.
struct GateText {
  let report: GateReport

  func render(to terminal: inout Terminal) {
    if report.rows.isEmpty { return }
    let rows = report.rows.filter { isShown($0, terminal.settings) }
    var table = Table(.left, .left, .left, .right, .right, .left)
    for row in rows { table.row(cells: cells(row)) }
    for (row, line) in zip(rows, table.lines) {
      terminal.line(line)
      if needsReason(row) || terminal.settings.isVerbose {
        terminal.line(Text("    \(row.reason)"))
      }
    }
    if terminal.settings.isQuiet { return }
    let hints = report.rows.filter { $0.outcome == .undecided }.compactMap(\.advice)
    let counts = GateOutcome.allCases.map { outcome in
      (report.rows.count { $0.outcome == outcome }, outcome)
    }.filter { $0.0 > 0 }
    let text = counts.map { "\($0.0) \($0.1.rawValue)" }.joined(separator: ", ")
    terminal.line()
    terminal.line("\(report.verdict.text): \(text)")
    for hint in Set(hints).sorted() { terminal.hint(Text(hint)) }
  }

  /// With `-q`, only what did not pass.
  private func isShown(_ row: GateRow, _ settings: Terminal.Settings) -> Bool {
    !settings.isQuiet || row.outcome != .passed
  }

  /// Not where a number is plainly within its bounds.
  private func needsReason(_ row: GateRow) -> Bool {
    guard row.outcome == .passed, row.condition != .noWorseThan, let limit = row.limit else {
      return true
    }
    return row.figure?.interval.map { $0.low <= limit && limit <= $0.high } ?? false
  }

  private func cells(_ row: GateRow) -> [Text] {
    let slice = row.sliceValue.map { ", \(row.gate.slice ?? "")=\($0)" } ?? ""
    let value = row.figure.map { Figures.text($0) } ?? "-"
    let before = row.reference.map { "was \(Figures.text($0))" } ?? ""
    let line = row.gate.line.map { "mlx.yaml:\($0)" } ?? ""
    return [
      row.outcome.text, Text(row.model, .bold), Text(row.text + slice), Text(value), Text(before),
      Text(line, .dim),
    ]
  }
}

/// A number with its interval.
enum Figures {
  static func text(_ figure: Figure) -> String {
    text(figure.value, figure.interval)
  }

  /// `0.884 [0.88, 0.888]`
  static func text(_ value: Double, _ interval: MetricInterval?) -> String {
    let number = FigureText.of(value)
    guard let interval else { return number }
    return "\(number) [\(FigureText.of(interval.low)), \(FigureText.of(interval.high))]"
  }
}

extension GateOutcome {
  var text: Text {
    switch self {
    case .passed: Text("passed", .green)
    case .failed: Text("failed", .red)
    case .undecided: Text("undecided", .yellow)
    }
  }
}

extension GateRow {
  var json: JSONValue {
    [
      "model": .string(model), "gate": .string(text), "condition": .string(condition.rawValue),
      "measure": .string(gate.measureText),
      "metric": .optional(gate.metric), "slice": sliceJSON, "outcome": .string(outcome.rawValue),
      "reason": .string(reason), "advice": .optional(advice),
      "figure": figure?.json ?? .null, "reference": reference?.json ?? .null,
      "reference_name": .optional(gate.noWorseThan?.reference),
      "limit": .optional(limit), "line": gate.line.map(JSONValue.count) ?? .null,
    ]
  }

  private var sliceJSON: JSONValue {
    guard let column = gate.slice else { return .null }
    return ["column": .string(column), "value": .optional(sliceValue)]
  }
}

extension Gate {
  /// The metric's key; nil for a cost.
  fileprivate var metric: String? {
    if case .metric(let name) = measure { name } else { nil }
  }
}

extension Figure {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "value": .optional(value), "interval": interval?.json ?? .null,
      "rows": rows.map(JSONValue.size) ?? .null,
      "on": on.map { ["asset": .string($0.asset.text), "id": .string($0.id.text)] } ?? .null,
    ]
    switch source {
    case .commit(let id, let file):
      members["commit"] = .string(id.hex)
      members["file"] = .optional(file.map { "blob:" + $0.hex })
      members["note"] = .null
    case .note(let id):
      members["commit"] = .null
      members["file"] = .null
      members["note"] = .string(id.hex)
    }
    return .object(members)
  }
}

extension MetricInterval {
  var json: JSONValue { [.number(low), .number(high)] }
}
