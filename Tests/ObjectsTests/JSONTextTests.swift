import Objects
import Testing

/// Objects, arrays and texts: RFC 8785 out, RFC 8259 in.
@Suite struct JSONTextTests {
  private func parse(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
  }

  private func text(_ value: JSONValue) -> String {
    String(decoding: value.canonicalBytes(), as: UTF8.self)
  }

  /// RFC 8785, section 3.2.2.
  @Test func theSampleDocument() throws {
    let source = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50,
                    2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(text(try parse(source)) == expected)
  }

  /// RFC 8785, section 3.2.3.
  @Test func keysSortByTheirUTF16() throws {
    let keys = ["\r", "1", "\u{80}", "ö", "€", "😀", "\u{FB33}"]
    let value = JSONValue.object(
      Dictionary(uniqueKeysWithValues: keys.shuffled().map { ($0, JSONValue.null) }))
    let expected = "{" + keys.map { text(.string($0)) + ":null" }.joined(separator: ",") + "}"
    #expect(text(value).utf8.elementsEqual(expected.utf8))
  }

  @Test func keyOrderIsThatOfUTF16() throws {
    let scalars: [UInt32] = [
      0x61, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xF000, 0xFFFD, 0xFFFF, 0x10000, 0x3FFFF,
      0x10FFFF,
    ]
    let words = scalars.compactMap { Unicode.Scalar($0) }.map { String(Character($0)) }
    let keys = words + words.flatMap { a in words.map { a + $0 } }
    let object = JSONValue.object(
      Dictionary(keys.map { ($0, JSONValue.null) }, uniquingKeysWith: { a, _ in a }))
    let sorted = keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
    let expected = "{" + sorted.map { text(.string($0)) + ":null" }.joined(separator: ",") + "}"
    #expect(text(object).utf8.elementsEqual(expected.utf8))
  }

  @Test func escapesAreTheShortest() {
    let all = String(String.UnicodeScalarView((0..<0x20).compactMap { Unicode.Scalar($0) }))
    let controls =
      #"\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
      + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d"#
      + #"\u001e\u001f"#
    #expect(
      text(.string(all + "\"\\/\u{7F}\u{2028}é😀")) == "\"\(controls)\\\"\\\\/\u{7F}\u{2028}é😀\"")
    #expect(text(.string("")) == "\"\"")
  }

  @Test func surrogatePairs() throws {
    #expect(try parse(#""\ud83d\uDE00""#) == "😀")
    for half in [#""\ud83d""#, #""\ude00""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\ud83d\ud83d""#]
    {
      #expect(throws: ObjectError.self) { try parse(half) }
    }
  }

  @Test(arguments: [
    "", " ", "{", "[", "\"", "nul", "nulll", "tru", "True", "[1,]", "[,1]", "[1 2]", "{\"a\"}",
    "{\"a\":}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:2}", "{\"a\":1 \"b\":2}", "[1]]", "1 2",
    "{}{}", "// x", "[1]//", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\", "\"a\nb\"", "\"\u{0}\"",
    "\u{FEFF}{}", "\u{A0}1", "[1\u{B}]", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
  ])
  func refused(_ source: String) {
    #expect(throws: ObjectError.self) { try parse(source) }
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22],
      [0xFF],
    ] as [[UInt8]])
  func invalidUTF8IsRefused(_ bytes: [UInt8]) {
    #expect(throws: ObjectError.self) { try JSONValue(parsing: bytes) }
  }

  @Test func whiteSpaceIsAllowedIn() throws {
    #expect(try parse(" \t\r\n{ \"a\" : [ 1 , { } , [ ] ] } \n") == ["a": [1, [:], []]])
  }

  @Test func nestingIsBounded() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try JSONValue(parsing: nested(128))
    _ = try JSONValue(parsing: nested(100), depthMax: JSONValue.userDepthMax)
    #expect(throws: ObjectError.self) { try JSONValue(parsing: nested(129)) }
    #expect(throws: ObjectError.self) { try JSONValue(parsing: nested(101), depthMax: 100) }
    #expect(throws: ObjectError.self) { try JSONValue(parsing: nested(129), depthMax: 1_000_000) }
    #expect(throws: ObjectError.self) {
      try JSONValue(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
    let objects = String(repeating: "{\"a\":", count: 1_000_000)
    #expect(throws: ObjectError.self) { try parse(objects) }
  }

  @Test func prettyPrinting() {
    let value: JSONValue = ["b": [1, [], [:]], "a": ["c": .null]]
    let expected = """
      {
        "a": {
          "c": null
        },
        "b": [
          1,
          [],
          {}
        ]
      }

      """
    #expect(String(decoding: value.prettyBytes(), as: UTF8.self) == expected)
  }

  /// Random documents come back, and their bytes with them.
  @Test func documentsSurvive() throws {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      let value = Self.value(depth: 4, using: &random)
      let bytes = value.canonicalBytes()
      let read = try JSONValue(parsing: bytes)
      #expect(read == value)
      #expect(read.canonicalBytes() == bytes)
      #expect(try JSONValue(parsing: value.prettyBytes()) == value)
    }
  }

  /// Whatever the bytes, reading ends with a value or an error.
  @Test func randomBytesNeverTrap() {
    let tokens = Array("{}[]\",:\\u0e1-.ntf \u{FFFD}$number".utf8)
    var random = SeededGenerator(seed: 4)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<30, using: &random)).map { _ in
        tokens.randomElement(using: &random) ?? 0
      }
      _ = try? JSONValue(parsing: bytes, allowingNaN: true)
    }
  }

  private static func value(depth: Int, using random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(random.next() & 1 == 0)
    case 2:
      return .integer(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
    case 3: return .number(Double(bitPattern: random.next()))
    case 4: return .string(word(using: &random))
    case 5: return .array((0..<3).map { _ in value(depth: depth - 1, using: &random) })
    default:
      let pairs = (0..<3).map { _ in (word(using: &random), value(depth: depth - 1, using: &random))
      }
      return .object(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }
  }

  private static func word(using random: inout SeededGenerator) -> String {
    let scalars = (0..<Int.random(in: 0..<6, using: &random)).compactMap { _ in
      Unicode.Scalar(
        UInt32.random(in: 0..<0x11_0000, using: &random) >> [0, 4, 8, 13][Int(random.next() & 3)])
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
