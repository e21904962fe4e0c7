/// Names and messages as they may be printed on a line: control characters and the marks that
/// reorder text are written as escapes.
public enum Escaped {
  /// A name or a message.
  public static func line(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      if let escape = escape(scalar) {
        escaped += escape
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A line of a file's content, where tabs are content too.
  public static func content(_ text: String) -> String {
    text.split(separator: "\t", omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\t")
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0D: "\\r"
    case 0..<0x20, 0x7F: "\\x" + hex(scalar.value, digits: 2)
    case 0x80..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
      "\\u{" + hex(scalar.value, digits: 0) + "}"
    default: nil
    }
  }

  private static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
