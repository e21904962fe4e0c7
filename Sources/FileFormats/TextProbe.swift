/// Whether a person could read a file in an editor, judged by its first bytes.
public enum TextProbe {
  /// True for UTF-8 without control characters, for UTF-16 with a byte order mark, and for nothing.
  ///
  /// - Parameter head: the first bytes of a file; the last character may be incomplete.
  public static func isProbablyText(_ head: [UInt8]) -> Bool {
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      return isProbablyUTF16(head)
    }
    guard !head.contains(where: isControl) else { return false }
    return head.withUnsafeBytes { UTF8Check.isValid($0, isCut: true) }
  }

  /// Tab, line feed, form feed, carriage return and escape (terminal colours in logs) are text.
  private static func isControl(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0C, 0x0D, 0x1B: false
    case 0x00...0x1F, 0x7F: true
    default: false
    }
  }

  /// After the byte order mark: no NUL character, and a line feed or a byte of ASCII among the first.
  private static func isProbablyUTF16(_ head: [UInt8]) -> Bool {
    let isLittle = head[0] == 0xFF
    var hasASCII = head.count < 4
    for index in stride(from: 2, to: head.count - 1, by: 2) {
      let low = head[isLittle ? index : index + 1]
      let high = head[isLittle ? index + 1 : index]
      if high == 0, low == 0 || isControl(low) { return false }
      if high == 0 { hasASCII = true }
    }
    return hasASCII
  }
}
