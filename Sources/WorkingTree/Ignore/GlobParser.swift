/// Takes a shell pattern apart into tokens.
struct GlobParser {
  private let pattern: [UInt8]
  private var position = 0
  private var tokens: [Glob.Token] = []

  /// Nil for an open `[` and a final backslash.
  static func tokens(of pattern: [UInt8]) -> [Glob.Token]? {
    var parser = GlobParser(pattern)
    while parser.position < pattern.count {
      guard parser.parseOne() else { return nil }
    }
    return parser.tokens
  }

  private init(_ pattern: [UInt8]) {
    self.pattern = pattern
  }

  private mutating func parseOne() -> Bool {
    let byte = pattern[position]
    switch byte {
    case UInt8(ascii: "?"):
      tokens.append(.one)
    case UInt8(ascii: "*"):
      parseStars()
      return true
    case UInt8(ascii: "["):
      return parseSet()
    case UInt8(ascii: "\\"):
      guard position + 1 < pattern.count else { return false }
      position += 1
      tokens.append(.byte(pattern[position]))
    default:
      tokens.append(.byte(byte))
    }
    position += 1
    return true
  }

  /// `**` counts as folders only where slashes or the ends of the pattern enclose it.
  private mutating func parseStars() {
    let start = position
    while position < pattern.count, pattern[position] == UInt8(ascii: "*") { position += 1 }
    let startsName = start == 0 || pattern[start - 1] == Glob.slash
    guard position - start == 2, startsName else {
      tokens.append(.run)
      return
    }
    if position == pattern.count {
      tokens.append(start == 0 ? .run : .rest)
    } else if pattern[position] == Glob.slash {
      position += 1
      if tokens.last != .folders { tokens.append(.folders) }
    } else {
      tokens.append(.run)
    }
  }

  private mutating func parseSet() -> Bool {
    var at = position + 1
    var set = ByteSet()
    let isInverted =
      at < pattern.count && [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(pattern[at])
    if isInverted { at += 1 }
    let first = at
    while at < pattern.count {
      if pattern[at] == UInt8(ascii: "]"), at > first {
        tokens.append(.set(isInverted ? set.inverted : set))
        position = at + 1
        return true
      }
      if let (name, end) = className(at) {
        guard Self.insert(class: name, into: &set) else { return false }
        at = end
      } else if !parseRange(&at, into: &set) {
        return false
      }
    }
    return false
  }

  /// A byte, or two with `-` between them.
  private func parseRange(_ at: inout Int, into set: inout ByteSet) -> Bool {
    guard let low = literal(&at) else { return false }
    guard at + 1 < pattern.count, pattern[at] == UInt8(ascii: "-"),
      pattern[at + 1] != UInt8(ascii: "]")
    else {
      set.insert(low)
      return true
    }
    at += 1
    guard let high = literal(&at) else { return false }
    if low <= high {
      for byte in low...high { set.insert(byte) }
    }
    return true
  }

  private func literal(_ at: inout Int) -> UInt8? {
    if pattern[at] == UInt8(ascii: "\\") { at += 1 }
    guard at < pattern.count else { return nil }
    defer { at += 1 }
    return pattern[at]
  }

  /// `[:alpha:]` and its like inside a set: its name, and where it ends.
  private func className(_ at: Int) -> (String, Int)? {
    guard at + 1 < pattern.count, pattern[at] == UInt8(ascii: "["),
      pattern[at + 1] == UInt8(ascii: ":")
    else { return nil }
    var end = at + 2
    while end + 1 < pattern.count {
      if pattern[end] == UInt8(ascii: ":"), pattern[end + 1] == UInt8(ascii: "]") {
        return (String(decoding: pattern[(at + 2)..<end], as: UTF8.self), end + 2)
      }
      end += 1
    }
    return nil
  }

  private static func insert(class name: String, into set: inout ByteSet) -> Bool {
    guard let holds = classes[name] else { return false }
    for byte in UInt8(0)..<128 where holds(byte) { set.insert(byte) }
    return true
  }

  private static let classes: [String: @Sendable (UInt8) -> Bool] = [
    "alnum": { isDigit($0) || isLetter($0) },
    "alpha": isLetter,
    "blank": { $0 == 32 || $0 == 9 },
    "cntrl": { $0 < 32 || $0 == 127 },
    "digit": isDigit,
    "graph": { $0 > 32 && $0 < 127 },
    "lower": { $0 >= 97 && $0 <= 122 },
    "print": { $0 >= 32 && $0 < 127 },
    "punct": { $0 > 32 && $0 < 127 && !isDigit($0) && !isLetter($0) },
    "space": { $0 == 32 || ($0 >= 9 && $0 <= 13) },
    "upper": { $0 >= 65 && $0 <= 90 },
    "xdigit": { isDigit($0) || ($0 | 32 >= 97 && $0 | 32 <= 102) },
  ]

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 32 >= 97 && byte | 32 <= 122 }
}
