import FileFormats
import Testing

@testable import Profiles

/// Random tables against dictionaries, with much memory and with next to none.
@Suite struct TableDiffModelTests {
  private static let words = ["", "a", "b", "1", "2.5", "x,y", "\"q\"", "two\nlines", "Köln", " "]

  private func table(_ random: inout SeededNumbers) -> ModelTable {
    let names = ["id", "a", "b", "c"].prefix(2 + random.below(3))
    let rows = (0..<random.below(60)).map { row in
      ["k\(row)"] + names.dropFirst().map { _ in Self.words[random.below(Self.words.count)] }
    }
    return ModelTable(names: Array(names), rows: rows)
  }

  /// Rows changed, gone, new, moved; sometimes a key twice, a column more or less, another order.
  private func edit(_ table: ModelTable, _ random: inout SeededNumbers) -> ModelTable {
    var table = table
    for _ in 0..<random.below(12) where !table.rows.isEmpty {
      let row = random.below(table.rows.count)
      switch random.below(5) {
      case 0: table.rows.remove(at: row)
      case 1: table.rows.swapAt(row, random.below(table.rows.count))
      case 2:
        table.rows.insert(
          ["n\(random.below(9_999_999))"]
            + table.names.dropFirst().map { _ in Self.words[random.below(Self.words.count)] },
          at: row)
      default:
        let column = 1 + random.below(table.names.count - 1)
        table.rows[row][column] = Self.words[random.below(Self.words.count)]
      }
    }
    if random.below(4) == 0, let row = table.rows.first { table.rows.append(row) }
    if random.below(4) == 0 {
      table.names.append("more")
      for row in table.rows.indices { table.rows[row].append("\(random.below(3))") }
    }
    if random.below(4) == 0, table.names.count > 2 {
      table.names.swapAt(1, 2)
      for row in table.rows.indices { table.rows[row].swapAt(1, 2) }
    }
    return table
  }

  /// The values of the columns that both have, in the order of the first.
  private func projected(_ table: ModelTable, _ names: [String]) -> [[String]] {
    let places = names.compactMap { table.names.firstIndex(of: $0) }
    return table.rows.map { row in places.map { row[$0] } }
  }

  private func byContent(_ old: [[String]], _ new: [[String]]) -> RowChanges {
    var counts: [[String]: Int] = [:]
    for row in old { counts[row, default: 0] += 1 }
    for row in new { counts[row, default: 0] -= 1 }
    let removed = counts.values.reduce(0) { $0 + max($1, 0) }
    let added = counts.values.reduce(0) { $0 + max(-$1, 0) }
    return RowChanges(
      added: UInt64(added), removed: UInt64(removed), same: UInt64(old.count - removed))
  }

  private func byKey(
    _ old: [[String]], _ new: [[String]]
  ) -> (rows: RowChanges, cells: [UInt64]) {
    let before = Dictionary(uniqueKeysWithValues: old.map { ($0[0], $0) })
    let after = Dictionary(uniqueKeysWithValues: new.map { ($0[0], $0) })
    var rows = RowChanges()
    var cells = [UInt64](repeating: 0, count: old[0].count)
    for (key, row) in before {
      guard let other = after[key] else {
        rows.removed += 1
        continue
      }
      if row == other { rows.same += 1 } else { rows.changed += 1 }
      for column in row.indices where row[column] != other[column] { cells[column] += 1 }
    }
    rows.added = UInt64(after.keys.filter { before[$0] == nil }.count)
    return (rows, cells)
  }

  @Test(arguments: 0..<60)
  func itAgreesWithDictionaries(seed: Int) throws {
    var random = SeededNumbers(seed: UInt64(seed))
    let old = table(&random)
    let new = edit(old, &random)
    let texts = (old.text(&random), new.text(&random))
    let names = old.names.filter(new.names.contains)
    let (before, after) = (projected(old, names), projected(new, names))
    var diffs: [TableDiff] = []
    for (memory, piece) in [(64 << 20, 1 << 20), (256, 7)] {
      let spill = MemorySpill()
      diffs.append(
        try TableComparison(
          before: TableSource(texts.0, piece: piece), after: TableSource(texts.1, piece: piece),
          options: .init(key: ["id"], memory: memory), spill: spill
        ).run())
      if memory > 256 { #expect(spill.count == 0) }
      if memory == 256, old.rows.count > 12 { #expect(spill.count > 0) }
    }
    #expect(diffs[0] == diffs[1])
    var rows = try #require(diffs[0].rows)
    let moved = rows.moved
    rows.moved = 0
    let isUnique =
      Set(before.map(\.[0])).count == before.count && Set(after.map(\.[0])).count == after.count
    if isUnique, !before.isEmpty {
      let expected = byKey(before, after)
      #expect(rows == expected.rows)
      let cells = names.map { name in diffs[0].columns.first { $0.name == name }?.changedCells }
      #expect(cells == expected.cells)
      #expect(diffs[0].examples.changed.count == min(5, Int(expected.rows.changed)))
    } else {
      #expect(rows == byContent(before, after))
    }
    #expect(
      moved
        == (isUnique && !before.isEmpty ? movedByKey(before, after) : movedByContent(before, after))
    )
  }

  private func movedByKey(_ old: [[String]], _ new: [[String]]) -> UInt64 {
    let places = Dictionary(uniqueKeysWithValues: new.enumerated().map { ($1[0], $0) })
    return moved(old.compactMap { places[$0[0]] })
  }

  /// Rows of one content are matched in their order.
  private func movedByContent(_ old: [[String]], _ new: [[String]]) -> UInt64 {
    var places = Dictionary(grouping: new.indices, by: { new[$0] })
    return moved(
      old.compactMap { row in
        places[row].flatMap { all in
          places[row] = Array(all.dropFirst())
          return all.first
        }
      })
  }

  /// The number of places less the longest increasing subsequence, in quadratic time.
  private func moved(_ places: [Int]) -> UInt64 {
    var lengths: [Int] = []
    for (index, place) in places.enumerated() {
      let best = places[..<index].indices.filter { places[$0] < place }.map { lengths[$0] }.max()
      lengths.append((best ?? 0) + 1)
    }
    return UInt64(places.count - (lengths.max() ?? 0))
  }

  /// Of many rows the number that moved is estimated, and that any did is certain.
  @Test func movesAmongManyRows() throws {
    let rows = (0..<30_000).map { "\($0),a\n" }
    func diff(_ new: [String]) throws -> RowChanges {
      let options = TableComparison.Options(key: ["id"])
      return try #require(
        compare("id,v\n" + rows.joined(), "id,v\n" + new.joined(), .csv, options).rows)
    }
    var one = rows
    one.swapAt(17_000, 17_001)
    let swapped = try diff(one)
    #expect(swapped.same == 30_000 && (1...2).contains(swapped.moved) && !swapped.isMovedExact)
    // A tenth of the rows goes to the end.
    let most = rows.enumerated().filter { $0.offset % 10 > 0 }.map(\.element)
    let tenth = rows.enumerated().filter { $0.offset % 10 == 0 }.map(\.element)
    let moved = try diff(most + tenth)
    #expect(moved.moved > 2_600 && moved.moved < 3_400 && !moved.isMovedExact)
    #expect(try diff(["n,a\n"] + rows) == RowChanges(added: 1, same: 30_000, isMovedExact: false))
  }

