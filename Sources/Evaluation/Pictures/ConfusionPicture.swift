import Profiles

/// A confusion matrix as a picture: a cell's color is its part of the rows of the true class.
struct ConfusionPicture {
  private let matrix: ConfusionMatrix

  /// Of more classes nothing could be read.
  static let classesMax = 30

  init(_ matrix: ConfusionMatrix) { self.matrix = matrix }

  var svg: String {
    let classes = matrix.classes
    let labels = classes.map { SVGDocument.shortened($0, to: 16) }
    let cell = max(26.0, min(96.0, 560.0 / Double(classes.count)))
    let left = 44.0 + 7.6 * Double(labels.map(\.count).max() ?? 1)
    let isTurned = cell < 60
    let top = 70.0 + (isTurned ? 7.6 * Double(labels.map(\.count).max() ?? 1) - 8 : 0)
    let side = cell * Double(classes.count)
    let width = max(left + side + 24, 240)
    let accuracy = SignificantDigits.text(matrix.accuracy, digits: 4)
    var picture = SVGDocument(
      width: Int(width.rounded(.up)), height: Int((top + side + 24).rounded(.up)),
      title: "Confusion matrix",
      summary: "\(matrix.total) rows, accuracy \(accuracy). Rows are true classes, columns "
        + "predicted ones.")
    picture.text("predicted", x: left + side / 2, y: 24, class: "dim", anchor: "middle")
    picture.text("true", x: 20, y: top + side / 2, class: "dim", anchor: "middle", rotated: true)
    for place in classes.indices {
      let middle = left + (Double(place) + 0.5) * cell
      if isTurned {
        picture.text(labels[place], x: middle + 4, y: top - 10, rotated: true)
      } else {
        picture.text(labels[place], x: middle, y: top - 12, anchor: "middle")
      }
      picture.text(
        labels[place], x: left - 10, y: top + (Double(place) + 0.5) * cell + 4.5, anchor: "end")
    }
    let totals = matrix.trueTotals
    for truth in classes.indices {
      for predicted in classes.indices {
        let count = matrix[truth, predicted]
        let part = totals[truth] > 0 ? Double(count) / Double(totals[truth]) : 0
        let (x, y) = (left + Double(predicted) * cell, top + Double(truth) * cell)
        picture.box(
          x: x + 1, y: y + 1, width: cell - 2, height: cell - 2,
          fill: truth == predicted ? "#0072b2" : "#d55e00",
          opacity: count == 0 ? 0.04 : 0.12 + 0.88 * part)
        if count > 0 || classes.count <= 12 {
          picture.text(
            Self.short(count, cell), x: x + cell / 2, y: y + cell / 2 + 4.5,
            class: part > 0.5 ? "light" : "ink", anchor: "middle")
        }
      }
    }
    return picture.svg
  }

  /// A count that fits into a cell.
  private static func short(_ count: UInt64, _ cell: Double) -> String {
    let text = String(count)
    if Double(text.count) * 8 <= cell { return text }
    for (unit, name) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where Double(count) >= unit {
      return "\(UInt64(Double(count) / unit))\(name)"
    }
    return text
  }
}
