/// Rows of text in aligned columns, divided by two spaces. Nothing follows the last cell of a row.
struct Table {
  enum Alignment { case left, right }

  private let indent: Int
  private let alignments: [Alignment]
  private var rows: [[Text]] = []

  /// - Parameter alignments: by column; a column beyond them is aligned to the left.
  init(indent: Int = 0, _ alignments: Alignment...) {
    self.indent = indent
    self.alignments = alignments
  }

  /// - Parameter alignments: by column.
  init(indent: Int = 0, alignments: [Alignment]) {
    self.indent = indent
    self.alignments = alignments
  }

  var isEmpty: Bool { rows.isEmpty }

  mutating func row(_ cells: Text...) { rows.append(cells) }
  mutating func row(cells: [Text]) { rows.append(cells) }

  /// The rows as lines; a column that is empty in every row is left out.
  var lines: [Text] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0
    }
    return rows.map { line($0, widths) }
  }

  private func line(_ cells: [Text], _ widths: [Int]) -> Text {
    let last = cells.lastIndex { $0.width > 0 } ?? 0
    var line = Text(String(repeating: " ", count: indent))
    for (column, cell) in cells.enumerated() where column <= last && widths[column] > 0 {
      let padding = Text(String(repeating: " ", count: widths[column] - cell.width))
      let isRight = column < alignments.count && alignments[column] == .right
      line = isRight ? line + padding + cell : line + cell + (column < last ? padding : "")
      if column < last { line = line + "  " }
    }
    return line
  }
}
