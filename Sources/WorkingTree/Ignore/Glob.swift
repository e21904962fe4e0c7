/// A shell pattern over a path: `?`, `*`, `[…]` stop at `/`; `**` between slashes does not.
///
/// Matched by stepping a set of states over the bytes, so that no pattern takes exponential time.
struct Glob: Sendable {
  static let slash = UInt8(ascii: "/")

  enum Token: Sendable, Equatable {
    case byte(UInt8)
    /// Any byte but `/`.
    case one
    /// Any run of bytes but `/`, also none.
    case run
    /// Any number of whole folders, each with its slash, also none.
    case folders
    /// Everything that is left, at least one byte.
    case rest
    case set(ByteSet)
  }

  private let tokens: [Token]
  /// The bytes, when the pattern is nothing else.
  private let literal: [UInt8]?
  /// What follows a leading `*`, when that is nothing but bytes.
  private let suffix: [UInt8]?

  /// Nil for a pattern that can match nothing, such as one with an open `[`.
  init?(_ pattern: [UInt8]) {
    guard let tokens = GlobParser.tokens(of: pattern) else { return nil }
    self.tokens = tokens
    literal = Self.bytes(tokens[...])
    suffix = tokens.first == .run ? Self.bytes(tokens.dropFirst()) : nil
  }

  func matches(_ text: UnsafeRawBufferPointer) -> Bool {
    if let literal { return text.elementsEqual(literal) }
    if let suffix {
      guard text.count >= suffix.count else { return false }
      let split = text.count - suffix.count
      return text[split...].elementsEqual(suffix) && !text[..<split].contains(Self.slash)
    }
    return step(over: text)
  }

  private static func bytes(_ tokens: ArraySlice<Token>) -> [UInt8]? {
    var bytes: [UInt8] = []
    for token in tokens {
      guard case .byte(let byte) = token else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// State `n` means that the tokens before `n` have matched what was read.
  private func step(over text: UnsafeRawBufferPointer) -> Bool {
    var states = [Bool](repeating: false, count: tokens.count + 1)
    enter(0, &states)
    for byte in text {
      var next = [Bool](repeating: false, count: tokens.count + 1)
      for state in tokens.indices where states[state] { advance(state, byte, &next) }
      states = next
    }
    return states[tokens.count]
  }

  private func advance(_ state: Int, _ byte: UInt8, _ next: inout [Bool]) {
    switch tokens[state] {
    case .byte(let wanted):
      if byte == wanted { enter(state + 1, &next) }
    case .one:
      if byte != Self.slash { enter(state + 1, &next) }
    case .set(let set):
      if byte != Self.slash && set.contains(byte) { enter(state + 1, &next) }
    case .run:
      if byte != Self.slash { enter(state, &next) }
    case .folders:
      // Only a slash leads on: without `enter`, the state does not skip itself in mid-name.
      next[state] = true
      if byte == Self.slash { enter(state + 1, &next) }
    case .rest:
      next[state] = true
      next[state + 1] = true
    }
  }

  /// Also enters what follows tokens that may match nothing.
  private func enter(_ state: Int, _ states: inout [Bool]) {
    var state = state
    states[state] = true
    while state < tokens.count, tokens[state] == .run || tokens[state] == .folders {
      state += 1
      states[state] = true
    }
  }
}

/// A set of bytes.
struct ByteSet: Sendable, Equatable {
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << (byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> (byte & 63) & 1 == 1
  }

  var inverted: ByteSet {
    var set = ByteSet()
    set.words = (~words.0, ~words.1, ~words.2, ~words.3)
    return set
  }

  static func == (a: ByteSet, b: ByteSet) -> Bool { a.words == b.words }
}
