// What a scalar is, by the core schema of YAML 1.2.
import Objects
import Yams

enum YAMLScalar {
  static func value(_ scalar: Node.Scalar) -> JSONValue {
    switch scalar.tag.description {
    case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool",
      "tag:yaml.org,2002:null":
      return plain(scalar.string)
    case Tag.Name.implicit.rawValue where scalar.style == .plain: return plain(scalar.string)
    default: return .string(scalar.string)
    }
  }

  /// A scalar without quotes.
  static func plain(_ text: String) -> JSONValue {
    switch text {
    case "", "~", "null", "Null", "NULL": .null
    case "true", "True", "TRUE": .bool(true)
    case "false", "False", "FALSE": .bool(false)
    case ".nan", ".NaN", ".NAN": .number(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": .number(-.infinity)
    default: number(text) ?? .string(text)
    }
  }

  private static func number(_ text: String) -> JSONValue? {
    if text.hasPrefix("0o") { return radix(text.dropFirst(2), 8) }
    if text.hasPrefix("0x") { return radix(text.dropFirst(2), 16) }
    let shape = DecimalShape(text)
    guard shape.isNumber else { return nil }
    if shape.isWhole, let integer = Int64(text) { return .integer(integer) }
    return Double(text).map { .number($0) }
  }

  private static func radix(_ digits: Substring, _ radix: Int) -> JSONValue? {
    guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+")
    else {
      return nil
    }
    return Int64(digits, radix: radix).map { .integer($0) }
  }
}

/// Whether a text has the form of a decimal number: sign, digits, fraction, exponent.
private struct DecimalShape {
  private(set) var isNumber = false
  private(set) var isWhole = true

  init(_ text: String) {
    var rest = text.utf8[...]
    Self.dropSign(&rest)
    var digits = Self.dropDigits(&rest)
    if rest.first == UInt8(ascii: ".") {
      isWhole = false
      rest.removeFirst()
      digits += Self.dropDigits(&rest)
    }
    guard digits > 0 else { return }
    if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      rest.removeFirst()
      Self.dropSign(&rest)
      guard Self.dropDigits(&rest) > 0 else { return }
    }
    isNumber = rest.isEmpty
  }

  private static func dropSign(_ rest: inout Substring.UTF8View) {
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
  }

  private static func dropDigits(_ rest: inout Substring.UTF8View) -> Int {
    let digits = rest.prefix { (0x30...0x39).contains($0) }.count
    rest.removeFirst(digits)
    return digits
  }
}
