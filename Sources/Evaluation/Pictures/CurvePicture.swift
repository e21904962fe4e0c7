import Profiles

/// ROC or precision-recall curves as a picture.
struct CurvePicture {
  private let lines: [Curves.Line]
  private let title: String
  private let x: String
  private let y: String
  private let areaName: String
  private let hasDiagonal: Bool

  init(roc lines: [Curves.Line]) {
    self.lines = lines
    (title, x, y) = ("ROC curve", "false positive rate", "true positive rate")
    (areaName, hasDiagonal) = ("AUC", true)
  }

  init(precisionRecall lines: [Curves.Line]) {
    self.lines = lines
    (title, x, y) = ("Precision-recall curve", "recall", "precision")
    (areaName, hasDiagonal) = ("AP", false)
  }

  var svg: String {
    let keys = lines.map { line in
      "\(SVGDocument.shortened(line.label, to: 32)), \(areaName) "
        + SignificantDigits.text(line.area, digits: 4)
    }
    var frame = PlotFrame(
      title: title, summary: keys.joined(separator: "; "), x: x, y: y, lines: lines.count)
    if hasDiagonal { frame.diagonal() }
    for (index, line) in lines.enumerated() {
      let color = SVGDocument.colors[index % SVGDocument.colors.count]
      frame.curve(hasDiagonal ? line.points : Self.stepped(line.points), color: color)
      frame.key(keys[index], color: color, at: index)
    }
    return frame.picture.svg
  }

  /// Between two thresholds, recall is reached at the lower one's precision.
  private static func stepped(_ points: [Curves.Point]) -> [Curves.Point] {
    zip(points, points.dropFirst()).flatMap { from, to in
      [from, Curves.Point(x: from.x, y: to.y)]
    } + (points.last.map { [$0] } ?? [])
  }
}
