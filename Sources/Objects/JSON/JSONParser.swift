// A strict reader of JSON from anywhere: bounded depth, no key twice, valid UTF-8, nothing after
// the end.

extension JSONValue {
  /// Reads a document.
  ///
  /// - Parameter allowingNaN: take the bare words that Python's `json.dump` writes as numbers too.
  /// - Parameter depthMax: the most arrays and objects inside each other.
  /// - Throws: `ObjectError.malformed` with the byte where the text is wrong.
  public init(
    parsing bytes: [UInt8], allowingNaN: Bool = false, depthMax: Int = JSONValue.depthMax
  ) throws(ObjectError) {
    var parser = JSONParser(
      scanner: JSONScanner(bytes: bytes), allowsNaN: allowingNaN,
      depthMax: Swift.min(depthMax, JSONValue.depthMax))
    self = try parser.document()
  }
}

private struct JSONParser {
  var scanner: JSONScanner
  let allowsNaN: Bool
  let depthMax: Int

  mutating func document() throws(ObjectError) -> JSONValue {
    scanner.skipSpace()
    let value = try value(depth: 0)
    scanner.skipSpace()
    guard scanner.peek == nil else { throw scanner.fault("something follows the end") }
    return value
  }

  private mutating func value(depth: Int) throws(ObjectError) -> JSONValue {
    guard let byte = scanner.peek else { throw scanner.fault("it ends too early") }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try scanner.string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: return try word()
    }
  }

  private mutating func word() throws(ObjectError) -> JSONValue {
    if scanner.take("true") { return .bool(true) }
    if scanner.take("false") { return .bool(false) }
    if scanner.take("null") { return .null }
    if allowsNaN {
      if scanner.take("NaN") { return .number(.nan) }
      if scanner.take("Infinity") { return .number(.infinity) }
    }
    throw scanner.fault("a value is expected")
  }

  private mutating func object(depth: Int) throws(ObjectError) -> JSONValue {
    try open("{", depth: depth)
    var members: [String: JSONValue] = [:]
    if scanner.take("}") { return .object(members) }
    while true {
      scanner.skipSpace()
      guard scanner.peek == UInt8(ascii: "\"") else { throw scanner.fault("a key is expected") }
      let key = try scanner.string()
      scanner.skipSpace()
      guard scanner.take(":") else { throw scanner.fault("':' is expected after a key") }
      scanner.skipSpace()
      let member = try value(depth: depth)
      guard members.updateValue(member, forKey: key) == nil else {
        throw scanner.fault("the key '\(key.prefix(64))' is there twice")
      }
      scanner.skipSpace()
      if scanner.take("}") { return Self.unwrapped(members) }
      guard scanner.take(",") else { throw scanner.fault("',' or '}' is expected") }
    }
  }

  private mutating func array(depth: Int) throws(ObjectError) -> JSONValue {
    try open("[", depth: depth)
    var elements: [JSONValue] = []
    if scanner.take("]") { return .array(elements) }
    while true {
      scanner.skipSpace()
      elements.append(try value(depth: depth))
      scanner.skipSpace()
      if scanner.take("]") { return .array(elements) }
      guard scanner.take(",") else { throw scanner.fault("',' or ']' is expected") }
    }
  }

  private mutating func open(_ bracket: StaticString, depth: Int) throws(ObjectError) {
    guard depth <= depthMax else {
      throw scanner.fault("it nests deeper than \(depthMax) levels")
    }
    _ = scanner.take(bracket)
    scanner.skipSpace()
  }

  /// `{"$number":"…"}` is a number that JSON cannot write.
  private static func unwrapped(_ members: [String: JSONValue]) -> JSONValue {
    guard members.count == 1, case .string(let text)? = members[JSONNumber.key] else {
      return .object(members)
    }
    return JSONNumber.value(wrapped: text) ?? .object(members)
  }

  private mutating func number() throws(ObjectError) -> JSONValue {
    if allowsNaN, scanner.take("-Infinity") { return .number(-.infinity) }
    let (text, isWhole) = try scanner.number()
    if isWhole, let value = JSONNumber.value(ofInteger: text) { return value }
    guard let number = Double(text), number.isFinite else {
      throw scanner.fault("'\(text.prefix(64))' is out of range")
    }
    return .number(number)
  }
}
