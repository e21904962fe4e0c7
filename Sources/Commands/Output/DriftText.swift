import Objects
import Profiles
import Repository

/// A drift report for a person: what reaches its threshold first.
struct DriftText {
  let report: DatasetDrift

  func render(to terminal: inout Terminal) {
    let drift = report.drift
    let overlap = drift.overlap.map { ", \(FigureText.percent($0)) of all rows in both" } ?? ""
    terminal.line(
      "\(report.before.name, .bold) -> \(report.after.name, .bold): "
        + "\(Units.grouped(drift.rows.before)) -> \(Units.count(drift.rows.after, "row"))\(overlap)"
    )
    for change in drift.schema { terminal.line(Self.line(change)) }
    if !drift.columns.isEmpty {
      terminal.line()
      terminal.table(table())
    }
    remarks(&terminal)
  }

  private func table() -> Table {
    var table = Table(.left, .left, .right, .right, .right, .right, .right, .left)
    // The p-values are those of limits for many values.
    table.row(
      Text("column", .dim), Text("type", .dim), Text("psi", .dim), Text("ks", .dim),
      Text("js", .dim), Text("p, about", .dim), Text("missing", .dim), "")
    let sorted = report.drift.columns.enumerated().sorted { a, b in
      let (x, y) = (isPast(a.element), isPast(b.element))
      return x != y ? x : a.offset < b.offset
    }.map(\.element)
    for column in sorted {
      let past = column.exceeded(report.thresholds)
      func cell(_ measure: ColumnDrift.Measure, _ value: Double?) -> Text {
        guard let value else { return Text("-", .dim) }
        return Text(FigureText.fixed(value, 3), past.contains(measure) ? .red : .plain)
      }
      table.row(
        Text(column.name, past.isEmpty ? .plain : .bold), Text(column.types.after.rawValue),
        cell(.psi, column.psi), cell(.kolmogorovSmirnov, column.kolmogorovSmirnov),
        cell(.jensenShannon, column.jensenShannon),
        Text(Self.chance(column.kolmogorovSmirnovP ?? column.chiSquareP), .dim),
        missing(column, past),
        Text(past.isEmpty ? "" : "drift: " + past.map(\.rawValue).joined(separator: ", "), .red))
    }
    return table
  }

  /// How likely the distance is by chance.
  private static func chance(_ p: Double?) -> String {
    guard let p else { return "-" }
    return p < 0.001 ? "<0.001" : FigureText.fixed(p, 3)
  }

  private func isPast(_ column: ColumnDrift) -> Bool {
    !column.exceeded(report.thresholds).isEmpty
  }

  private func missing(_ column: ColumnDrift, _ past: [ColumnDrift.Measure]) -> Text {
    guard let rates = column.nullRates else { return Text("-", .dim) }
    let (before, after) = (FigureText.percent(rates.before), FigureText.percent(rates.after))
    let text = before == after ? after : "\(before) -> \(after)"
    return Text(text, past.contains(.nullRate) ? .red : .plain)
  }

  private static func line(_ change: SchemaChange) -> Text {
    switch change {
    case .added(let column, let type): "\("added", .green)    \(column) (\(type.rawValue))"
    case .removed(let column, let type): "\("removed", .red)  \(column) (\(type.rawValue))"
    case .retyped(let column, let before, let after):
      "\("retyped", .yellow)  \(column) (\(before.rawValue) -> \(after.rawValue))"
    }
  }

  private func remarks(_ terminal: inout Terminal) {
    for column in report.drift.columns where !column.newCategories.isEmpty {
      let shown = column.newCategories.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
      let rest = column.newCategories.count - 5
      terminal.line(
        "new in \(column.name, .bold): \(shown)\(rest > 0 ? " and \(Units.grouped(rest)) more" : "")"
      )
    }
    terminal.line()
    let past = report.drift.columns.count(where: isPast)
    if report.isPast {
      let schema = report.drift.schema.isEmpty ? "" : ", and the schema changed"
      terminal.line("\("drift", .red) in \(Units.count(past, "column"))\(schema)")
    } else {
      terminal.line("\("no drift", .green): no measure reaches its threshold")
    }
  }
}
