/// Takes the tokens of JSON from bytes, one after the other, and never reads past the end.
struct JSONScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The next byte; nil at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  func fault(_ reason: String) -> ObjectError {
    .malformed(kind: "JSON", reason: "\(reason), at byte \(position)")
  }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// Steps over `text` if it is next.
  mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.count - position >= count else { return false }
    for index in 0..<count where bytes[position + index] != text.utf8Start[index] { return false }
    position += count
    return true
  }

  /// The text of a number, and whether it has neither point nor exponent.
  mutating func number() throws(ObjectError) -> (text: String, isWhole: Bool) {
    let start = position
    var isWhole = true
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") {
      isWhole = false
      try digits()
    }
    if take("e") || take("E") {
      isWhole = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    return (String(decoding: bytes[start..<position], as: UTF8.self), isWhole)
  }

  private mutating func digits() throws(ObjectError) {
    let start = position
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    guard position > start else { throw fault("a digit is expected") }
  }

  /// A text, its quotes taken off and its escapes resolved.
  mutating func string() throws(ObjectError) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      let start = position
      let mark = try skipPlain()
      let run = bytes[start..<position]
      position += 1
      guard mark == UInt8(ascii: "\"") else {
        text.append(contentsOf: run)
        try escape(into: &text)
        continue
      }
      let whole =
        text.isEmpty
        ? String(validating: run, as: UTF8.self)
        : String(validating: text + run, as: UTF8.self)
      guard let whole else { throw fault("a text is not UTF-8") }
      return whole
    }
  }

  /// Steps to the next quote or backslash and returns it.
  private mutating func skipPlain() throws(ObjectError) -> UInt8 {
    while let byte = peek {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return byte }
      guard byte >= 0x20 else { throw fault("a control character stands in a text") }
      position += 1
    }
    throw fault("a text has no end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(ObjectError) {
    guard let byte = peek else { throw fault("a text has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: String(Character(try escapedScalar())).utf8)
    default: throw fault("an escape is not known")
    }
  }

  private mutating func escapedScalar() throws(ObjectError) -> Unicode.Scalar {
    var code = try fourHex()
    if (0xD800..<0xDC00).contains(code), take("\\u") {
      let low = try fourHex()
      guard (0xDC00..<0xE000).contains(low) else { throw fault("half of a surrogate pair") }
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw fault("half of a surrogate pair") }
    return scalar
  }

  private mutating func fourHex() throws(ObjectError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = peek.flatMap(Self.hexValue) else {
        throw fault("four hex digits are expected")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  private static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
