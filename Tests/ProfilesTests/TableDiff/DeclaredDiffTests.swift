import Testing

@testable import Profiles

/// Tables of which only what the file says is known.
@Suite struct DeclaredDiffTests {
  private func profile(_ rows: UInt64, _ columns: [(String, String, Double?)]) -> TableProfile {
    var profile = TableProfile(format: "parquet")
    profile.rows = rows
    profile.columns = columns.map { name, type, maximum in
      var column = ColumnProfile(name: name)
      column.counts.integers = rows
      column.declared = DeclaredColumn(
        type: type, minimum: 0, maximum: maximum, knowsNulls: maximum != nil, bytes: 9)
      return column
    }
    return profile
  }

  @Test func schemaAndBoundsAreCompared() {
    let diff = TableDiff(
      declaredBy: profile(4, [("id", "INT64", 5), ("v", "INT32", 1), ("gone", "INT32", nil)]),
      profile(6, [("v", "INT64", 1), ("id", "INT64", 77), ("new", "INT32", nil)]))
    #expect(diff.rows == nil && diff.rowsBefore == 4 && diff.rowsAfter == 6)
    #expect(diff.columns.map(\.name) == ["v", "id", "new", "gone"])
    #expect(diff.columns.map(\.state) == [.kept, .kept, .added, .removed])
    #expect(diff.columns.map(\.isRetyped) == [true, false, false, false])
    #expect(diff.columns[1].before?.maximum == 5 && diff.columns[1].after?.maximum == 77)
    #expect(diff.columns[1].after?.nulls == 0 && diff.columns[2].after?.nulls == nil)
    #expect(diff.columns[1].after?.distinct == nil)
    #expect(diff.isReordered && !diff.isSame)
    #expect(diff.notices == [.rowsNotCompared])
  }

  @Test func hiddenColumnsHaveNoBounds() throws {
    let one = profile(
      4, [("id", "INT64", 5), ("user.age", "INT32", 71), ("user.x.y", "INT32", 72)])
    let other = profile(
      4, [("id", "INT64", 5), ("user.age", "INT32", 73), ("user.x.y", "INT32", 74)])
    let diff = TableDiff(declaredBy: one, other, hidden: ["user"])
    #expect(diff.columns.map(\.name) == ["id", "user"])
    #expect(diff.columns.map(\.isHidden) == [false, true])
    for number in 71...74 { #expect(!String(reflecting: diff).contains("\(number)")) }
  }
}
