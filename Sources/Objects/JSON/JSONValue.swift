/// A JSON document in memory. Records are made of these; `canonicalBytes()` is what is hashed.
public enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The most arrays and objects inside each other that a decoder follows.
  public static let depthMax = 128
  /// The most that a file which becomes part of a record may have: the record adds levels around
  /// it.
  public static let userDepthMax = 100

  /// The value of a key; nil when there is none or this is no object.
  public subscript(key: String) -> JSONValue? { object?[key] }

  /// The text, if this is one.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The truth, if this is one.
  public var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  /// The whole number, if this is one.
  public var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
  /// The elements, if this is an array.
  public var array: [JSONValue]? { if case .array(let array) = self { array } else { nil } }
  /// The members, if this is an object.
  public var object: [String: JSONValue]? {
    if case .object(let object) = self { object } else { nil }
  }
  /// The number, whole or not.
  public var number: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
  /// Whether this is null.
  public var isNull: Bool { if case .null = self { true } else { false } }
}

extension JSONValue: Hashable {
  /// Numbers are equal by value, so `5` is `5.0`; NaN is equal to NaN.
  public static func == (a: JSONValue, b: JSONValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b || (a.isNaN && b.isNaN)
    case (.integer(let whole), .number(let number)), (.number(let number), .integer(let whole)):
      Int64(exactly: number) == whole
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }

  /// Equal numbers hash alike, whole or not.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let bool): hasher.combine(bool)
    case .integer(let integer): hasher.combine(integer)
    case .number(let number):
      if let integer = Int64(exactly: number) {
        hasher.combine(integer)
      } else {
        hasher.combine(number.isNaN ? Double.nan.bitPattern : number.bitPattern)
      }
    case .string(let text): hasher.combine(text)
    case .array(let elements): hasher.combine(elements)
    case .object(let members): hasher.combine(members)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}
