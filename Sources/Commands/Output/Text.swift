import Objects

/// How a run of text looks where color is on.
enum Style: String, Sendable {
  case plain = ""
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case cyan = "36"
  case boldRed = "1;31"
  case boldYellow = "1;33"
}

/// Text for a terminal: runs with a style each. What comes from names and messages is escaped
/// when it is printed, so that no file name can move the cursor or hide a line.
struct Text: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
  struct Run: Sendable {
    var text: String
    var style: Style
  }

  var runs: [Run] = []

  init(_ text: String, _ style: Style = .plain) { runs = [Run(text: text, style: style)] }
  init(stringLiteral text: String) { self.init(text) }
  init(stringInterpolation interpolation: Interpolation) { runs = interpolation.runs }

  /// Collects the runs of a literal such as `"commit \(id, .yellow)"`.
  struct Interpolation: StringInterpolationProtocol {
    var runs: [Run] = []

    init(literalCapacity: Int, interpolationCount: Int) {
      runs.reserveCapacity(interpolationCount * 2 + 1)
    }

    mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { runs.append(Run(text: literal, style: .plain)) }
    }

    mutating func appendInterpolation(_ text: Text) { runs += text.runs }

    mutating func appendInterpolation(_ value: some CustomStringConvertible, _ style: Style) {
      runs.append(Run(text: value.description, style: style))
    }

    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      runs.append(Run(text: value.description, style: .plain))
    }
  }

  /// The text without styles, escaped.
  var description: String { runs.map { Escaped.line($0.text) }.joined() }

  /// The columns that it takes on a terminal.
  var width: Int { DisplayWidth.of(description) }

  /// The bytes to print, with styles where `color` is on.
  func rendered(color: Bool) -> String {
    guard color else { return description }
    return runs.map { run in
      let text = Escaped.line(run.text)
      if run.style == .plain || text.isEmpty { return text }
      return "\u{1B}[\(run.style.rawValue)m\(text)\u{1B}[0m"
    }.joined()
  }

  static func + (left: Text, right: Text) -> Text {
    var sum = left
    sum.runs += right.runs
    return sum
  }
}

extension Collection where Element == Text {
  /// One text of all, divided by `separator`.
  func joined(separator: String) -> Text {
    var whole = Text("")
    for (index, text) in enumerated() {
      if index > 0 { whole.runs.append(Text.Run(text: separator, style: .plain)) }
      whole.runs += text.runs
    }
    return whole
  }
}
