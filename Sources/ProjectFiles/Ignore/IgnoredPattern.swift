// A path as a line of .gitignore that matches it and nothing else.

enum IgnoredPattern {
  /// `/models/fraud.safetensors`, or `/data/train/` for a folder; nil when no line can say it.
  ///
  /// The slash at the start ties it to the root, and keeps `#` and `!` from being special.
  static func line(_ ignored: ManagedBlock.Path) -> [UInt8]? {
    let path = Array(ignored.path.string.utf8)
    guard !path.isEmpty, !path.contains(UInt8(ascii: "\n")) else { return nil }
    var line = [UInt8(ascii: "/")]
    for byte in path {
      switch byte {
      case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "\\"):
        line += [UInt8(ascii: "\\"), byte]
      // At the end of a line git would take it for a part of the line's end.
      case UInt8(ascii: "\r"): line += [UInt8(ascii: "["), byte, UInt8(ascii: "]")]
      default: line.append(byte)
      }
    }
    return ignored.isFolder ? line + [UInt8(ascii: "/")] : endingVisibly(line)
  }

  /// Git drops spaces at the end that no backslash stands before.
  private static func endingVisibly(_ line: [UInt8]) -> [UInt8] {
    let space = UInt8(ascii: " ")
    let count = line.reversed().prefix { $0 == space }.count
    let escaped = repeatElement([UInt8(ascii: "\\"), space], count: count).joined()
    return Array(line.dropLast(count)) + escaped
  }
}
