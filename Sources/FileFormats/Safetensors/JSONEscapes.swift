// Decoding the strings that a `JSONCursor` finds.

extension JSONCursor {
  /// The UTF-8 of a string between its quotes. The whole document is known to be UTF-8.
  func decoded(_ range: Range<Int>) throws(MalformedJSON) -> [UInt8] {
    guard range.upperBound <= bytes.count else { throw MalformedJSON() }
    let raw = bytes[range]
    guard raw.contains(UInt8(ascii: "\\")) else { return [UInt8](raw) }
    var text: [UInt8] = []
    var index = raw.startIndex
    while index < raw.endIndex {
      if raw[index] == UInt8(ascii: "\\") {
        try unescape(raw, &index, into: &text)
      } else {
        text.append(raw[index])
        index += 1
      }
    }
    return text
  }

  /// The text of a string between its quotes.
  func text(_ range: Range<Int>) throws(MalformedJSON) -> String {
    String(decoding: try decoded(range), as: UTF8.self)
  }

  private func unescape(
    _ raw: ArraySlice<UInt8>, _ index: inout Int, into text: inout [UInt8]
  ) throws(MalformedJSON) {
    guard index + 1 < raw.endIndex else { throw MalformedJSON() }
    let letter = raw[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = Unicode.Scalar(try codePoint(raw, &index)) else { throw MalformedJSON() }
      text.append(contentsOf: String(Character(scalar)).utf8)
    default: throw MalformedJSON()
    }
  }

  /// Four hex digits, or a pair of surrogates.
  private func codePoint(
    _ raw: ArraySlice<UInt8>, _ index: inout Int
  ) throws(MalformedJSON) -> UInt32 {
    let first = try fourHex(raw, &index)
    guard (0xD800...0xDBFF).contains(first) else { return first }
    guard index + 1 < raw.endIndex, raw[index] == UInt8(ascii: "\\"),
      raw[index + 1] == UInt8(ascii: "u")
    else { throw MalformedJSON() }
    index += 2
    let second = try fourHex(raw, &index)
    guard (0xDC00...0xDFFF).contains(second) else { throw MalformedJSON() }
    return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  private func fourHex(
    _ raw: ArraySlice<UInt8>, _ index: inout Int
  ) throws(MalformedJSON) -> UInt32 {
    guard raw.endIndex - index >= 4 else { throw MalformedJSON() }
    var value: UInt32 = 0
    for byte in raw[index..<index + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw MalformedJSON() }
      value = value << 4 | UInt32(digit)
    }
    index += 4
    return value
  }
}