  /// Rows with other values come before those whose numbers are written otherwise.
  @Test func examplesAreRowsThatSaySomething() throws {
    let before = "id,v\n" + (0..<500).map { "\($0),7\n" }.joined()
    let after =
      "id,v\n" + (0..<500).map { "\($0),\([40, 90, 480].contains($0) ? "8" : "7.0")\n" }.joined()
    for memory in [64 << 20, 256] {
      let diff = try compare(before, after, .csv, .init(memory: memory))
      #expect(diff.rows == RowChanges(changed: 500, rewritten: 497))
      #expect(diff.examples.changed.map(\.rowBefore) == [1, 2, 41, 91, 481])
      #expect(diff.examples.changed.map(\.key[0].value?.text) == ["0", "1", "40", "90", "480"])
      #expect(diff.examples.changed.map(\.cells[0].after?.text) == ["7.0", "7.0", "8", "8", "8"])
    }
  }

  /// Bytes of any kind are a difference or an error, never a trap.
  @Test(arguments: [FileFormat.csv, .jsonl])
  func damagedTablesAreComparedOrRefused(format: FileFormat) throws {
    var random = SeededNumbers(seed: 17)
    let text =
      format == .csv
      ? "id,a,\"b\"\n" + (0..<30).map { "\($0),x\($0 % 3),\"1,\($0)\"\n" }.joined()
      : (0..<30).map { "{\"id\":\($0),\"o\":{\"a\":[1],\"b\":\"\\u00e4\"},\"c\":1.5}\n" }.joined()
    let bytes = Array(text.utf8)
    let marks = Array("\"\n\r,;\t{}[]:\\\0\u{FF}".utf8)
    for _ in 0..<150 {
      var changed = bytes
      for _ in 0..<1 + random.below(6) {
        let place = random.below(changed.count)
        switch random.below(3) {
        case 0: changed.remove(at: place)
        case 1: changed[place] = UInt8(truncatingIfNeeded: random.next())
        default: changed.insert(marks[random.below(marks.count)], at: place)
        }
      }
      let damaged = changed[..<(random.below(4) == 0 ? random.below(changed.count) : changed.count)]
      let source = TableSource(format: format) { body in
        try Array(damaged).withUnsafeBytes { try body($0) }
      }
      let diff = try? TableComparison(
        before: TableSource(text, format), after: source,
        options: .init(hidden: random.below(3) == 0 ? ["a", "o"] : [], memory: 256),
        spill: MemorySpill()
      ).run()
      guard let diff, let rows = diff.rows else { continue }
      #expect(rows.same + rows.changed + rows.removed == diff.rowsBefore)
      #expect(rows.same + rows.changed + rows.added == diff.rowsAfter)
    }
  }

  /// Examples are the first rows, whatever order their hashes have.
  @Test func examplesAreTheFirstRows() throws {
    let before = "id,v\n" + (0..<500).map { "\($0),a\n" }.joined()
    let after = "id,v\n" + (0..<500).reversed().map { "\($0),b\n" }.joined()
    for memory in [64 << 20, 256] {
      let diff = try compare(before, after, .csv, .init(memory: memory))
      #expect(diff.rows == RowChanges(changed: 500, moved: 499))
      #expect(diff.examples.changed.map(\.rowBefore) == [1, 2, 3, 4, 5])
      #expect(diff.examples.changed.map(\.rowAfter) == [500, 499, 498, 497, 496])
      let content = try compare(before, after, .csv, .init(key: ["v"], memory: memory))
      #expect(content.examples.added.allSatisfy { $0.key.isEmpty })
      #expect(
        content.examples.added.map { $0.values[0].value?.text } == [
          "499", "498", "497", "496", "495",
        ])
    }
  }
}
