import Testing

@testable import FileFormats

@Suite struct SafetensorsHeaderTests {
  private static let sound = """
    {"__metadata__":{"format":"pt","note":"a \\"b\\""},
     "b":{"shape":[3],"data_offsets":[4,10],"dtype":"BF16"},
     "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":{"x":[1,-2.5e3,true,null]}},
     "scalar":{"dtype":"U8","shape":[],"data_offsets":[10,11]}}
    """

  @Test func readsWhatIsThere() throws {
    let bytes = SafetensorsBytes.file(Self.sound, dataBytes: 11)
    let header = try #require(try SafetensorsBytes.header(bytes))
    let end = UInt64(8 + Self.sound.utf8.count)
    #expect(header.headerEnd == end)
    #expect(header.tensors.map(\.name) == ["a", "b", "scalar"])
    #expect(header.tensors.map(\.dtype) == ["F32", "BF16", "U8"])
    #expect(header.tensors.map(\.shape) == [[1], [3], []])
    #expect(
      header.tensors.map(\.range) == [end..<end + 4, end + 4..<end + 10, end + 10..<end + 11])
    #expect(header.metadata == ["format": "pt", "note": "a \"b\""])
    #expect(header.tensors.allSatisfy { $0.isConsistent == true })
    let layout = try #require(try TensorLayout(safetensors: ByteArray(bytes)))
    #expect(layout.spans == header.tensors.map { TensorSpan(range: $0.range, type: $0.type) })
    #expect(layout.headerEnd == end)
    #expect(layout.tensorBytes == 11)
  }

  @Test func namesAreBytes() throws {
    // One looks like the other: é as one character, and as e with an accent.
    let members =
      SafetensorsBytes.member("\u{E9}", 0, 1) + "," + SafetensorsBytes.member("e\u{301}", 1, 2)
    let header = try SafetensorsBytes.header(SafetensorsBytes.file("{\(members)}", dataBytes: 2))
    #expect(header?.tensors.count == 2)
  }

  @Test func escapesAreDecoded() throws {
    let member = SafetensorsBytes.member("\\u00e9\\n\\/\\uD83D\\uDE00\\\\", 0, 1)
    let header = try SafetensorsBytes.header(SafetensorsBytes.file("{\(member)}", dataBytes: 1))
    #expect(header?.tensors.first?.name == "é\n/😀\\")
  }

  @Test(arguments: [
    // Space after the object is padding; a file may have gaps between tensors and bytes after them.
    "{}   ", "{ \"__metadata__\" : { } }",
    "{\(SafetensorsBytes.member("a", 2, 4)),\(SafetensorsBytes.member("b", 6, 8))}",
    "{\(SafetensorsBytes.member("a", 3, 3)),\(SafetensorsBytes.member("b", 3, 8))}",
    // An element type of tomorrow is no reason to cut a file differently.
    "{\"a\":{\"dtype\":\"F1_X\",\"shape\":[9],\"data_offsets\":[0,1]}}",
  ])
  func soundHeaders(text: String) throws {
    #expect(try SafetensorsBytes.header(SafetensorsBytes.file(text, dataBytes: 16)) != nil)
  }

  @Test(arguments: [
    "", "{", "{ ", "[]", "{}x", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{,}", "{\"a\":{},}", "nul",
    "{}{}",
    // Offsets.
    "{\(SafetensorsBytes.member("a", 0, 17))}",
    "{\(SafetensorsBytes.member("a", 5, 4))}",
    "{\(SafetensorsBytes.member("a", 0, UInt64.max))}",
    "{\(SafetensorsBytes.member("a", UInt64.max, UInt64.max))}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[-1,1]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1.0]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1e0]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[00,1]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"data_offsets\":[0,1]}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}",
    "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}",
    "{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}",
    "{\"a\":{\"dtype\":8,\"shape\":[1],\"data_offsets\":[0,1]}}",
    // Overlaps, also out of order; an empty tensor inside another.
    "{\(SafetensorsBytes.member("a", 0, 4)),\(SafetensorsBytes.member("b", 3, 8))}",
    "{\(SafetensorsBytes.member("a", 3, 8)),\(SafetensorsBytes.member("b", 0, 4))}",
    "{\(SafetensorsBytes.member("a", 0, 4)),\(SafetensorsBytes.member("b", 0, 4))}",
    "{\(SafetensorsBytes.member("a", 0, 8)),\(SafetensorsBytes.member("b", 4, 4))}",
    // Names.
    "{\(SafetensorsBytes.member("a", 0, 4)),\(SafetensorsBytes.member("a", 4, 8))}",
    "{\(SafetensorsBytes.member("a", 0, 4)),\(SafetensorsBytes.member("\\u0061", 4, 8))}",
    "{\(SafetensorsBytes.member("\\ud800", 0, 4))}",
    "{\(SafetensorsBytes.member("\\ud800\\u0041", 0, 4))}",
    "{\(SafetensorsBytes.member("\\x", 0, 4))}",
    "{\(SafetensorsBytes.member("\\u00g0", 0, 4))}",
    "{\(SafetensorsBytes.member("a\u{1}", 0, 4))}",
    "{\"a", "{\"a\\", "{\"a\\\"", "{\"a\\u00",
    "{\"__metadata__\":{\"a\":1}}", "{\"__metadata__\":[]}",
    "{\"__metadata__\":{},\"__metadata__\":{}}",
    // Values that are skipped must be sound too.
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":tru}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":-}}",
    "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":\"\\q\"}}",
  ])
  func unsoundHeaders(text: String) throws {
    let bytes = SafetensorsBytes.file(text, dataBytes: 16)
    #expect(try SafetensorsBytes.header(bytes) == nil)
    #expect(try TensorLayout(safetensors: ByteArray(bytes)) == nil)
  }

  @Test func lengthsAreNotBelieved() throws {
    let text = "{\(SafetensorsBytes.member("a", 0, 8))}"
    for length in [0, 1, 7, UInt64(text.utf8.count) + 9, 64 << 20 + 1, 1 << 40, 1 << 63, .max] {
      #expect(
        try SafetensorsBytes.header(SafetensorsBytes.file(text, length: length, dataBytes: 8))
          == nil)
    }
    for count in 0..<10 {
      #expect(try SafetensorsBytes.header([UInt8](repeating: 0x7B, count: count)) == nil)
    }
  }

  @Test func deepNestingEnds() throws {
    for opening in ["[", "{\"x\":"] {
      let deep = String(repeating: opening, count: 200_000)
      let text = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":\(deep)"
      #expect(try SafetensorsBytes.header(SafetensorsBytes.file(text, dataBytes: 1)) == nil)
    }
  }

  @Test func invalidUTF8IsRefused() throws {
    var header = Array("{\(SafetensorsBytes.member("abc", 0, 1))}".utf8)
    header[3] = 0xFF
    #expect(try SafetensorsBytes.header(SafetensorsBytes.file(header, dataBytes: 1)) == nil)
  }

  @Test func truncationsAndFlipsNeverTrap() throws {
    let bytes = SafetensorsBytes.file(Self.sound, dataBytes: 11)
    for count in 0..<bytes.count {
      let header = try SafetensorsBytes.header([UInt8](bytes[..<count]))
      #expect(header == nil, "cut to \(count) bytes")
    }
    for index in 0..<bytes.count {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        guard let layout = try TensorLayout(safetensors: ByteArray(damaged)) else { continue }
        #expect(layout.spans.allSatisfy { $0.range.upperBound <= UInt64(bytes.count) })
        #expect(layout.spans.allSatisfy { $0.range.lowerBound >= layout.headerEnd })
      }
    }
  }

  @Test func errorsOfTheSourceAreItsOwn() {
    struct Unreadable: Error {}
    struct Source: RandomAccess {
      var byteCount: UInt64 { 1 << 20 }
      func read(at offset: UInt64, count: Int) throws -> [UInt8] { throw Unreadable() }
    }
    #expect(throws: Unreadable.self) { try SafetensorsHeader(reading: Source()) }
  }

  /// A file that became shorter after its size was asked for.
  @Test func shortReadsAreNotBelieved() throws {
    struct Source: RandomAccess {
      let bytes: [UInt8]
      var byteCount: UInt64 { 1 << 20 }
      func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        try ByteArray(bytes).read(at: offset, count: count)
      }
    }
    let bytes = SafetensorsBytes.file(Self.sound, dataBytes: 11)
    for count in 0..<(8 + Self.sound.utf8.count) {
      #expect(try TensorLayout(safetensors: Source(bytes: [UInt8](bytes[..<count]))) == nil)
    }
  }
}
