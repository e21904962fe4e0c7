import Testing

@testable import FileFormats

@Suite struct TableReaderTests {
  @Test(arguments: [
    ("a,b\n1,2\n", ",", true), ("a;b\n1,5;2\n3,0;4\n", ";", true), ("a\tb c\n1\t2\n", "\t", true),
    ("a|b\n1|2\n", "|", true), ("1,2\n3,4\n", ",", false), ("a\nb\n", ",", true),
    ("0,1,2\n5,6,7\n", ",", true), ("name,2024-01-02\nx,2024-01-03\n", ",", false),
    (",x,y\n0,1,2\n", ",", true), ("x,x\n1,2\n", ",", false), ("", ",", false),
    ("\"a;b\",c\n\"1;2\",3\n", ",", true), ("true,x\n", ",", false),
  ])
  func dialects(text: String, delimiter: String, hasHeader: Bool) {
    let dialect = TableDialect.sniff(head: Array(text.utf8), isWhole: true)
    #expect(dialect.delimiter == delimiter.utf8.first)
    #expect(dialect.hasHeader == hasHeader)
  }

  @Test func headerNamesColumns() {
    let (reader, records) = read(Array("a,b\n1,2\n3\n4,5,6\n".utf8), piece: 3)
    #expect(reader.columnNames == ["a", "b"])
    #expect(records == [["1", "2"], ["3"], ["4", "5", "6"]])
    #expect(reader.raggedRecords == 2)
  }

  @Test func columnsWithoutHeaderAreNumbered() {
    let (reader, records) = read(Array("1,2\n".utf8), piece: 100)
    #expect(reader.columnNames == ["column_1", "column_2"])
    #expect(records == [["1", "2"]])
  }

  @Test func encodings() {
    let text = "name,town\nJosé 😀,Köln\n"
    let expected = [["José 😀", "Köln"]]
    let little = Self.little(text)
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] as [UInt8] }
    let cases: [([UInt8], TextEncoding)] = [
      (Array(text.utf8), .utf8), ([0xEF, 0xBB, 0xBF] + Array(text.utf8), .utf8Marked),
      ([0xFF, 0xFE] + little, .utf16Little), ([0xFE, 0xFF] + big, .utf16Big),
    ]
    for (bytes, encoding) in cases {
      for piece in [1, 3, 1_000] {
        let (reader, records) = read(bytes, piece: piece)
        #expect(reader.encoding == encoding)
        #expect(reader.columnNames == ["name", "town"])
        #expect(records == expected)
      }
    }
    let latin = Array("name,town\nx,K".utf8) + [0xF6] + Array("ln\n".utf8)
    let (reader, records) = read(latin, piece: 4)
    #expect(reader.encoding == .latin1)
    #expect(records == [["x", "Köln"]])
    #expect(TextEncoding.detect(head: Self.little("a,b\n")) == .utf16Little)
  }

  @Test func utf16BeyondTheHead() {
    var text = "a,b\n"
    for index in 0..<20_000 { text += "\(index),é😀\n" }
    let bytes = [0xFF, 0xFE] + Self.little(text)
    let (_, records) = read(bytes, piece: 70_001)
    #expect(records.count == 20_000)
    #expect(records.last == ["19999", "é😀"])
  }

  private static func little(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] as [UInt8] }
  }

  private func read(_ bytes: [UInt8], piece: Int) -> (TableReader, [[String]]) {
    let reader = TableReader()
    var found: [[String]] = []
    bytes.withUnsafeBytes { all in
      for start in stride(from: 0, to: all.count, by: piece) {
        let part = all[start..<min(start + piece, all.count)]
        reader.feed(UnsafeRawBufferPointer(rebasing: part)) { found.append($0.texts) }
      }
    }
    reader.finish { found.append($0.texts) }
    return (reader, found)
  }
}
