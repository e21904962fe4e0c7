import Profiles

/// How often what was expected came, as a picture; a dot's area is its number of rows.
struct CalibrationPicture {
  private let bins: [Curves.Bin]

  init(_ bins: [Curves.Bin]) { self.bins = bins }

  var svg: String {
    let rows = bins.reduce(0) { $0 + $1.rows }
    let color = SVGDocument.colors[0]
    let summary = bins.map { bin in
      "expected \(SignificantDigits.text(bin.expected)), observed "
        + "\(SignificantDigits.text(bin.observed)), \(bin.rows) rows"
    }.joined(separator: "; ")
    var frame = PlotFrame(
      title: "Calibration", summary: summary, x: "mean predicted probability",
      y: "observed frequency", lines: 1)
    frame.diagonal()
    let points = bins.map { Curves.Point(x: $0.expected, y: $0.observed) }
    frame.curve(points, color: color)
    for (bin, point) in zip(bins, points) {
      let part = Double(bin.rows) / Double(max(rows, 1))
      frame.dot(point, radius: 3 + 11 * part.squareRoot(), color: color)
    }
    frame.key("\(rows) rows in \(bins.count) bins; dashed: as expected", color: color, at: 0)
    return frame.picture.svg
  }
}
