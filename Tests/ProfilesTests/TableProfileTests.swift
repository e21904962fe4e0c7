import FileFormats
import Objects
import Testing

@testable import Profiles

@Suite struct TableProfileTests {
  private static let sample = """
    id,score,when,ok,town,mixed,none
    1,0.5,2024-01-01,true,Köln,1,
    2,,2024-01-02T10:00:00Z,false,Bonn,x,NA
    3,2,2024-01-03,true,"Bad, Ems",2.5,
    4,-1e2,2024-01-04,True,Köln,true,null
    5,7.25,2024-01-05
    """

  @Test func columnsOfATable() throws {
    let profile = try profile(Self.sample, .csv)
    #expect(profile.rows == 5)
    #expect(profile.raggedRows == 1)
    #expect(profile.columns.map(\.name) == ["id", "score", "when", "ok", "town", "mixed", "none"])
    #expect(
      profile.columns.map(\.type) == [.int, .float, .time, .bool, .text, .text, .empty])
    #expect(profile.columns.map(\.counts.nulls) == [0, 1, 0, 1, 1, 1, 5])
    #expect(profile.columns.map(\.distinctCount) == [5, 4, 5, 3, 3, 4, 0])
    #expect(profile.columns[0].numbers.mean == 3)
    #expect(profile.columns[0].numbers.standardDeviation == 2.0.squareRoot())
    #expect(profile.columns[1].numbers.minimum == -100)
    #expect(profile.columns[1].numbers.maximum == 7.25)
    #expect(profile.columns[2].times.minimum == 1_704_067_200)
    #expect(profile.columns[4].lengths.maximum == 8)
    #expect(profile.columns[4].lengths.minimum == 4)
    #expect(profile.columns[4].frequent.values.first?.count == 2)
    #expect(profile.columns[5].counts.texts == 1 && profile.columns[5].counts.bools == 1)
    #expect(profile.encoding == "utf-8" && profile.delimiter == "," && profile.hasHeader == true)
    #expect(profile.rowKeys.hashes.count == 5)
  }

  /// Records hold texts: what they cannot tell apart is counted as one value from the start.
  @Test func bytesThatAreNoTextTellNothingApart() throws {
    let bytes: [UInt8] = Array("a\n1\n1".utf8) + [0xC5]
    let profiler = try #require(TableProfiler(format: .tsv, options: .init()))
    bytes.withUnsafeBytes { profiler.update($0) }
    let profile = AssetProfile.table(profiler.finish())
    let record = try #require(profile.encodeForStore())
    #expect(try AssetProfile.decode(record).encode() == profile.encode())
  }

  /// A record of another program may say how long no texts are.
  @Test func lengthsOfNoTextsAreNone() throws {
    let record = try #require(AssetProfile.table(profile("a\nx\nyy\n", .csv)).encodeForStore())
    let text = String(decoding: record, as: UTF8.self)
    let changed = text.replacing(#""lengths":{"count":2,"#, with: #""lengths":{"count":0,"#)
    #expect(changed != text)
    let value = try AssetProfile.decode(Array(changed.utf8))
    #expect(try AssetProfile.decode(value.encode()) == value)
  }

  @Test func excludedColumnsLeaveNoTrace() throws {
    var options = TableProfiler.Options()
    options.excludedColumns = ["town"]
    let with = try profile(Self.sample, .csv, options)
    #expect(with.excludedColumns == ["town"])
    #expect(!with.columns.contains { $0.name == "town" })
    #expect(!String(decoding: with.encode(), as: UTF8.self).contains("Köln"))
    // Not even in the sample of rows.
    let changed = Self.sample.replacing("Köln", with: "Trier")
    #expect(try profile(changed, .csv, options).encode() == with.encode())
    #expect(try profile(changed, .csv).encode() != profile(Self.sample, .csv).encode())
  }

  @Test func excludedObjectsLeaveNoTrace() throws {
    var options = TableProfiler.Options()
    options.excludedColumns = ["user"]
    let text =
      "{\"id\":1,\"user\":{\"name\":\"Ada\",\"home\":{\"town\":\"Bonn\"}}}\n{\"user\":\"Eva\"}\n"
    let profile = try profile(text, .jsonl, options)
    #expect(profile.columns.map(\.name) == ["id"])
    #expect(profile.excludedColumns == ["user"])
    let bytes = String(decoding: profile.encode(), as: UTF8.self)
    for word in ["Ada", "Bonn", "Eva", "name", "home"] {
      #expect(!bytes.replacing("\"name\":\"id\"", with: "").contains("\"\(word)\""))
    }
    let changed = text.replacing("Ada", with: "Bob")
    #expect(try self.profile(changed, .jsonl, options).encode() == profile.encode())
  }

  @Test func keysIdentifyRows() throws {
    var options = TableProfiler.Options()
    options.keyColumns = ["id"]
    let before = try profile("id,v\n1,a\n2,b\n3,c\n", .csv, options)
    let after = try profile("id,v\n2,x\n3,y\n4,z\n", .csv, options)
    #expect(TableDrift(before: before, after: after).overlap == 0.5)
    options.keyColumns = ["nowhere"]
    #expect(try profile("id\n1\n", .csv, options).keys?.hashes.isEmpty == true)
  }

  @Test func jsonLines() throws {
    let text = """
      {"id":1,"o":{"x":0.5,"s":"5"},"l":[1]}
      {"o":{"x":null},"new":"2024-01-01","id":2}
      {broken
      {"id":3,"id":4}
      """
    let profile = try profile(text, .jsonl)
    #expect(profile.rows == 3)
    #expect(profile.damagedRows == 1)
    #expect(profile.columns.map(\.name) == ["id", "o.x", "o.s", "l", "new"])
    #expect(profile.columns.map(\.type) == [.int, .float, .text, .text, .date])
    #expect(profile.columns.map(\.counts.nulls) == [0, 2, 2, 2, 2])
    #expect(profile.columns.allSatisfy { $0.counts.rows == 3 })
    // The order of members plays no part.
    let other = try self.profile("{\"a\":1,\"b\":2}\n", .jsonl)
    #expect(try other.rowKeys == self.profile("{\"b\":2,\"a\":1}\n", .jsonl).rowKeys)
  }

  @Test func buffersCutAnywhereGiveTheSameBytes() throws {
    let text = Self.table(rows: 900, seed: 1)
    let whole = try profile(text, .csv).encode()
    for piece in [1, 13, 4_096] {
      #expect(try profile(text, .csv, piece: piece).encode() == whole)
    }
  }

  /// Profiles are compared by their bytes, so these must never change within a schema.
  @Test func theBytesOfProfilesStay() throws {
    let small = try profile(Self.sample, .csv).encode()
    #expect(StableHash.hash(small) == 7_446_604_832_010_853_623)
    let large = try profile(Self.table(rows: 5_000, seed: 11), .csv).encode()
    #expect(StableHash.hash(large) == 1_105_164_312_691_059_001)
    let lines = try profile("{\"a\":{\"b\":1.5,\"c\":\"x\"}}\n{\"d\":null}\n", .jsonl).encode()
    #expect(StableHash.hash(lines) == 4_618_455_157_318_481_864)
  }

  @Test func recordsAreReadBack() throws {
    for profile in [
      try profile(Self.sample, .csv), try profile(Self.table(rows: 3_000, seed: 2), .csv),
      try profile("", .csv), try profile("{\"a\":1e999}", .jsonl),
    ] {
      let bytes = profile.encode()
      let decoded = try TableProfile.decode(bytes)
      #expect(decoded.encode() == bytes || !profile.columns.allSatisfy(\.frequent.isExact))
      #expect(decoded.columns.map(\.type) == profile.columns.map(\.type))
      #expect(decoded.columns.map(\.numbers) == profile.columns.map(\.numbers))
      #expect(decoded.columns.map(\.distinct) == profile.columns.map(\.distinct))
      // Counts of frequent values lose what is not written once; then they stay.
      #expect(try TableProfile.decode(decoded.encode()).encode().count == decoded.encode().count)
    }
  }

  @Test func mergedPartsAreNearTheWhole() throws {
    let whole = try profile(Self.table(rows: 4_000, seed: 3), .csv)
    let lines = Self.table(rows: 4_000, seed: 3).split(separator: "\n")
    var merged: TableProfile?
    for start in stride(from: 1, to: lines.count, by: 700) {
      let part = try profile(
        ([lines[0]] + lines[start..<min(start + 700, lines.count)]).joined(separator: "\n"), .csv)
      if merged == nil { merged = part } else { merged?.merge(part) }
    }
    let found = try #require(merged)
    #expect(found.rows == whole.rows)
    #expect(found.rowKeys == whole.rowKeys)
    for (a, b) in zip(found.columns, whole.columns) {
      #expect(a.counts == b.counts)
      #expect(a.distinct == b.distinct)
      #expect(a.lengths == b.lengths)
      #expect(a.numbers.minimum == b.numbers.minimum)
      let (mean, other) = (a.numbers.mean ?? 0, b.numbers.mean ?? 0)
      #expect(abs(mean - other) <= 1e-12 * max(1, abs(other)))
      let drift = ColumnDrift(before: b, after: a)
      #expect((drift.kolmogorovSmirnov ?? 0) <= 2 * QuantileSketch.rankError)
    }
  }

  @Test func mergedColumnsAreMatchedByName() throws {
    var left = try profile("a,b\n1,2\n", .csv)
    left.merge(try profile("b,c\n3,x\n4,y\n", .csv))
    #expect(left.columns.map(\.name) == ["a", "b", "c"])
    #expect(left.columns.map(\.counts.nulls) == [2, 0, 1])
    #expect(left.columns.allSatisfy { $0.counts.rows == 3 })
  }

  @Test func damagedRecordsAreAValueOrRefused() throws {
    let bytes = try profile("a,b\n1,x\n2.5,y\n", .csv).encode()
    var random = SeededNumbers(seed: 7)
    for _ in 0..<600 {
      var changed = bytes
      changed[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
      if var profile = try? TableProfile.decode(changed) {
        profile.merge(profile)
        _ = TableDrift(before: profile, after: profile)
        _ = profile.encode()
      }
      #expect(throws: ObjectError.self) {
        try TableProfile.decode(Array(bytes[..<random.below(bytes.count)]))
      }
    }
    #expect(throws: ObjectError.unsupportedSchema("mlx.profile.table/2")) {
      try TableProfile.decode(Array("{\"schema\":\"mlx.profile.table/2\"}".utf8))
    }
  }

  @Test func otherFormatsHaveNoTableProfiler() {
    #expect(TableProfiler(format: .parquet) == nil)
    #expect(TableProfiler(format: .png) == nil)
  }

  static func table(rows: Int, seed: UInt64) -> String {
    var random = SeededNumbers(seed: seed)
    var text = "id,value,group,note\n"
    for row in 0..<rows {
      let value = random.below(20) == 0 ? "" : "\(random.normal())"
      text += "\(row),\(value),g\(random.below(12)),\"note, \(random.below(1_000))\"\n"
    }
    return text
  }

  private func profile(
    _ text: String, _ format: FileFormat, _ options: TableProfiler.Options = .init(),
    piece: Int = 1 << 20
  ) throws -> TableProfile {
    let profiler = try #require(TableProfiler(format: format, options: options))
    Array(text.utf8).withUnsafeBytes { all in
      for start in stride(from: 0, to: all.count, by: piece) {
        profiler.update(.init(rebasing: all[start..<min(start + piece, all.count)]))
      }
    }
    return profiler.finish()
  }
}
