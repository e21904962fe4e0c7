/// One line of an ignore file.
struct IgnorePattern: Sendable {
  /// Whether it takes back what an earlier line ignores (`!`).
  let isNegated: Bool
  /// Whether it is about folders only (a final `/`).
  let isFolderOnly: Bool
  /// Whether it is matched against the path from its file's folder, and not against the name.
  let isAnchored: Bool
  private let glob: Glob

  /// Nil for an empty line, a comment, and a pattern that can match nothing.
  init?(line: some Collection<UInt8>) {
    var text = Self.trimmed(Array(line))
    guard let first = text.first, first != UInt8(ascii: "#") else { return nil }
    isNegated = first == UInt8(ascii: "!")
    if isNegated { text.removeFirst() }
    isFolderOnly = text.last == Glob.slash
    if isFolderOnly { text.removeLast() }
    isAnchored = text.contains(Glob.slash)
    if text.first == Glob.slash { text.removeFirst() }
    guard !text.isEmpty, let glob = Glob(text) else { return nil }
    self.glob = glob
  }

  func matches(_ text: String) -> Bool {
    PathOrder.withBytes(text) { glob.matches($0) }
  }

  /// Without a carriage return and without trailing spaces that no backslash protects.
  private static func trimmed(_ line: [UInt8]) -> [UInt8] {
    var text = line
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    while text.last == UInt8(ascii: " ") {
      let slashes = text.dropLast().reversed().prefix { $0 == UInt8(ascii: "\\") }.count
      if slashes % 2 == 1 { break }
      text.removeLast()
    }
    return text
  }
}
