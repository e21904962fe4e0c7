// Canonical JSON (RFC 8785, with the numbers of Documentation/format.md), and the same indented for
// people.

extension JSONValue {
  /// The one way to write this value: what ids are taken of.
  public func canonicalBytes() -> [UInt8] {
    var writer = JSONWriter(indent: nil)
    writer.write(self, depth: 0)
    return writer.bytes
  }

  /// The same keys and numbers, indented, with a final newline.
  public func prettyBytes(indent: Int = 2) -> [UInt8] {
    var writer = JSONWriter(indent: indent)
    writer.write(self, depth: 0)
    writer.bytes.append(UInt8(ascii: "\n"))
    return writer.bytes
  }

  /// Whether key `a` stands before key `b`: by UTF-16 code units.
  ///
  /// That is the order of UTF-8 bytes, but that what takes four bytes (two surrogates in UTF-16)
  /// stands before U+E000 to U+FFFF, which begin with EE and EF.
  static func keyPrecedes(_ a: String, _ b: String) -> Bool {
    func rank(_ byte: UInt8) -> UInt8 {
      byte < 0xEE ? byte : byte >= 0xF0 ? byte - 2 : byte + 8
    }
    return a.utf8.lexicographicallyPrecedes(b.utf8) { rank($0) < rank($1) }
  }
}

private struct JSONWriter {
  var bytes: [UInt8] = []
  /// Spaces a level; nil for canonical bytes.
  let indent: Int?

  init(indent: Int?) { self.indent = indent }

  mutating func write(_ value: JSONValue, depth: Int) {
    switch value {
    case .null: append("null")
    case .bool(let bool): append(bool ? "true" : "false")
    case .integer(let integer): append(JSONNumber.text(integer))
    case .number(let number): append(JSONNumber.text(number))
    case .string(let text): writeString(text)
    case .array(let elements):
      writeList(elements, "[", "]", depth) { writer, element in
        writer.write(element, depth: depth + 1)
      }
    case .object(let members):
      let sorted = members.sorted { JSONValue.keyPrecedes($0.key, $1.key) }
      writeList(sorted, "{", "}", depth) { writer, member in
        writer.writeString(member.key)
        writer.append(writer.indent == nil ? ":" : ": ")
        writer.write(member.value, depth: depth + 1)
      }
    }
  }

  private mutating func writeList<Element>(
    _ elements: [Element], _ open: String, _ close: String, _ depth: Int,
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    append(open)
    for (index, element) in elements.enumerated() {
      if index > 0 { append(",") }
      breakLine(depth + 1)
      body(&self, element)
    }
    if !elements.isEmpty { breakLine(depth) }
    append(close)
  }

  private mutating func breakLine(_ depth: Int) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * depth))
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Runs that need no escape are copied whole.
  private mutating func writeString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      var start = 0
      for (index, byte) in utf8.enumerated() {
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
          continue
        }
        bytes.append(contentsOf: utf8[start..<index])
        append(Self.escape(byte))
        start = index + 1
      }
      bytes.append(contentsOf: utf8[start...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    case 0x08: "\\b"
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0C: "\\f"
    case 0x0D: "\\r"
    default: (byte < 16 ? "\\u000" : "\\u00") + String(byte, radix: 16)
    }
  }
}
