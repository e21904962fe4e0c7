import Evaluation
import Objects
import Profiles

/// Curves on a terminal, as blocks below a line.
struct CurveText {
  private let curves: Curves

  init(_ curves: Curves) { self.curves = curves }

  private static let blocks = Array(" ▁▂▃▄▅▆▇█")
  private static let width = 30
  private static let height = 6

  func render(to terminal: inout Terminal) {
    if curves.roc.count == 1, let roc = curves.roc.first, let other = curves.precisionRecall.first {
      terminal.line()
      pictures(roc, other, to: &terminal)
    } else if !curves.roc.isEmpty {
      terminal.line()
      terminal.table(lines)
    }
    if !curves.calibration.isEmpty {
      terminal.line()
      terminal.table(calibration)
    }
  }

  /// ROC and precision-recall beside each other.
  private func pictures(
    _ roc: Curves.Line, _ other: Curves.Line, to terminal: inout Terminal
  ) {
    let left = Self.rows(Self.heights(roc.points))
    let right = Self.rows(Self.heights(other.points, isStepped: true))
    let gap = String(repeating: " ", count: 6)
    for (index, (first, second)) in zip(left, right).enumerated() {
      let mark = index == 0 ? "1 " : (index == Self.height - 1 ? "0 " : "  ")
      terminal.line(
        "\(mark, .dim)\("│", .dim)\(first, .cyan)\(gap)\(mark, .dim)\("│", .dim)\(second, .cyan)")
    }
    let axis = "  └" + String(repeating: "─", count: Self.width)
    terminal.line(Text("\(axis)\(gap)\(axis)", .dim))
    let name = "   ROC, area \(FigureText.of(roc.area))"
    let padding = String(repeating: " ", count: max(1, 3 + Self.width + 6 - name.count))
    terminal.line("\(name)\(padding)   precision by recall, area \(FigureText.of(other.area))")
  }

  /// A line of blocks for each class.
  private var lines: Table {
    var table = Table(.left, .left, .right, .left, .right)
    table.row(
      Text("class", .dim), Text("ROC", .dim), Text("area", .dim),
      Text("precision by recall", .dim), Text("area", .dim))
    for (roc, other) in zip(curves.roc, curves.precisionRecall) {
      table.row(
        Text(DisplayWidth.shortened(roc.label, to: 24), .bold),
        Text(Self.line(Self.heights(roc.points)), .cyan), Text(FigureText.of(roc.area)),
        Text(Self.line(Self.heights(other.points, isStepped: true)), .cyan),
        Text(FigureText.of(other.area)))
    }
    return table
  }

  private var calibration: Table {
    var table = Table(.right, .right, .right, .left)
    table.row(Text("expected", .dim), Text("observed", .dim), Text("rows", .dim), "")
    for bin in curves.calibration {
      table.row(
        Text(FigureText.fixed(bin.expected, 3)), Text(FigureText.fixed(bin.observed, 3)),
        Text(Units.grouped(bin.rows)), Text(Self.bar(bin.observed), .cyan))
    }
    return table
  }

  private static func bar(_ part: Double) -> String {
    let eighths = Array("▏▎▍▌▋▊▉█")
    let units = Int((part * Double(width) * 8).rounded())
    let rest = units % 8
    return String(repeating: "█", count: units / 8) + (rest > 0 ? String(eighths[rest - 1]) : "")
  }

  /// The curve's height in the middle of each column.
  private static func heights(_ points: [Curves.Point], isStepped: Bool = false) -> [Double] {
    (0..<width).map { column in
      let x = (Double(column) + 0.5) / Double(width)
      guard let next = points.firstIndex(where: { $0.x >= x }), next > 0 else {
        return points.first?.y ?? 0
      }
      let (a, b) = (points[next - 1], points[next])
      if isStepped || b.x == a.x { return b.y }
      return a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)
    }
  }

  private static func line(_ heights: [Double]) -> String {
    String(heights.map { blocks[min(8, max(0, Int(($0 * 8).rounded())))] })
  }

  /// From the top.
  private static func rows(_ heights: [Double]) -> [String] {
    (0..<height).map { row in
      let below = Double(height - 1 - row)
      return String(
        heights.map { part in
          let units = (part * Double(height) - below) * 8
          return blocks[min(8, max(0, Int(units.rounded())))]
        })
    }
  }
}
