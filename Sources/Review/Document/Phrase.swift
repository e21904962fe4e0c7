/// A piece of a sentence in a report: what is said, and how it stands out. Names and values are data
/// wherever they stand, so that none of them can break a table or mention a person.
public struct Phrase: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// A run of one look.
  public enum Run: Sendable, Equatable {
    case text(String)
    /// An id, a name, a command: as it is, in a fixed width.
    case code(String)
    case strong(String)
  }

  public private(set) var runs: [Run] = []

  /// A text without a look.
  public init(_ text: String) { runs = text.isEmpty ? [] : [.text(text)] }
  /// A text without a look.
  public init(stringLiteral text: String) { self.init(text) }
  /// What an interpolation collected.
  public init(stringInterpolation interpolation: Interpolation) { runs = interpolation.runs }

  /// A sentence that has commands between quotes: `run 'mlx fetch'`.
  static func advice(_ text: String) -> Phrase {
    var runs: [Run] = []
    for (place, part) in text.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
      let isQuoted = place % 2 == 1
      if isQuoted, part.hasPrefix("mlx ") {
        runs.append(.code(String(part)))
      } else if isQuoted {
        runs.append(.text("'\(part)'"))
      } else if !part.isEmpty {
        runs.append(.text(String(part)))
      }
    }
    return Phrase(runs: runs)
  }

  /// An id, a name or a command.
  public static func code(_ text: String) -> Phrase { Phrase(runs: [.code(text)]) }
  /// What should be seen first.
  public static func strong(_ text: String) -> Phrase { Phrase(runs: [.strong(text)]) }

  private init(runs: [Run]) { self.runs = runs }

  /// Without looks, for JSON and for measuring.
  public var plain: String {
    runs.map { run in
      switch run {
      case .text(let text), .code(let text), .strong(let text): text
      }
    }.joined()
  }

  /// Whether nothing is said.
  public var isEmpty: Bool { runs.isEmpty }

  /// Collects the runs of a literal such as `"\(code: id) is new"`.
  public struct Interpolation: StringInterpolationProtocol {
    var runs: [Run] = []

    /// Sizes are hints.
    public init(literalCapacity: Int, interpolationCount: Int) {
      runs.reserveCapacity(interpolationCount * 2 + 1)
    }

    /// Text of the program.
    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { runs.append(.text(literal)) }
    }

    /// A number or a name without a look.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      runs.append(.text(value.description))
    }

    /// Another phrase.
    public mutating func appendInterpolation(_ phrase: Phrase) { runs += phrase.runs }

    /// An id, a name or a command.
    public mutating func appendInterpolation(code text: some CustomStringConvertible) {
      runs.append(.code(text.description))
    }

    /// What should be seen first.
    public mutating func appendInterpolation(strong text: some CustomStringConvertible) {
      runs.append(.strong(text.description))
    }
  }

  static func + (left: Phrase, right: Phrase) -> Phrase { Phrase(runs: left.runs + right.runs) }

  /// Several, divided.
  static func joined(_ phrases: [Phrase], separator: String = ", ") -> Phrase {
    var runs: [Run] = []
    for (index, phrase) in phrases.enumerated() {
      if index > 0 { runs.append(.text(separator)) }
      runs += phrase.runs
    }
    return Phrase(runs: runs)
  }
}
