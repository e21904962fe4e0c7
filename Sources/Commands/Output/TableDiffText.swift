import Objects
import Profiles

/// How a table differs, for a person: rows, columns with their values, some rows.
struct TableDiffText {
  let diff: TableDiff
  /// `-v`: all columns that differ.
  var isVerbose = false

  /// As many columns are listed.
  private static let columnsMax = 20
  /// As many values of a row are shown.
  private static let valuesMax = 6
  /// Characters of a value that are shown.
  private static let lengthMax = 40
  private static let indent = "    "

  var lines: [Text] {
    [Text(Self.indent + "rows: \(rows)")] + columns + examples
      + diff.notices.map { Text("\(Self.indent)(\($0))", .dim) }
  }

  /// Such as `rows +2 -1 ~3, columns +1`; empty when nothing can be said.
  static func short(_ diffs: [TableDiff]) -> String {
    if diffs.isEmpty { return "" }
    let rows = diffs.compactMap(\.rows)
    let counts = [
      ("+", rows.reduce(0) { $0 + $1.added }), ("-", rows.reduce(0) { $0 + $1.removed }),
      ("~", rows.reduce(0) { $0 + $1.changed }),
    ]
    let changes = diffs.flatMap(\.columns)
    let columns = [
      ("+", changes.filter { $0.state == .added }.count),
      ("-", changes.filter { $0.state == .removed }.count),
      ("~", changes.filter { $0.state == .renamed || $0.isRetyped }.count),
    ]
    return [Self.short("rows", counts), Self.short("columns", columns)].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }

  private static func short(_ noun: String, _ counts: [(String, some BinaryInteger)]) -> String {
    let shown = counts.filter { $0.1 > 0 }.map { $0.0 + Units.grouped($0.1) }
    return shown.isEmpty ? "" : ([noun] + shown).joined(separator: " ")
  }

  // Rows.

  private var rows: String {
    let (old, new) = (Units.grouped(diff.rowsBefore), Units.grouped(diff.rowsAfter))
    let total = old == new ? new : "\(old) -> \(new)"
    guard let rows = diff.rows else { return total }
    if rows.added == 0, rows.removed == 0, rows.changed == 0 {
      return [total, Self.sameness(rows, diff)].joined(separator: ", ")
    }
    var parts: [String] = []
    if rows.added > 0 { parts.append("\(Units.grouped(rows.added)) added") }
    if rows.removed > 0 { parts.append("\(Units.grouped(rows.removed)) removed") }
    if rows.changed > 0 {
      parts.append("\(Units.grouped(rows.changed)) changed" + Self.rewritten(rows))
    }
    if rows.moved > 0 { parts.append("\(Self.moved(rows)) moved") }
    return "\(total); \(parts.joined(separator: ", ")); \(key)"
  }

  private static func moved(_ rows: RowChanges) -> String {
    (rows.isMovedExact ? "" : "about ") + Units.grouped(rows.moved)
  }

  /// What is to be said of numbers that are written otherwise.
  private static func rewritten(_ rows: RowChanges) -> String {
    if rows.rewritten == 0 { return "" }
    let count = rows.rewritten == rows.changed ? "" : "\(Units.grouped(rows.rewritten)) "
    return " (\(count)only in how numbers are written)"
  }

  private static func sameness(_ rows: RowChanges, _ diff: TableDiff) -> String {
    if rows.moved > 0 { return "the same in another order, \(moved(rows)) moved" }
    return diff.isSame ? "all the same: only how they are written differs" : "all the same"
  }

  private var key: String {
    let names = diff.key.columns.map(Self.name).joined(separator: ", ")
    switch diff.key.origin {
    case .named: return "by key \(names)"
    case .guessed: return "by key \(names) (guessed)"
    case .none: return "by content"
    }
  }

  // Columns.

  private var columns: [Text] {
    var table = Table(indent: 4)
    let changed = diff.columns.filter(differs)
    let shown = isVerbose ? changed : Array(changed.prefix(Self.columnsMax))
    for column in shown { table.row(cells: cells(of: column)) }
    var lines = table.lines
    if changed.count > shown.count {
      let more = Units.count(changed.count - shown.count, "more column")
      lines.append(Text("\(Self.indent)… and \(more); '-v' lists all", .dim))
    }
    if let count = diff.rows?.changedBeyondColumns, count > 0 {
      let rows = Units.count(count, "row")
      lines.append(Text("\(Self.indent)fields behind the last column changed in \(rows)"))
    }
    if diff.isReordered { lines.append(Text("\(Self.indent)columns are in another order")) }
    return lines
  }

