import Objects
import Profiles

/// The columns of a table for a person.
struct TableProfileText {
  let profile: TableProfile
  let isWhole: Bool

  func render(to terminal: inout Terminal) {
    facts(&terminal)
    terminal.line()
    var table = Table(.left, .left, .right, .right, .right, .right, .right, .right, .left)
    table.row(
      Text("column", .dim), Text("type", .dim), Text("missing", .dim), Text("distinct", .dim),
      Text("min", .dim), Text("mean", .dim), Text("max", .dim), Text("std", .dim), "")
    let shown = isWhole ? profile.columns.count : ProfileText.rowsMax
    for column in profile.columns.prefix(shown) { table.row(cells: Self.cells(of: column)) }
    for name in profile.excludedColumns {
      table.row(Text(name), Text("not profiled", .dim))
    }
    terminal.table(table)
    ProfileText.more(profile.columns.count - shown, "column", &terminal)
  }

  private func facts(_ terminal: inout Terminal) {
    var facts = Table()
    let columns = profile.columns.count + profile.excludedColumns.count
    let layout = [profile.format, profile.encoding].compactMap { $0 }.joined(separator: ", ")
    facts.row(
      Text("rows", .dim),
      Text("\(Units.grouped(profile.rows)) of \(Units.count(columns, "column")) (\(layout))"))
    let faults = [
      ("ragged", profile.raggedRows, "row"), ("damaged", profile.damagedRows, "row"),
      ("cut", profile.cutValues, "value"), ("dropped", profile.droppedColumns, "column"),
    ]
    for (word, count, noun) in faults where count > 0 {
      facts.row(Text(word, .dim), Text(Units.count(count, noun)))
    }
    terminal.table(facts)
  }

  private static func cells(of column: ColumnProfile) -> [Text] {
    if let declared = column.declared {
      return [
        Text(column.name), Text(declared.type), Text(FigureText.percent(column.nullRate)), "",
        Text(FigureText.of(declared.minimum)), "", Text(FigureText.of(declared.maximum)),
      ]
    }
    let about = column.frequent.isExact ? "" : "~"
    let distinct = column.distinctCount.map { about + Units.grouped(Int($0)) } ?? ""
    var cells = [
      Text(column.name), Text(column.type.rawValue), Text(FigureText.percent(column.nullRate)),
      Text(distinct),
    ]
    switch column.type {
    case .int, .float:
      let numbers = column.numbers
      cells += [numbers.minimum, numbers.mean, numbers.maximum, numbers.standardDeviation].map {
        Text(FigureText.of($0))
      }
      cells.append(Text(Histogram.of(column.distribution), .cyan))
    case .date, .time:
      cells += [Text(day(column.times.minimum)), "", Text(day(column.times.maximum)), ""]
      cells.append(Text(Histogram.of(column.distribution), .cyan))
    case .bool, .text, .empty:
      cells += ["", "", "", "", Text(frequent(column))]
    }
    return cells
  }

  /// The day of a time in seconds since 1970, in UTC.
  private static func day(_ seconds: Double?) -> String {
    guard let seconds else { return "" }
    let time = Timestamp(seconds: Int64(min(max(seconds, -1e15), 1e15)))
    return String(time.description.prefix { $0 != "T" })
  }

  /// The most frequent values with their parts, when they are worth it.
  private static func frequent(_ column: ColumnProfile) -> String {
    let count = Double(column.counts.values)
    guard count > 0, column.distinctCount.map({ $0 < count / 2 || $0 <= 5 }) ?? false else {
      return column.lengths.mean.map { "\(FigureText.of($0)) characters on average" } ?? ""
    }
    let values = column.frequent.values.sorted { a, b in
      a.count != b.count ? a.count > b.count : a.value.lexicographicallyPrecedes(b.value)
    }
    return values.prefix(3).map { value in
      let text = Escaped.content(String(decoding: value.value.prefix(24), as: UTF8.self))
      return "\(text) \(FigureText.percent(Double(value.count) / count))"
    }.joined(separator: ", ")
  }
}
