// A field of a line of mlx.lock: plain, or a JSON string where it would not be read back, or seen.
import Objects

struct LockField {
  /// Why a line is wrong.
  enum Fault: Error {
    case wrong(String)
    case tooNew(String)
  }

  let text: String
  let isQuoted: Bool
  /// What follows the closing quote: the `=` and value of a metric.
  private let rest: String

  /// Whether nothing follows the closing quote.
  var isWhole: Bool { rest.isEmpty }

  var isDigits: Bool {
    !isQuoted && !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// The fields of a line; none when it is blank or a comment.
  static func split(_ line: ArraySlice<UInt8>) throws(Fault) -> [LockField] {
    var fields: [LockField] = []
    var rest = line.drop(while: isBlank)
    if rest.first == UInt8(ascii: "#") { return [] }
    while let first = rest.first {
      guard fields.count < fieldsMax else { throw .wrong("the line has too many fields") }
      let end =
        first == quote ? try closing(rest) : rest.firstIndex(where: isBlank) ?? rest.endIndex
      let behind = rest[end...].prefix { !isBlank($0) }
      fields.append(try field(rest[..<end], behind, isQuoted: first == quote))
      rest = rest[behind.endIndex...].drop(while: isBlank)
    }
    return fields
  }

  private static func field(
    _ bytes: ArraySlice<UInt8>, _ behind: ArraySlice<UInt8>, isQuoted: Bool
  ) throws(Fault) -> LockField {
    guard isQuoted else { return LockField(text: try decoded(bytes), isQuoted: false, rest: "") }
    guard let value = try? JSONValue(parsing: Array(bytes)), let text = value.string else {
      throw .wrong("a text in quotes cannot be read")
    }
    return LockField(text: text, isQuoted: true, rest: try decoded(behind))
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) throws(Fault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .wrong("it is not UTF-8")
    }
    return text
  }

  /// Behind the quote that ends a text.
  private static func closing(_ bytes: ArraySlice<UInt8>) throws(Fault) -> Int {
    var index = bytes.startIndex + 1
    while index < bytes.endIndex {
      if bytes[index] == quote { return index + 1 }
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    throw .wrong("a closing quote is missing")
  }

  /// Asset, id, size, path and metrics.
  private static let fieldsMax = 4 + LockFile.metricsMax
  private static let quote = UInt8(ascii: "\"")

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}

// Metrics: `name=number`.
extension LockField {
  /// What a metric says.
  func metric() throws(Fault) -> (String, JSONValue) {
    let equals = UInt8(ascii: "=")
    let whole = isQuoted ? rest.utf8[...] : text.utf8[...]
    guard let index = whole.firstIndex(of: equals), !isQuoted || index == whole.startIndex else {
      throw .wrong("a metric 'name=number' is expected")
    }
    let name = isQuoted ? text : String(text.utf8[..<index]) ?? ""
    let number = String(whole[whole.index(after: index)...]) ?? ""
    guard let value = Self.number(number) else {
      throw .wrong("the metric '\(name)' is no number")
    }
    return (name, value)
  }

  static func text(of number: JSONValue) -> String {
    switch number {
    case .integer(let integer): String(integer)
    case .number(let number) where number.isNaN: "nan"
    case .number(let number) where number.isInfinite: number < 0 ? "-inf" : "inf"
    // With a point or an exponent: digits alone are an integer, which has more of them.
    case .number(let number) where number.magnitude > 0x1p53: number.description
    default: String(decoding: number.canonicalBytes(), as: UTF8.self)
    }
  }

  private static func number(_ text: String) -> JSONValue? {
    switch text {
    case "nan": return .number(.nan)
    case "inf": return .number(.infinity)
    case "-inf": return .number(-.infinity)
    default:
      if let integer = Int64(text), String(integer) == text { return .integer(integer) }
      let value = try? JSONValue(parsing: Array(text.utf8))
      return value?.number == nil ? nil : value
    }
  }
}

// Quotes.
extension LockField {
  /// The text as it is, or as a JSON string when it is empty, has blanks, quotes, a `#`, one of the
  /// `also` marks, or what cannot be seen.
  static func quoted(_ text: String, also marks: String = "") -> String {
    let scalars = text.unicodeScalars
    let isPlain =
      !scalars.isEmpty
      && scalars.allSatisfy { scalar in
        scalar != " " && scalar != "\"" && scalar != "#" && !isUnseen(scalar)
          && !marks.unicodeScalars.contains(scalar)
      }
    if isPlain { return text }
    var quoted = "\""
    for scalar in scalars {
      if scalar == "\"" || scalar == "\\" {
        quoted += "\\" + String(scalar)
      } else if isUnseen(scalar) {
        quoted += escape(scalar)
      } else {
        quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    UTF16.encode(scalar).map { units in
      units.reduce(into: "") { text, unit in
        let hex = String(unit, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
      }
    } ?? ""
  }

  /// Controls, spaces other than the usual one, and marks that turn the direction of what follows or
  /// take no room. A list of our own, as Unicode's grows: the bytes of a file must not.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0xA0, 0xAD, 0x61C, 0x1680, 0x180E, 0x2000...0x200F, 0x2028...0x202F,
      0x205F...0x206F, 0x3000, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
