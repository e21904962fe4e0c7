// One line of a config file: what it says, and the bytes around its value, which stay as they are.

struct ConfigLine {
  /// A setting on a line. `prefix` and `suffix` are all before and after the value as written.
  struct Setting {
    let key: String
    let value: String
    let prefix: [UInt8]
    let suffix: [UInt8]
  }

  /// Why a line is no setting.
  struct Fault: Error {
    let reason: String
  }

  let bytes: [UInt8]
  /// nil for an empty line and for a comment.
  let setting: Setting?

  init(parsing bytes: [UInt8]) throws(Fault) {
    self.bytes = bytes
    var reader = Reader(bytes: bytes)
    setting = try reader.setting()
  }

  /// A line that sets `key`, laid out as an older line if there is one.
  init(key: String, value: String, like old: Setting? = nil) {
    let prefix = old?.prefix ?? Array("\(key) = ".utf8)
    let suffix = old?.suffix ?? []
    setting = Setting(key: key, value: value, prefix: prefix, suffix: suffix)
    bytes = prefix + Self.quoted(value) + suffix
  }

  /// The value as it is written: in quotes where it would be read differently without.
  private static func quoted(_ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    let isPlain =
      !bytes.isEmpty && !isSpace(bytes[0]) && !isSpace(bytes[bytes.count - 1])
      && bytes[0] != UInt8(ascii: "\"")
      && !bytes.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "#") }
    if isPlain { return bytes }
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      if let escape = escapes.first(where: { $0.value == byte }) {
        text += [UInt8(ascii: "\\"), escape.letter]
      } else {
        text.append(byte)
      }
    }
    return text + [UInt8(ascii: "\"")]
  }

  fileprivate static let escapes: [(letter: UInt8, value: UInt8)] = [
    (UInt8(ascii: "\\"), UInt8(ascii: "\\")), (UInt8(ascii: "\""), UInt8(ascii: "\"")),
    (UInt8(ascii: "n"), 0x0A), (UInt8(ascii: "t"), 0x09), (UInt8(ascii: "r"), 0x0D),
  ]

  fileprivate static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}

/// Reads a line from left to right.
private struct Reader {
  let bytes: [UInt8]
  var position = 0

  mutating func setting() throws(ConfigLine.Fault) -> ConfigLine.Setting? {
    skipSpace()
    if isAtEnd { return nil }
    let key = word()
    guard !key.isEmpty else { throw .init(reason: "a setting's name is expected") }
    skipSpace()
    guard peek == UInt8(ascii: "=") else { throw .init(reason: "'=' is expected after '\(key)'") }
    position += 1
    skipSpace()
    let start = position
    let value = try peek == UInt8(ascii: "\"") ? quotedValue() : plainValue()
    guard let text = String(validating: value, as: UTF8.self) else {
      throw .init(reason: "the value of '\(key)' is not UTF-8")
    }
    let end = position
    skipSpace()
    guard isAtEnd else { throw .init(reason: "something follows the closing quote") }
    return .init(
      key: key, value: text, prefix: [UInt8](bytes[..<start]), suffix: [UInt8](bytes[end...]))
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Nothing more, or a comment.
  private var isAtEnd: Bool { peek == nil || peek == UInt8(ascii: "#") }

  private mutating func skipSpace() {
    while let byte = peek, ConfigLine.isSpace(byte) { position += 1 }
  }

  private mutating func word() -> String {
    let start = position
    while let byte = peek, isNamePart(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private mutating func plainValue() -> [UInt8] {
    let start = position
    var end = position
    while !isAtEnd {
      position += 1
      if !ConfigLine.isSpace(bytes[position - 1]) { end = position }
    }
    position = end
    return [UInt8](bytes[start..<end])
  }

  private mutating func quotedValue() throws(ConfigLine.Fault) -> [UInt8] {
    position += 1
    var value: [UInt8] = []
    while let byte = peek {
      position += 1
      if byte == UInt8(ascii: "\"") { return value }
      guard byte == UInt8(ascii: "\\") else {
        value.append(byte)
        continue
      }
      guard let letter = peek,
        let escape = ConfigLine.escapes.first(where: { $0.letter == letter })
      else { throw .init(reason: "only \\\\, \\\", \\n, \\r and \\t are known after a backslash") }
      value.append(escape.value)
      position += 1
    }
    throw .init(reason: "the closing quote is missing")
  }
}
