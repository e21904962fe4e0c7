import Chunking
import FileFormats
import Testing

/// parquet-1: pages that did not change are the same chunks, whatever came before them.
@Suite struct ParquetCutsTests {
  private static func noise(_ seed: UInt64, _ count: Int) -> [UInt8] {
    var random = SeededBytes(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  /// Three row groups of two columns, each of two pages of 20 000 and 90 000 bytes and more.
  private static func groups(column changed: (group: Int, column: Int)? = nil) -> [[[[UInt8]]]] {
    (0..<3).map { group in
      (0..<2).map { column in
        let isChanged = changed.map { $0 == (group, column) } == true
        let seed = UInt64(10 * group + column + (isChanged ? 100 : 0))
        let extra = isChanged ? 777 : 0
        return [noise(seed, 20_000 + extra), noise(seed + 50, 90_000 + 1000 * group)]
      }
    }
  }

  private static func file(_ groups: [[[[UInt8]]]]) -> ParquetFileBytes {
    var file = ParquetFileBytes(columns: 2)
    for group in groups { file.addRowGroup(group) }
    return file
  }

  private func chunks(_ file: [UInt8]) throws -> [[UInt8]] {
    let plan = try CutterChoice.choose(source: ByteArray(file))
    guard case .bounded(let bounds, .parquet1) = plan else {
      Issue.record("it is cut along its pages, not \(plan.code)")
      return []
    }
    var gear = BoundedGear(bounds: bounds)
    var chunks: [[UInt8]] = []
    var start = 0
    file.withUnsafeBytes { all in
      while let length = gear.cut(
        UnsafeRawBufferPointer(rebasing: all[start...]), at: UInt64(start), isEnd: true)
      {
        chunks.append([UInt8](all[start..<start + length]))
        start += length
      }
    }
    #expect(start == file.count)
    return chunks
  }

  private func newBytes(_ file: [UInt8], after old: [UInt8]) throws -> Int {
    let known = Set(try chunks(old))
    return try chunks(file).filter { !known.contains($0) }.reduce(0) { $0 + $1.count }
  }

  @Test func pagesAreCutApart() throws {
    let file = Self.file(Self.groups())
    let layout = try #require(try TensorLayout(parquet: ByteArray(file.file)))
    #expect(layout.spans.map { Int($0.range.lowerBound) } == file.pageStarts)
    #expect(layout.spans.last.map { Int($0.range.upperBound) } == file.bytes.count)
    #expect(file.pageStarts.count == 12)
    let ends = try chunks(file.file).reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    #expect(Set(ends).isSuperset(of: file.pageStarts))
    // And within a page as a file of its own would be.
    let page = [UInt8](file.file[file.pageStarts[1]..<file.pageStarts[2]])
    let alone = try #require(page.withUnsafeBytes { GearCutter().cut($0, isEnd: true) })
    #expect(alone < page.count)
    #expect(ends.contains(file.pageStarts[1] + alone))
  }

  @Test func whatDidNotChangeIsShared() throws {
    let old = Self.file(Self.groups())
    // Only the new row group and the footer are new.
    let added = Self.noise(77, 30_000)
    var longer = old
    longer.addRowGroup([[added], [added]])
    let footerBytes = longer.file.count - longer.bytes.count
    #expect(
      try newBytes(longer.file, after: old.file) == 2 * ParquetFileBytes.page(added).count
        + footerBytes)
    // Only the page that is another one, though all that follows is elsewhere.
    let changed = Self.file(Self.groups(column: (0, 1)))
    let pages = changed.pageStarts[4] - changed.pageStarts[2]
    let footer = changed.file.count - changed.bytes.count
    #expect(try newBytes(changed.file, after: old.file) == pages + footer)
  }

  /// Pieces of a stream, whatever their length, make the same cuts.
  @Test func streaming() throws {
    let file = Self.file(Self.groups()).file
    let whole = try chunks(file).map(\.count)
    guard case .bounded(let bounds, _) = try CutterChoice.choose(source: ByteArray(file)) else {
      return
    }
    for piece in [1000, 4096, 70_001] {
      var gear = BoundedGear(bounds: bounds)
      var lengths: [Int] = []
      var (start, end) = (0, 0)
      file.withUnsafeBytes { all in
        while start < file.count {
          let part = UnsafeRawBufferPointer(rebasing: all[start..<end])
          if let length = gear.cut(part, at: UInt64(start), isEnd: end == file.count) {
            lengths.append(length)
            start += length
          } else {
            end = min(end + piece, file.count)
          }
        }
      }
      #expect(lengths == whole)
    }
  }

  @Test func otherwiseGear() throws {
    let file = Self.file(Self.groups()).file
    func code(_ bytes: [UInt8], _ keeping: CutterCode? = nil) throws -> CutterCode {
      try CutterChoice.choose(source: ByteArray(bytes), keeping: keeping).code
    }
    #expect(try code(file, .gear1) == .gear1)
    #expect(try code(file, .parquet1) == .parquet1)
    #expect(try code(Array(file.dropLast()), .parquet1) == .gear1)
    // Pages of 8 KiB on average are too small.
    let small = Self.file([
      [[Self.noise(1, 1 << 13)], [[UInt8]](repeating: Self.noise(2, 1 << 13), count: 20)]
    ])
    #expect(try code(small.file) == .gear1)
    // Less than half of the file are pages.
    var padded = Self.file([[[Self.noise(1, 50_000)], [Self.noise(2, 50_000)]]])
    #expect(try code(padded.file) == .parquet1)
    padded = ParquetFileBytes(columns: 2, before: [UInt8](repeating: 0, count: 120_000))
    padded.addRowGroup([[Self.noise(1, 50_000)], [Self.noise(2, 50_000)]])
    #expect(try code(padded.file) == .gear1)
  }

  /// A page whose header lies about its length, or is none, takes what is left of its column.
  @Test func damagedPages() throws {
    let file = Self.file(Self.groups())
    for damage in [UInt8(0xFF), 0x00, 0x15] {
      var bytes = file.file
      bytes[file.pageStarts[4]] = damage
      let layout = try #require(try TensorLayout(parquet: ByteArray(bytes)))
      let starts = layout.spans.map { Int($0.range.lowerBound) }
      if damage == 0x15 {
        #expect(starts == file.pageStarts)
      } else {
        #expect(starts == file.pageStarts.filter { $0 != file.pageStarts[5] })
      }
      #expect(try chunks(bytes).reduce(0) { $0 + $1.count } == bytes.count)
    }
  }
}
