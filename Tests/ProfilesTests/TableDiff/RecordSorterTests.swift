import Testing

@testable import Profiles

@Suite struct RecordSorterTests {
  /// What `openssl mac -macopt size:16 SIPHASH` prints for the key 00 01 … 0f and 0, 8, 16 and 64
  /// bytes that count up from 0, in words that begin with the lowest byte.
  @Test(arguments: [
    (0, 0xE6A8_25BA_047F_81A3 as UInt64, 0x9302_55C7_1472_F66D as UInt64),
    (1, 0x61F5_5862_BAA9_623B, 0xB497_14F3_64E2_830F),
    (2, 0xBB54_B067_CAA4_E26E, 0x7705_2385_BF15_33FD),
    (8, 0x3FCD_D4C0_7D07_AF1E, 0x4BA7_5836_384D_AD8C),
  ])
  func hashesAreSipHash(words: Int, first: UInt64, second: UInt64) {
    var hasher = RowHasher(
      HashKey(low: 0x0706_0504_0302_0100, high: 0x0F0E_0D0C_0B0A_0908))
    for word in 0..<words {
      hasher.add(0x0706_0504_0302_0100 &+ UInt64(word) &* 0x0808_0808_0808_0808)
    }
    let hash = hasher.finish()
    #expect(hash.first == first && hash.second == second)
  }

  @Test(arguments: [1, 100, 1_000, 1 << 20])
  func recordsComeInOrder(memory: Int) throws {
    var random = SeededNumbers(seed: UInt64(memory))
    let places = (0..<2_000).map { _ in UInt64(random.below(1_500)) }
    let spill = MemorySpill()
    var sorter = RecordSorter<PairRecord>(memory: memory, spill: spill)
    for place in places { try sorter.add(PairRecord(place: place, other: place * 3)) }
    let sorted = try sorter.finish()
    #expect(sorted.count == places.count)
    #expect((spill.count > 0) == (memory < 1 << 20))
    var cursor = try SortedCursor(sorted, spill: spill, memory: memory)
    var found: [UInt64] = []
    while let record = cursor.current {
      #expect(record.other == record.place * 3)
      found.append(record.place)
      try cursor.advance()
    }
    #expect(found == places.sorted())
  }

  @Test func nothingIsSortedToo() throws {
    let spill = MemorySpill()
    var sorter = RecordSorter<RowRecord>(memory: 1, spill: spill)
    let cursor = try SortedCursor(try sorter.finish(), spill: spill, memory: 1)
    #expect(cursor.current == nil)
  }

  @Test(arguments: [64, 1_024, 1 << 20])
  func vectorsAreReadInAnyOrder(memory: Int) throws {
    var vectors = CellVectors(width: 3, count: 500, memory: memory, spill: MemorySpill())
    for place in 0..<500 as Range<UInt64> { try vectors.append([place, place + 1, place * 2]) }
    try vectors.finish()
    var random = SeededNumbers(seed: 5)
    let places = Array(0..<500) + (0..<500).map { _ in random.below(500) } + Array(200..<500)
    for place in places {
      let base = UInt64(place)
      let vector = try Array(vectors.vector(place))
      #expect(vector == [base, base + 1, base * 2])
    }
  }

  @Test func theFirstOrdinalsAreKept() {
    var first = FirstOrdinals(max: 3)
    for ordinal in [9, 4, 7, 1, 8, 5] as [UInt64] { first.add(ordinal) }
    #expect(first.all == [1, 4, 5])
    var none = FirstOrdinals(max: 0)
    none.add(1)
    #expect(none.all.isEmpty)
  }
}
