/// A square from 0 to 1 both ways, with axes.
struct PlotFrame {
  private static let left = 56.0
  private static let top = 28.0
  private static let side = 360.0

  var picture: SVGDocument

  /// - Parameter lines: how many lines the key below has.
  init(title: String, summary: String, x: String, y: String, lines: Int) {
    let bottom = Self.top + Self.side
    picture = SVGDocument(
      width: Int(Self.left + Self.side + 28), height: Int(bottom) + 52 + 20 * lines, title: title,
      summary: summary)
    for step in 0...5 {
      let part = Double(step) / 5
      let label = SVGDocument.number(part)
      picture.line(
        Self.left, Self.y(part), Self.left + Self.side, Self.y(part),
        class: step == 0 ? "axis" : "grid")
      picture.line(Self.x(part), Self.top, Self.x(part), bottom, class: step == 0 ? "axis" : "grid")
      picture.text(label, x: Self.left - 8, y: Self.y(part) + 4.5, class: "dim", anchor: "end")
      picture.text(label, x: Self.x(part), y: bottom + 18, class: "dim", anchor: "middle")
    }
    picture.text(x, x: Self.x(0.5), y: bottom + 38, anchor: "middle")
    picture.text(y, x: 18, y: Self.y(0.5), anchor: "middle", rotated: true)
  }

  static func x(_ part: Double) -> Double { left + part * side }
  static func y(_ part: Double) -> Double { top + (1 - part) * side }

  mutating func diagonal() {
    picture.line(Self.x(0), Self.y(0), Self.x(1), Self.y(1), class: "guide")
  }

  mutating func curve(_ points: [Curves.Point], color: String) {
    picture.path(points.map { (Self.x($0.x), Self.y($0.y)) }, color: color)
  }

  mutating func dot(_ point: Curves.Point, radius: Double, color: String) {
    picture.dot(x: Self.x(point.x), y: Self.y(point.y), radius: radius, color: color)
  }

  /// A line of the key below the plot.
  mutating func key(_ text: String, color: String, at index: Int) {
    let y = Self.top + Self.side + 60 + 20 * Double(index)
    picture.box(x: Self.left, y: y - 9, width: 18, height: 4, fill: color)
    picture.text(text, x: Self.left + 26, y: y - 2)
  }
}
