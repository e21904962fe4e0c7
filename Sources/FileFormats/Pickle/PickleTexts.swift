// Opcodes that push a text or bytes. Bytes stay where they are: only their place is kept.

extension PickleMachine {
  mutating func text(_ opcode: UInt8) throws -> Bool {
    switch opcode {
    case UInt8(ascii: "S"): try quotedLine()
    case UInt8(ascii: "V"):
      guard let line = try shortLine() else { break }
      push(try heap.text(try PickleEscapes.unicode(line)))
    case UInt8(ascii: "T"):
      let count = try reader.integer(Int32.self)
      guard count >= 0 else { throw Unsound("a text has a negative length") }
      try text(UInt64(count), isText: false)
    case UInt8(ascii: "U"): try text(UInt64(try reader.byte()), isText: false)
    case UInt8(ascii: "X"): try text(UInt64(try reader.integer(UInt32.self)))
    case 0x8C: try text(UInt64(try reader.byte()))
    case 0x8D: try text(try reader.integer(UInt64.self))
    case UInt8(ascii: "B"): try bytes(UInt64(try reader.integer(UInt32.self)))
    case UInt8(ascii: "C"): try bytes(UInt64(try reader.byte()))
    case 0x8E, 0x96: try bytes(try reader.integer(UInt64.self))
    case 0x97: push(.opaque)  // NEXT_BUFFER
    case 0x98: _ = try top()  // READONLY_BUFFER
    default: return false
    }
    return true
  }

  /// - Parameter isText: it must be UTF-8. A string of Python 2 is any bytes: where they are no ASCII
  ///   it is kept as bytes.
  private mutating func text(_ count: UInt64, isText: Bool = true) throws {
    guard count <= UInt64(Self.textBytesMax) else { return try bytes(count) }
    let start = reader.position
    let bytes = try reader.bytes(count, most: Self.textBytesMax)
    if !isText, bytes.contains(where: { $0 >= 0x80 }) {
      return push(heap.run(start..<reader.position))
    }
    push(try heap.text(String(decoding: bytes, as: UTF8.self)))
  }

  private mutating func bytes(_ count: UInt64) throws {
    let start = reader.position
    try reader.skip(count, "bytes")
    push(heap.run(start..<reader.position))
  }

  /// A line up to its end; a long one stays where it is, and is pushed as bytes.
  private mutating func shortLine() throws -> [UInt8]? {
    let start = reader.position
    var line: [UInt8] = []
    var next = try reader.byte()
    while next != UInt8(ascii: "\n") {
      // One byte more than fits shows that it is long.
      if line.count <= Self.textBytesMax { line.append(next) }
      next = try reader.byte()
    }
    if line.count <= Self.textBytesMax { return line }
    push(heap.run(start..<reader.position - 1))
    return nil
  }

  /// A string as Python 2 writes one, in quotes.
  private mutating func quotedLine() throws {
    let start = reader.position
    guard let line = try shortLine() else { return }
    guard line.count >= 2, let quote = line.first, quote == line.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { throw Unsound("a text has no quotes") }
    let bytes = try PickleEscapes.string(line[1..<line.count - 1])
    if bytes.contains(where: { $0 >= 0x80 }) {
      return push(heap.run(start..<reader.position))
    }
    push(try heap.text(String(decoding: bytes, as: UTF8.self)))
  }
}

/// The escapes of the texts of protocol 0. A scanner that does not know them takes `\x6fs` for no `os`.
enum PickleEscapes {
  /// As in a string literal of Python 2.
  static func string(_ raw: ArraySlice<UInt8>) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = raw
    while let next = rest.popFirst() {
      guard next == UInt8(ascii: "\\") else {
        bytes.append(next)
        continue
      }
      guard let letter = rest.popFirst() else { throw Unsound("a text ends within an escape") }
      switch letter {
      case UInt8(ascii: "a"): bytes.append(7)
      case UInt8(ascii: "b"): bytes.append(8)
      case UInt8(ascii: "t"): bytes.append(9)
      case UInt8(ascii: "n"): bytes.append(10)
      case UInt8(ascii: "v"): bytes.append(11)
      case UInt8(ascii: "f"): bytes.append(12)
      case UInt8(ascii: "r"): bytes.append(13)
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): bytes.append(letter)
      case UInt8(ascii: "x"):
        guard let value = number(&rest, digits: 2, radix: 16) else {
          throw Unsound("a text has a broken escape")
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        var value = Int(letter & 7)
        for _ in 0..<2 {
          guard let digit = rest.first, (0x30...0x37).contains(digit) else { break }
          value = value << 3 | Int(digit & 7)
          rest.removeFirst()
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
      default: bytes += [UInt8(ascii: "\\"), letter]
      }
    }
    return bytes
  }

  /// Latin-1, with `\uXXXX` and `\UXXXXXXXX`.
  static func unicode(_ raw: [UInt8]) throws -> String {
    var text = String.UnicodeScalarView()
    var rest = raw[...]
    while let next = rest.popFirst() {
      text.append(Unicode.Scalar(next))
      // A backslash takes the character behind it along, so that two of them escape nothing.
      guard next == UInt8(ascii: "\\"), let letter = rest.popFirst() else { continue }
      guard letter == UInt8(ascii: "u") || letter == UInt8(ascii: "U") else {
        text.append(Unicode.Scalar(letter))
        continue
      }
      text.removeLast()
      let digits = letter == UInt8(ascii: "u") ? 4 : 8
      guard let value = number(&rest, digits: digits, radix: 16) else {
        throw Unsound("a text has a broken escape")
      }
      text.append(Unicode.Scalar(UInt32(truncatingIfNeeded: value)) ?? "\u{FFFD}")
    }
    return String(text)
  }

  private static func number(
    _ rest: inout ArraySlice<UInt8>, digits: Int, radix: Int
  ) -> Int? {
    guard rest.count >= digits else { return nil }
    let word = rest.prefix(digits)
    rest = rest.dropFirst(digits)
    guard word.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return Int(String(decoding: word, as: UTF8.self), radix: radix)
  }
}
