import Objects
import Testing

/// Numbers as RFC 8785 writes them, and what format.md adds.
@Suite struct JSONNumberTests {
  private func text(_ value: JSONValue) -> String {
    String(decoding: value.canonicalBytes(), as: UTF8.self)
  }

  /// RFC 8785, appendix B.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
      (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
      (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
      (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
      (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
      (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
      (0x41b3_de43_5555_5557, "333333333.33333343"),
      (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func appendixB(_ bits: UInt64, _ expected: String) throws {
    let number = Double(bitPattern: bits)
    #expect(text(.number(number)) == expected)
    let read = try JSONValue(parsing: Array(expected.utf8))
    #expect(read.number == number)
    #expect(text(read) == expected)
  }

  @Test(
    arguments: [
      (.number(.nan), #"{"$number":"NaN"}"#), (.number(-.nan), #"{"$number":"NaN"}"#),
      (.number(.signalingNaN), #"{"$number":"NaN"}"#),
      (.number(.infinity), #"{"$number":"Infinity"}"#),
      (.number(-.infinity), #"{"$number":"-Infinity"}"#),
      (.integer(9_007_199_254_740_992), "9007199254740992"),
      (.integer(-9_007_199_254_740_992), "-9007199254740992"),
      (.integer(9_007_199_254_740_993), #"{"$number":"9007199254740993"}"#),
      (.integer(.max), #"{"$number":"9223372036854775807"}"#),
      (.integer(.min), #"{"$number":"-9223372036854775808"}"#),
      (.integer(0), "0"), (.number(-0.0), "0"), (.number(5), "5"), (.number(0.1), "0.1"),
      (.number(123_456_789), "123456789"), (.number(1e20), "100000000000000000000"),
    ] as [(JSONValue, String)])
  func additions(_ value: JSONValue, _ expected: String) throws {
    #expect(text(value) == expected)
    let read = try JSONValue(parsing: Array(expected.utf8))
    #expect(read == value)
    #expect(text(read) == expected)
  }

  @Test(
    arguments: [
      ("-0", .integer(0)), ("1e0", .number(1)), ("1E+2", .number(100)), ("0.0", .number(0)),
      ("1.50", .number(1.5)), ("9007199254740993", .integer(9_007_199_254_740_993)),
      ("9007199254740994", .number(9_007_199_254_740_994)),
      ("4611686018427387905", .integer(4_611_686_018_427_387_905)),
      ("12345678901234567890123", .number(12_345_678_901_234_567_741_440)),
      ("1e-400", .number(0)),
    ] as [(String, JSONValue)])
  func read(_ literal: String, _ expected: JSONValue) throws {
    #expect(try JSONValue(parsing: Array(literal.utf8)) == expected)
  }

  @Test(arguments: [
    "1e400", "-1e400", "01", "-01", "1.", ".5", "+1", "-", "--1", "1e", "1e+", "0x10", "1_000",
    "NaN", "Infinity", "-Infinity", "1.e5", "١",
  ])
  func refused(_ literal: String) {
    #expect(throws: ObjectError.self) { try JSONValue(parsing: Array(literal.utf8)) }
  }

  @Test func pythonsWordsWhenAllowed() throws {
    let bytes = Array("[NaN, Infinity, -Infinity, -1]".utf8)
    let value = try JSONValue(parsing: bytes, allowingNaN: true)
    #expect(value == [.number(.nan), .number(.infinity), .number(-.infinity), -1])
    #expect(throws: ObjectError.self) { try JSONValue(parsing: bytes) }
  }

  /// What a canonical text reads as is written as that text again: ids survive a copy.
  @Test func canonicalBytesAreAFixedPoint() throws {
    var random = SeededGenerator(seed: 8785)
    for _ in 0..<20_000 {
      let bits = random.next()
      let values: [JSONValue] = [
        .number(Double(bitPattern: bits)), .integer(Int64(bitPattern: bits)),
        .number(Double(Int64(bitPattern: bits))), .integer(Int64(bitPattern: bits) >> 10),
        .number(Double(Int64(bitPattern: bits) >> 8) / 1000),
      ]
      for value in values {
        let bytes = value.canonicalBytes()
        let read = try JSONValue(parsing: bytes)
        #expect(read.canonicalBytes() == bytes)
        #expect(read == value)
      }
    }
  }

  @Test func numbersAreEqualByValue() {
    #expect(JSONValue.integer(5) == .number(5))
    #expect(JSONValue.integer(5).hashValue == JSONValue.number(5).hashValue)
    #expect(JSONValue.number(0).hashValue == JSONValue.number(-0.0).hashValue)
    #expect(JSONValue.number(.nan) == .number(.signalingNaN))
    #expect(JSONValue.number(.nan).hashValue == JSONValue.number(-.nan).hashValue)
    #expect(JSONValue.integer(.max) != .number(Double(Int64.max)))
    #expect(JSONValue.integer(5) != .string("5"))
  }

  /// An object that a person wrote may look like a wrapped number and be none.
  @Test(arguments: [
    #"{"$number":"x"}"#, #"{"$number":"5"}"#, #"{"$number":""}"#,
    #"{"$number":"+9007199254740993"}"#,
    #"{"$number":"09007199254740993"}"#, #"{"$number":1}"#, #"{"$number":"NaN","a":1}"#,
    #"{"$number":"99999999999999999999"}"#,
  ])
  func onlyAnObject(_ canonical: String) throws {
    let value = try JSONValue(parsing: Array(canonical.utf8))
    #expect(value.object != nil)
    #expect(text(value) == canonical)
  }
}
