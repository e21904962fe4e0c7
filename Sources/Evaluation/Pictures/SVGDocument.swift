/// Builds an SVG document, element by element.
struct SVGDocument {
  private let width: Int
  private let height: Int
  private let title: String
  private let summary: String
  private var body = ""

  private static let style = """
    .bg{fill:#ffffff}.ink{fill:#1f2328}.dim{fill:#59636e}.grid{stroke:#d1d9e0;stroke-width:1}
    .axis{stroke:#59636e;stroke-width:1}.guide{stroke:#818b98;stroke-width:1;stroke-dasharray:4 4}
    .light{fill:#ffffff}text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif}
    @media (prefers-color-scheme:dark){.bg{fill:#0d1117}.ink{fill:#e6edf3}.dim{fill:#9198a1}
    .grid{stroke:#3d444d}.axis{stroke:#9198a1}}
    """

  /// Colors of lines, told apart on light and dark and by people who do not see all colors (Okabe, Ito).
  static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#8c564b",
    "#9467bd", "#b5a900",
  ]

  init(width: Int, height: Int, title: String, summary: String) {
    self.width = width
    self.height = height
    self.title = title
    self.summary = summary
  }

  mutating func text(
    _ text: String, x: Double, y: Double, class style: String = "ink", anchor: String = "start",
    rotated: Bool = false
  ) {
    let turn = rotated ? " transform=\"rotate(-90 \(Self.number(x)) \(Self.number(y)))\"" : ""
    body += "<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
    body += "text-anchor=\"\(anchor)\"\(turn)>\(Self.escaped(text))</text>\n"
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class style: String
  ) {
    body += "<line class=\"\(style)\" x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" "
    body += "x2=\"\(Self.number(x2))\" y2=\"\(Self.number(y2))\"/>\n"
  }

  mutating func box(
    x: Double, y: Double, width: Double, height: Double, fill: String, opacity: Double = 1
  ) {
    body += "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" "
    body += "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" "
    body += "fill=\"\(fill)\" fill-opacity=\"\(Self.number(opacity))\"/>\n"
  }

  mutating func path(_ points: [(x: Double, y: Double)], color: String) {
    let text = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    body += "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" "
    body += "stroke-linejoin=\"round\" points=\"\(text)\"/>\n"
  }

  mutating func dot(x: Double, y: Double, radius: Double, color: String) {
    body += "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" "
    body += "r=\"\(Self.number(radius))\" fill=\"\(color)\"/>\n"
  }

  /// The whole document.
  var svg: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
    viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="title summary">
    <title id="title">\(Self.escaped(title))</title>
    <desc id="summary">\(Self.escaped(summary))</desc>
    <style>\(Self.style)</style>
    <rect class="bg" width="\(width)" height="\(height)"/>
    \(body)</svg>

    """
  }

  /// With two decimals at most, so that the bytes do not depend on the last bits.
  static func number(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e9 else { return "0" }
    let hundredths = Int64((number * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
    if rest == 0 { return "\(sign)\(whole)" }
    if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// A text between tags. What XML cannot hold becomes a replacement character.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A text of at most so many characters.
  static func shortened(_ text: String, to count: Int) -> String {
    text.count > count ? text.prefix(count - 1) + "…" : text
  }
}
