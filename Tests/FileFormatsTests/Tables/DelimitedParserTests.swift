import Testing

@testable import FileFormats

/// The parser against a reader that takes one byte at a time, on small cases and on random ones, with
/// buffers cut anywhere.
@Suite struct DelimitedParserTests {
  @Test(arguments: [
    ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
    ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
    ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ("\"a,1\",\"b\"\"c\"\n", [["a,1", "b\"c"]]),
    ("\"two\r\nlines\",x\n", [["two\r\nlines", "x"]]),
    ("a\"b\",c\n", [["a\"b\"", "c"]]),
    ("\"a\"b\"c\",d\n", [["ab\"c\"", "d"]]),
    ("\"\",,\"\"\"\"\n", [["", "", "\""]]),
    (",\n", [["", ""]]),
    ("\n\r\n\na\n\n", [["a"]]),
    ("\"\"\n", [[""]]),
    ("\"open,\nend", [["open,\nend"]]),
    ("", []), ("\n", []), ("x", [["x"]]), ("\"", [[""]]), ("a,", [["a", ""]]),
  ])
  func smallCases(text: String, expected: [[String]]) {
    let bytes = Array(text.utf8)
    #expect(ReferenceCSV.records(bytes, delimiter: 0x2C) == expected)
    for piece in 1...max(1, bytes.count) { #expect(parse(bytes, piece: piece) == expected) }
  }

  @Test func randomTextsCutAnywhere() {
    var random = SeededBytes(seed: 5)
    for _ in 0..<3_000 {
      let bytes = random.bytes(max: 60, alphabet: Array("ab,,\"\"\n\r;".utf8))
      let expected = ReferenceCSV.records(bytes, delimiter: 0x2C)
      #expect(parse(bytes, piece: 1 + random.below(17)) == expected, "\(bytes)")
      #expect(parse(bytes, piece: 1_000) == expected, "\(bytes)")
    }
  }

  @Test func recordsSpanSlices() {
    // Records around the 64 KiB that the parser copies at a time, and far above.
    var text = ""
    for index in 0..<40 {
      text += "\(index),\"\(String(repeating: "x\"\"\n", count: index * 397))\"\n"
    }
    let bytes = Array(text.utf8)
    let expected = ReferenceCSV.records(bytes, delimiter: 0x2C)
    #expect(parse(bytes, piece: bytes.count) == expected)
    #expect(parse(bytes, piece: 60_001) == expected)
  }

  @Test func longFieldsAreCutAndSaid() {
    var limits = DelimitedParser.Limits()
    limits.fieldMax = 4
    for piece in 1...16 {
      let parser = DelimitedParser(limits: limits)
      let found = parse(Array("abcdef,abcd\n\"ab\"\"cd\",\"x\"\n".utf8), piece: piece, parser)
      #expect(found == [["abcd", "abcd"], ["ab", "x"]])
      #expect(parser.counts.cutFields == 2)
    }
  }

  @Test func longRecordsAreSteppedOver() {
    var limits = DelimitedParser.Limits()
    limits.recordMax = 100
    let long = "\"" + String(repeating: "ab,\"\"\n", count: 40_000) + "\""
    let bytes = Array("x,y\n\(long),z\nv,w\n".utf8)
    for piece in [1_000, 65_536, 65_537, bytes.count] {
      let parser = DelimitedParser(limits: limits)
      #expect(parse(bytes, piece: piece, parser) == [["x", "y"], ["v", "w"]])
      #expect(parser.counts.oversizedRecords == 1)
      #expect(parser.counts.records == 2)
    }
  }

  @Test func fieldsBeyondTheLimitAreCounted() {
    var limits = DelimitedParser.Limits()
    limits.columnMax = 2
    let parser = DelimitedParser(limits: limits)
    var counts: [[Int]] = []
    Array("a,b,c,d\ne\n".utf8).withUnsafeBytes {
      parser.feed($0) { counts.append([$0.count, $0.fieldCount]) }
    }
    #expect(counts == [[2, 4], [1, 1]])
  }

  @Test func anOpenQuoteIsSaid() {
    let parser = DelimitedParser()
    _ = parse(Array("a\n\"b".utf8), piece: 1, parser)
    #expect(parser.counts.hasUnclosedQuote)
  }

  private func parse(
    _ bytes: [UInt8], piece: Int, _ parser: DelimitedParser = DelimitedParser()
  ) -> [[String]] {
    var found: [[String]] = []
    bytes.withUnsafeBytes { all in
      for start in stride(from: 0, to: all.count, by: piece) {
        let part = all[start..<min(start + piece, all.count)]
        parser.feed(UnsafeRawBufferPointer(rebasing: part)) { found.append($0.texts) }
      }
    }
    parser.finish { found.append($0.texts) }
    return found
  }
}

/// CSV one byte at a time: slow, and plain to see that it is right.
enum ReferenceCSV {
  static func records(_ bytes: [UInt8], delimiter: UInt8) -> [[String]] {
    enum State { case start, plain, quoted, closed }
    var records: [[String]] = []
    var record: [String] = []
    var field: [UInt8] = []
    var state = State.start
    var isEmpty = true
    func endField() {
      record.append(String(decoding: field, as: UTF8.self))
      field = []
      state = .start
    }
    func endRecord() {
      if !isEmpty {
        endField()
        records.append(record)
      }
      record = []
      isEmpty = true
      state = .start
    }
    for byte in bytes {
      if state == .quoted {
        if byte == 0x22 { state = .closed } else { field.append(byte) }
        continue
      }
      // A line end after a CR, or an empty line, ends no record.
      if byte == 0x0A || byte == 0x0D {
        endRecord()
        continue
      }
      isEmpty = false
      switch (state, byte) {
      case (.start, 0x22): state = .quoted
      case (.closed, 0x22):
        field.append(byte)
        state = .quoted
      case (_, delimiter): endField()
      default:
        field.append(byte)
        state = .plain
      }
    }
    endRecord()
    return records
  }
}

/// SplitMix64, for tests that must be the same every time.
struct SeededBytes {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func bytes(max: Int, alphabet: [UInt8]) -> [UInt8] {
    (0..<below(max + 1)).map { _ in alphabet[below(alphabet.count)] }
  }
}
