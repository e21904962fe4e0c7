// The header of .npy is a literal of Python: a dictionary with texts, numbers, truth values, tuples and
// lists (numpy.lib.format). Only those are read, and nested no deeper than a constant.

/// A value of Python as it is written in source.
enum NumpyLiteral: Equatable {
  case text(String)
  case number(UInt64)
  case bool(Bool)
  case null
  /// A tuple or a list.
  case items([NumpyLiteral])
  case members([String: NumpyLiteral])

  private static let depthMax = 16

  /// The one literal that the bytes are, with space around it.
  init(_ bytes: [UInt8]) throws {
    var cursor = Cursor(bytes: bytes)
    self = try cursor.value(depth: 0)
    cursor.skipSpace()
    guard cursor.position == bytes.count else { throw Unsound("bytes follow its dictionary") }
  }

  private struct Cursor {
    let bytes: [UInt8]
    var position = 0

    mutating func skipSpace() {
      while let next = peek, next == 0x20 || (0x09...0x0D).contains(next) { position += 1 }
    }

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipSpace()
      guard peek == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) throws -> NumpyLiteral {
      guard depth < NumpyLiteral.depthMax else {
        throw Unsound("its dictionary is nested too deep")
      }
      if take("(") { return .items(try items(until: ")", depth: depth + 1)) }
      if take("[") { return .items(try items(until: "]", depth: depth + 1)) }
      if take("{") { return .members(try members(depth: depth + 1)) }
      switch peek {
      case UInt8(ascii: "'")?, UInt8(ascii: "\"")?: return .text(try text())
      case (0x30...0x39)?: return .number(try number())
      default: return try word()
      }
    }

    mutating func items(until end: Unicode.Scalar, depth: Int) throws -> [NumpyLiteral] {
      var items: [NumpyLiteral] = []
      while !take(end) {
        items.append(try value(depth: depth))
        guard take(",") else {
          guard take(end) else { throw Unsound("its dictionary is damaged") }
          break
        }
      }
      return items
    }

    mutating func members(depth: Int) throws -> [String: NumpyLiteral] {
      var members: [String: NumpyLiteral] = [:]
      while !take("}") {
        skipSpace()
        let key = try text()
        guard take(":"), members[key] == nil else { throw Unsound("its dictionary is damaged") }
        members[key] = try value(depth: depth)
        guard take(",") else {
          guard take("}") else { throw Unsound("its dictionary is damaged") }
          break
        }
      }
      return members
    }

    mutating func text() throws -> String {
      guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        throw Unsound("its dictionary is damaged")
      }
      let start = position + 1
      var raw = start
      while raw < bytes.count, bytes[raw] != quote { raw += bytes[raw] == 0x5C ? 2 : 1 }
      guard raw < bytes.count else { throw Unsound("its dictionary ends too early") }
      position = raw + 1
      return String(decoding: try PickleEscapes.string(bytes[start..<raw]), as: UTF8.self)
    }

    /// Without sign; Python 2 put an L behind it.
    mutating func number() throws -> UInt64 {
      let start = position
      while let next = peek, (0x30...0x39).contains(next) { position += 1 }
      guard let number = UInt64(String(decoding: bytes[start..<position], as: UTF8.self)) else {
        throw Unsound("a number is too large")
      }
      if peek == UInt8(ascii: "L") { position += 1 }
      return number
    }

    mutating func word() throws -> NumpyLiteral {
      let words: [(String, NumpyLiteral)] = [
        ("True", .bool(true)), ("False", .bool(false)), ("None", .null),
      ]
      for (word, value) in words where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw Unsound("its dictionary is damaged")
    }
  }
}
