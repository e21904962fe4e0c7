/// How a file of text is encoded.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  /// UTF-8 after a byte order mark.
  case utf8Marked = "utf-8-sig"
  case utf16Little = "utf-16-le"
  case utf16Big = "utf-16-be"
  /// What is neither: every byte is a character.
  case latin1 = "latin-1"

  /// The encoding of a text that begins with these bytes: by its byte order mark, by NUL bytes at
  /// every other place, by whether it is UTF-8.
  public static func detect(head: [UInt8]) -> TextEncoding {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8Marked }
    if head.starts(with: [0xFF, 0xFE]) { return .utf16Little }
    if head.starts(with: [0xFE, 0xFF]) { return .utf16Big }
    var nuls = (even: 0, odd: 0)
    for index in head.indices where head[index] == 0 {
      if index & 1 == 0 { nuls.even += 1 } else { nuls.odd += 1 }
    }
    let most = head.count / 2 * 4 / 5
    if most > 0, nuls.odd >= most, nuls.even == 0 { return .utf16Little }
    if most > 0, nuls.even >= most, nuls.odd == 0 { return .utf16Big }
    let isUTF8 = head.withUnsafeBytes { UTF8Check.isValid($0, isCut: true) }
    return isUTF8 ? .utf8 : .latin1
  }

  /// The bytes of its byte order mark that a text may begin with.
  var mark: [UInt8] {
    switch self {
    case .utf8, .latin1: []
    case .utf8Marked: [0xEF, 0xBB, 0xBF]
    case .utf16Little: [0xFF, 0xFE]
    case .utf16Big: [0xFE, 0xFF]
    }
  }
}

/// Turns a text that arrives in pieces into UTF-8, its byte order mark taken off.
struct TextDecoder {
  let encoding: TextEncoding
  private var first: UInt8?
  private var high: UInt16?

  init(_ encoding: TextEncoding) { self.encoding = encoding }

  /// Appends what these bytes mean; the mark must have been taken off.
  mutating func decode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
    switch encoding {
    case .utf8, .utf8Marked: text.append(contentsOf: bytes)
    case .latin1:
      for byte in bytes { Self.append(Unicode.Scalar(byte), to: &text) }
    case .utf16Little, .utf16Big:
      for byte in bytes {
        guard let before = first else {
          first = byte
          continue
        }
        first = nil
        let unit =
          encoding == .utf16Little
          ? UInt16(byte) << 8 | UInt16(before) : UInt16(before) << 8 | UInt16(byte)
        take(unit, into: &text)
      }
    }
  }

  /// Ends the text: half a character becomes U+FFFD.
  mutating func finish(into text: inout [UInt8]) {
    if first != nil || high != nil { Self.append("\u{FFFD}", to: &text) }
    first = nil
    high = nil
  }

  private mutating func take(_ unit: UInt16, into text: inout [UInt8]) {
    if let lead = high {
      high = nil
      if (0xDC00..<0xE000).contains(unit) {
        let code = 0x10000 + (UInt32(lead) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
        Self.append(Unicode.Scalar(code) ?? "\u{FFFD}", to: &text)
        return
      }
      Self.append("\u{FFFD}", to: &text)
    }
    if (0xD800..<0xDC00).contains(unit) {
      high = unit
    } else {
      Self.append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &text)
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout [UInt8]) {
    if scalar.isASCII {
      text.append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      UTF8.encode(scalar).map { text.append(contentsOf: $0) }
    }
  }
}