  private func differs(_ column: ColumnChange) -> Bool {
    column.state != .kept || column.isRetyped || (column.changedCells ?? 0) > 0
      || !statistics(of: column).isEmpty
  }

  /// Of a key they say nothing that the rows do not.
  private func statistics(of column: ColumnChange) -> [String] {
    diff.key.columns.contains(column.name) ? [] : ColumnSummaryText.changes(column)
  }

  private func cells(of column: ColumnChange) -> [Text] {
    let (mark, style): (String, Style) =
      switch column.state {
      case .added: ("+", .green)
      case .removed: ("-", .red)
      case .kept, .renamed: ("~", .yellow)
      }
    let previous = column.nameBefore.map { " (was \(Self.name($0)))" } ?? ""
    return [
      Text(mark, style), Text(Self.name(column.name), style) + Text(previous),
      Text(column.isHidden ? "hidden" : ColumnSummaryText.type(of: column)),
      Text(Self.cells(changed: column.changedCells ?? 0, rewritten: column.rewrittenCells ?? 0)),
      Text(statistics(of: column).joined(separator: ", ")),
    ]
  }

  private static func cells(changed: UInt64, rewritten: UInt64) -> String {
    if changed == 0 { return "" }
    let cells = Units.count(changed, "cell")
    if rewritten == 0 { return cells }
    return rewritten == changed
      ? "\(cells), the same numbers" : "\(cells), \(Units.grouped(rewritten)) the same numbers"
  }

  /// A column's name, cut where it is long.
  private static func name(_ name: String) -> String {
    name.count > lengthMax ? name.prefix(lengthMax) + "…" : name
  }

  // Examples.

  private var examples: [Text] {
    let all = diff.examples
    return all.changed.map(line) + all.added.map { line($0, "+", .green) }
      + all.removed.map { line($0, "-", .red) }
  }

  private func line(_ example: ChangedRowExample) -> Text {
    let name =
      example.key.isEmpty
      ? "row \(example.rowBefore)"
        + (example.rowBefore == example.rowAfter ? "" : " -> \(example.rowAfter)")
      : Self.list(example.key)
    let shown = example.cells.prefix(Self.valuesMax).map {
      "\(Self.name($0.column)) \(Self.text($0.before)) -> \(Self.text($0.after))"
    }
    let more = example.cellCount - shown.count
    let values = shown + (more > 0 ? [shown.isEmpty ? Self.unshown(more) : "\(more) more"] : [])
    let tail = values.isEmpty ? "" : ": \(values.joined(separator: ", "))"
    return "\(Self.indent)\("~", .yellow) \(name)\(tail)"
  }

  private static func unshown(_ count: Int) -> String { Units.count(count, "hidden value") }

  private func line(_ example: RowExample, _ mark: String, _ style: Style) -> Text {
    let name = example.key.isEmpty ? "row \(example.row)" : Self.list(example.key)
    let shown = example.values.prefix(Self.valuesMax)
    let rest = example.values.count > shown.count ? ", …" : ""
    let tail = shown.isEmpty ? "" : ": \(Self.list(Array(shown)))\(rest)"
    return "\(Self.indent)\(mark, style) \(name)\(tail)"
  }

  private static func list(_ values: [NamedValue]) -> String {
    values.map { "\(name($0.column)) \(text($0.value))" }.joined(separator: ", ")
  }

  /// A value; in quotes where it could be taken for something else.
  private static func text(_ value: ShownValue?) -> String {
    guard let value else { return "-" }
    let isCut = value.isCut || value.text.count > lengthMax
    let text = value.text.prefix(lengthMax) + (isCut ? "…" : "")
    let isPlain =
      text != "-" && text.first != " " && text.last != " " && !text.contains(",")
      && !text.contains(" -> ")
    return isPlain || text.first == "\"" ? String(text) : "\"\(text)\""
  }
}
