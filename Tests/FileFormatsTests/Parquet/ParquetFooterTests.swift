import Testing

@testable import FileFormats

@Suite struct ParquetFooterTests {
  @Test func readsWhatPyarrowWrote() throws {
    let footer = try #require(try ParquetFooter(reading: ByteArray(ParquetGolden.file)))
    #expect(footer.rows == 4)
    #expect(footer.createdBy?.hasPrefix("parquet-cpp-arrow") == true)
    #expect(
      footer.columns.map(\.path) == [
        "id", "small", "price", "name", "day", "at", "money", "tags.list.element", "point.x",
        "point.y", "ok",
      ])
    #expect(
      footer.columns.map(\.logical) == [
        nil, "UINT8", nil, "STRING", "DATE", "TIMESTAMP(MICROS,UTC)", "DECIMAL(9,2)", "STRING",
        nil, nil, nil,
      ])
    #expect(
      footer.columns.map(\.physical) == [
        .int64, .int32, .double, .byteArray, .int32, .int64, .fixedByteArray, .byteArray, .int64,
        .double, .boolean,
      ])
    #expect(footer.columns.filter(\.isRepeated).map(\.path) == ["tags.list.element"])
    #expect(footer.rowGroups.map(\.rows) == [2, 2])
    #expect(footer.rowGroups[0].chunks.allSatisfy { $0.codec == "UNCOMPRESSED" })
    // Starts and lengths as pyarrow tells them.
    let ranges = try #require(footer.chunkRanges)
    #expect(ranges.count == 22)
    #expect(ranges[0] == 4..<89)
    #expect(ranges[3] == 219..<283)
    #expect(ranges[14] == 960..<1_020)
    #expect(ranges.last == 1_449..<1_491)
  }

  @Test func sumsUpColumns() throws {
    let footer = try #require(try ParquetFooter(reading: ByteArray(ParquetGolden.file)))
    func summary(_ name: String) throws -> ParquetColumnSummary {
      footer.summary(ofColumn: try #require(footer.columns.firstIndex { $0.path == name }))
    }
    #expect(try summary("id").minimum == .integer(1))
    #expect(try summary("id").maximum == .integer(4))
    #expect(try summary("small").maximum == .unsigned(250))
    #expect(try summary("small").nullCount == 1)
    #expect(try summary("price").minimum == .number(-2))
    #expect(try summary("price").maximum == .number(1.5))
    #expect(try summary("name").maximum == .bytes(Array("é".utf8)))
    #expect(try summary("tags.list.element").valueCount == 5)
    #expect(try summary("ok").minimum == .bool(false))
    #expect(try summary("point.x").compressedBytes == 170)
  }

  @Test func everyTruncationIsRefused() throws {
    let file = ParquetGolden.file
    for count in file.indices {
      #expect(try ParquetFooter(reading: ByteArray(Array(file[..<count]))) == nil)
    }
  }

  @Test func everyChangedByteIsAValueOrRefused() throws {
    let file = ParquetGolden.file
    var random = SeededBytes(seed: 9)
    for index in 1_491..<file.count {
      for change in [UInt8(1), UInt8(truncatingIfNeeded: random.next()) | 0x80] {
        var changed = file
        changed[index] ^= change
        guard let footer = try ParquetFooter(reading: ByteArray(changed)) else { continue }
        for column in footer.columns.indices { _ = footer.summary(ofColumn: column) }
        for range in footer.chunkRanges ?? [] { #expect(range.upperBound <= footer.footerStart) }
      }
    }
  }

  /// Pages as pyarrow's own reader finds them: each column chunk has one, or two with a dictionary.
  @Test func pages() throws {
    let source = ByteArray(ParquetGolden.file)
    let chunks = try #require(try ParquetFooter(reading: source)?.chunkRanges)
    let layout = try #require(try TensorLayout(parquet: source))
    #expect(layout.spans.count == 24)
    for chunk in chunks {
      let pages = layout.spans.map(\.range).filter { chunk.contains($0.lowerBound) }
      #expect(pages.first?.lowerBound == chunk.lowerBound)
      #expect(pages.last?.upperBound == chunk.upperBound)
    }
    for index in 0..<1_491 {
      for change in [UInt8(1), 0x80, 0xFF] {
        var changed = ParquetGolden.file
        changed[index] ^= change
        guard let layout = try TensorLayout(parquet: ByteArray(changed)) else { continue }
        #expect(layout.tensorBytes == chunks.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) })
      }
    }
  }

  @Test func boundlessStructuresAreRefused() throws {
    func file(_ footer: [UInt8]) -> ByteArray {
      let length = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) }
      return ByteArray(Array("PAR1".utf8) + footer + length + Array("PAR1".utf8))
    }
    // Structures inside structures without end, and a list of more elements than there are bytes.
    #expect(try ParquetFooter(reading: file([UInt8](repeating: 0x1C, count: 100_000))) == nil)
    #expect(
      try ParquetFooter(reading: file([0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0])) == nil)
    #expect(try ParquetFooter(reading: file([0])) == nil)
    #expect(try ParquetFooter(reading: file([])) == nil)
    #expect(try ParquetFooter(reading: ByteArray(Array("PAR1PAR1".utf8))) == nil)
  }
}
