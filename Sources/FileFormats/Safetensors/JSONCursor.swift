// A small JSON scanner for headers inside files: it never makes a tree of values, never trusts a
// length, and never recurses deeper than a constant.

/// Bytes that are not the JSON that was expected.
struct MalformedJSON: Error {}

/// A position in JSON bytes.
struct JSONCursor {
  let bytes: [UInt8]
  private(set) var position = 0
  static let depthMax = 32

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  /// Steps over a byte if it comes next.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(MalformedJSON) {
    guard take(character) else { throw MalformedJSON() }
  }

  /// Steps over an object; `member` gets the bytes of each key and must step over its value.
  mutating func object(
    _ member: (inout JSONCursor, _ key: Range<Int>) throws(MalformedJSON) -> Void
  ) throws(MalformedJSON) {
    try expect("{")
    skipSpace()
    if take("}") { return }
    repeat {
      skipSpace()
      let key = try string()
      skipSpace()
      try expect(":")
      skipSpace()
      try member(&self, key)
      skipSpace()
    } while take(",")
    try expect("}")
  }

  /// Steps over an array; `element` must step over one element.
  mutating func array(
    _ element: (inout JSONCursor) throws(MalformedJSON) -> Void
  ) throws(MalformedJSON) {
    try expect("[")
    skipSpace()
    if take("]") { return }
    repeat {
      skipSpace()
      try element(&self)
      skipSpace()
    } while take(",")
    try expect("]")
  }

  /// Steps over a string. Returns where it lies between its quotes, with escapes as they are.
  mutating func string() throws(MalformedJSON) -> Range<Int> {
    try expect("\"")
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return start..<position - 1
      case UInt8(ascii: "\\"): position += 2  // what follows is checked when it is decoded
      case 0..<0x20: throw MalformedJSON()
      default: position += 1
      }
    }
    throw MalformedJSON()
  }

  /// A whole number without sign, fraction or exponent.
  mutating func unsigned() throws(MalformedJSON) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    while position < bytes.count, isDigit(bytes[position]) {
      let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
      let (sum, isOverToo) = tens.addingReportingOverflow(UInt64(bytes[position] & 0x0F))
      guard !isOver, !isOverToo else { throw MalformedJSON() }
      value = sum
      position += 1
    }
    let hasLeadingZero = position - start > 1 && bytes[start] == UInt8(ascii: "0")
    guard position > start, !hasLeadingZero else { throw MalformedJSON() }
    return value
  }

  /// Steps over a value of any kind.
  mutating func skipValue(depth: Int = 0) throws(MalformedJSON) {
    guard depth < Self.depthMax, position < bytes.count else { throw MalformedJSON() }
    switch bytes[position] {
    case UInt8(ascii: "{"):
      try object { (cursor, key) throws(MalformedJSON) in
        _ = try cursor.decoded(key)
        try cursor.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try array { (cursor) throws(MalformedJSON) in try cursor.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try decoded(string())
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    default: try skipNumber()
    }
  }

  private mutating func skipWord(_ word: String) throws(MalformedJSON) {
    guard bytes[position...].starts(with: word.utf8) else { throw MalformedJSON() }
    position += word.utf8.count
  }

  private mutating func skipNumber() throws(MalformedJSON) {
    _ = take("-")
    if !take("0") { try skipDigits() }
    if take(".") { try skipDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(MalformedJSON) {
    let start = position
    while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    guard position > start else { throw MalformedJSON() }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
