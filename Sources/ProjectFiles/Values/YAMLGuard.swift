// A look at YAML before it is parsed. The parser compares keys by content; a key that holds aliases
// of aliases has content without end. Such keys mean nothing in params, so they are refused unseen.

enum YAMLGuard {
  /// Errors: a fault when the text may have aliases and may have keys that are not scalars. Looks at
  /// bytes only, so a text that holds both by chance is refused too.
  static func check(_ bytes: [UInt8]) throws(YAMLFault) {
    var hasAlias = false
    var oddKey: Int?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "*"):
        let end = aliasEnd(bytes, after: index)
        guard end > index + 1 else { continue }
        hasAlias = true
        if isColonNext(bytes, from: end) { oddKey = oddKey ?? index }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if isColonNext(bytes, from: index + 1) { oddKey = oddKey ?? index }
      case UInt8(ascii: "?"):
        if index == 0 || isBefore(key: bytes[index - 1]) { oddKey = oddKey ?? index }
      default: continue
      }
      if hasAlias, let oddKey {
        throw YAMLFault(
          "a key must be a plain text in a file with aliases",
          at: TextPlace(ofByte: oddKey, in: bytes))
      }
    }
  }

  private static func aliasEnd(_ bytes: [UInt8], after star: Int) -> Int {
    var index = star + 1
    while index < bytes.count, isAnchorPart(bytes[index]) { index += 1 }
    return index
  }

  private static func isAnchorPart(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (0x61...0x7A).contains(lower) || (0x30...0x39).contains(byte)
      || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  private static func isColonNext(_ bytes: [UInt8], from start: Int) -> Bool {
    var index = start
    while index < bytes.count, isSpace(bytes[index]) { index += 1 }
    return index < bytes.count && bytes[index] == UInt8(ascii: ":")
  }

  private static func isBefore(key byte: UInt8) -> Bool {
    isSpace(byte) || "[{,".utf8.contains(byte)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { "\n\r\t ".utf8.contains(byte) }
}
