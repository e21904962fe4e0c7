/// What the parser says, in the form of our errors: a lower-case sentence and a hint.
enum ParserMessage {
  static func ours(_ message: String) -> (message: String, hint: String?) {
    var text = message.split(separator: "\n").joined(separator: " ")
    if let flags = exclusiveFlags(text) {
      return ("\(flags.0) and \(flags.1) exclude each other", nil)
    }
    // Of several guesses at a word, the one that knows the option.
    if let guess = cut(text, before: "Missing value for '"), !guess.head.isEmpty {
      return ("missing value for '\(guess.tail.prefix { $0 != "'" })'", nil)
    }
    var hint: String?
    for mark in ["Did you mean ", "Please provide one of "] {
      guard let cut = cut(text, before: ". " + mark) else { continue }
      text = cut.head
      let names = cut.tail.hasSuffix(".") ? String(cut.tail.dropLast()) : cut.tail
      hint = mark.hasPrefix("Did") ? "did you mean " + names : "use " + names
    }
    if text.hasSuffix(".") { text.removeLast() }
    return (text.prefix(1).lowercased() + text.dropFirst(), hint)
  }

  /// The flags of "Value to be set with flag '--b' had already been set with flag '--a'".
  private static func exclusiveFlags(_ text: String) -> (String, String)? {
    guard text.hasPrefix("Value to be set with flag "),
      let cut = cut(String(text.dropFirst("Value to be set with flag ".count)), before: " had ")
    else { return nil }
    guard let first = cut.tail.split(separator: " ").last else { return nil }
    return (String(first), cut.head)
  }

  /// The text before and after the last part of a mark: "a. Did you mean b" at ". Did you mean ".
  private static func cut(_ text: String, before mark: String) -> (head: String, tail: String)? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(mark) {
        return (String(text[..<index]), String(text[index...].dropFirst(mark.count)))
      }
      index = text.index(after: index)
    }
    return nil
  }
}
