import FileFormats
import Testing

@testable import Profiles

@Suite struct TableDiffTests {
  private static let before = """
    id,name,town,age
    1,Ada,Bonn,36
    2,Bob,Köln,41
    3,Cid,"Bad, Ems",
    4,Dan,Bonn,20

    """

  @Test func rowsAreJoinedByKey() throws {
    let after = """
      id,name,town,age
      4,Dan,Bonn,21
      3,Cid,Trier,
      1,"Ada",Bonn,36
      5,Eva,Ulm,50

      """
    let diff = try compare(Self.before, after)
    #expect(diff.key == TableKey(origin: .guessed, columns: ["id"]))
    #expect(diff.rows == RowChanges(added: 1, removed: 1, changed: 2, same: 1, moved: 2))
    #expect(diff.rowsBefore == 4 && diff.rowsAfter == 4)
    #expect(diff.columns.map(\.name) == ["id", "name", "town", "age"])
    #expect(diff.columns.map(\.changedCells) == [0, 0, 1, 1])
    #expect(diff.columns[3].before?.mean == 97.0 / 3 && diff.columns[3].after?.mean == 107.0 / 3)
    #expect(diff.columns[3].before?.nulls == 1)
    #expect(
      diff.examples.added == [
        RowExample(
          row: 4, key: [value("id", "5")],
          values: [value("name", "Eva"), value("town", "Ulm"), value("age", "50")])
      ])
    #expect(diff.examples.removed.map(\.row) == [2])
    #expect(
      diff.examples.changed == [
        ChangedRowExample(
          rowBefore: 3, rowAfter: 2, key: [value("id", "3")],
          cells: [
            .init(
              column: "town", before: ShownValue(text: "Bad, Ems"), after: ShownValue(text: "Trier")
            )
          ], cellCount: 1),
        ChangedRowExample(
          rowBefore: 4, rowAfter: 1, key: [value("id", "4")],
          cells: [
            .init(column: "age", before: ShownValue(text: "20"), after: ShownValue(text: "21"))
          ], cellCount: 1),
      ])
    #expect(diff.notices.isEmpty && !diff.isSame)
  }

  @Test func anotherWayOfWritingIsTheSame() throws {
    let quoted =
      "\"id\";\"name\";\"town\";\"age\"\r\n\"1\";Ada;Bonn;\"36\"\r\n2;Bob;Köln;41\r\n"
      + "3;Cid;\"Bad, Ems\";\"\"\r\n4;Dan;Bonn;20"
    let diff = try compare(Self.before, quoted)
    #expect(diff.isSame)
    #expect(diff.rows == RowChanges(same: 4))
    #expect(diff.examples == TableExamples())
  }

  @Test func anotherOrderIsSaid() throws {
    let diff = try compare("id,v\n1,a\n2,b\n3,c\n", "v,id\nb,2\na,1\nc,3\n")
    #expect(diff.rows == RowChanges(same: 3, moved: 1))
    #expect(diff.isReordered && !diff.isSame)
  }

  @Test func withoutAKeyContentIsCompared() throws {
    let diff = try compare("a,b\n1,x\n1,x\n2,y\n2,z\n", "a,b\n2,z\n1,x\n3,y\n3,y\n1,x\n1,x\n")
    #expect(diff.key == TableKey())
    #expect(diff.rows == RowChanges(added: 3, removed: 1, same: 3, moved: 1))
    #expect(diff.columns.allSatisfy { $0.changedCells == nil })
    #expect(diff.examples.added.map(\.row) == [3, 4, 6])
    #expect(diff.examples.added[0].values == [value("a", "3"), value("b", "y")])
    #expect(diff.examples.removed.map(\.row) == [3])
  }

  @Test func columnsComeAndGo() throws {
    let diff = try compare(
      "id,kept,gone,old\n1,a,5,p\n2,b,6,q\n", "id,kept,new,fresh\n1,a,0.5,p\n2,c,1,q\n")
    #expect(diff.columns.map(\.name) == ["id", "kept", "new", "fresh", "gone"])
    #expect(diff.columns.map(\.state) == [.kept, .kept, .added, .renamed, .removed])
    #expect(diff.columns[3].nameBefore == "old")
    #expect(diff.columns[2].after?.type == .float && diff.columns[4].before?.type == .int)
    // Rows are compared by what both have.
    #expect(diff.rows == RowChanges(changed: 1, same: 1))
  }

  @Test func rowsOfOneVersionAreShownWithItsColumns() throws {
    let diff = try compare("id,v,gone\n1,a,p\n2,b,q\n", "id,new,v\n1,x,a\n3,y,c\n")
    #expect(diff.rows == RowChanges(added: 1, removed: 1, same: 1))
    #expect(diff.examples.removed.map(\.values) == [[value("v", "b"), value("gone", "q")]])
    #expect(diff.examples.added.map(\.values) == [[value("v", "c"), value("new", "y")]])
    let lines = try compare(
      "{\"id\":1,\"a\":{\"x\":2}}\n{\"id\":2}", "{\"id\":2}\n{\"b\":true,\"id\":3}", .jsonl)
    #expect(lines.examples.removed.map(\.values) == [[value("id", "1"), value("a.x", "2")]])
    #expect(lines.examples.added.map(\.values) == [[value("id", "3"), value("b", "true")]])
  }

  @Test func aColumnIsRenamedOnlyWhenItIsTheOnlyOneAlike() throws {
    let diff = try compare("id,a,b\n1,x,x\n2,y,y\n", "id,c\n1,x\n2,y\n")
    #expect(diff.columns.map(\.state) == [.kept, .added, .removed, .removed])
    let twice = try compare("id,a\n1,x\n2,y\n", "id,,\n1,q,x\n2,r,y\n")
    #expect(twice.columns.map(\.state) == [.kept, .added, .added, .removed])
    let empty = try compare("id,k,a\n1,u,\n2,v,\n", "id,k,b\n1,u,\n2,v,\n")
    #expect(empty.columns.map(\.state) == [.kept, .kept, .added, .removed])
  }

  @Test func typesAndNullsAreCompared() throws {
    let diff = try compare("id,v,w\n1,1,2024-01-01\n2,2,\n", "id,v,w\n1,1.5,x\n2,,\n")
    #expect(diff.columns.map(\.isRetyped) == [false, true, true])
    #expect(diff.columns[1].before?.type == .int && diff.columns[1].after?.type == .float)
    #expect(diff.columns[1].before?.nulls == 0 && diff.columns[1].after?.nulls == 1)
    #expect(diff.columns[1].changedCells == 2 && diff.columns[2].changedCells == 1)
    #expect(diff.columns[2].before?.minimum == 1_704_067_200)
  }

  /// Numbers that are written otherwise have changed, and are told apart.
  @Test func numbersWrittenOtherwise() throws {
    let diff = try compare(
      "id,a,b,zip\n1,1,5,01\n2,2,,x\n3,9007199254740993,6,y\n4,4,7,z\n",
      "id,a,b,zip\n1,1.0,5.00,1\n2,2.0,,x\n3,9007199254740992,6,y\n4,4.5,+7,z\n")
    #expect(diff.rows == RowChanges(changed: 4, rewritten: 1))
    #expect(diff.columns.map(\.changedCells) == [0, 4, 2, 1])
    #expect(diff.columns.map(\.rewrittenCells) == [0, 2, 2, 0])
    let lines = try compare("{\"id\":1,\"v\":5}", "{\"id\":1,\"v\":5.0}", .jsonl)
    #expect(lines.rows == RowChanges(changed: 1, rewritten: 1))
  }

  @Test func tablesWithoutRowsOrColumns() throws {
    let all = try compare("", Self.before)
    #expect(all.rows == RowChanges(added: 4))
    #expect(all.columns.allSatisfy { $0.state == .added } && all.notices.isEmpty)
    let none = try compare(Self.before, "id,name,town,age\n")
    #expect(none.rows == RowChanges(removed: 4))
    let other = try compare("a\n1\n", "b\nx\n")
    #expect(other.rows == RowChanges(added: 1, removed: 1))
    #expect(other.notices == [.nothingInCommon])
    #expect(try compare("", "").rows == RowChanges())
  }

  /// A short row lacks values; what stands behind the last column is compared too.
  @Test func raggedRows() throws {
    let diff = try compare(
      "id,a,b\n1,x,\n2,y,z\n3,u,v,w\n4,q\n", "id,a,b\n1,x\n2,y,z,!\n3,u,v,w\n4,q,\n")
    #expect(diff.rows == RowChanges(changed: 1, same: 3, changedBeyondColumns: 1))
    #expect(diff.columns.map(\.changedCells) == [0, 0, 0])
    #expect(diff.examples.changed.map(\.cellCount) == [0])
  }

  @Test func longValuesAreComparedWholeAndShownCut() throws {
    let long = String(repeating: "ä", count: 100_000)
    let diff = try compare("id,t\n1,\(long)a\n2,k\n", "id,t\n1,\(long)b\n2,k\n")
    #expect(diff.rows == RowChanges(changed: 1, same: 1))
    let cell = try #require(diff.examples.changed.first?.cells.first)
    #expect(cell.before == ShownValue(text: String(repeating: "ä", count: 80), isCut: true))
  }

  @Test func linesOfJSON() throws {
    let before = """
      {"id":1,"o":{"x":5,"s":"5"},"l":[1,2]}
      {"id":2,"o":{"x":null},"gone":true}
      {"id":3,"o":{"s":"same"}}
      """
    let after = """
      {"o":{"s":"5","x":"5"},"id":1,"l":[1,2]}
      {"id":2}
      {"new":0,"o":{"s":"other"},"id":3}
      """
    let diff = try compare(before, after, .jsonl)
    #expect(diff.key.columns == ["id"])
    #expect(diff.rows == RowChanges(changed: 2, same: 1))
    let cells = Dictionary(uniqueKeysWithValues: diff.columns.map { ($0.name, $0.changedCells) })
    #expect(cells == ["id": 0, "o.x": 1, "o.s": 1, "l": 0, "gone": nil, "new": nil])
    #expect(
      diff.examples.changed[0].cells == [
        .init(column: "o.x", before: ShownValue(text: "5"), after: ShownValue(text: "\"5\""))
      ])
    #expect(!diff.isReordered)
  }

  @Test func damageIsSaidOrRefused() throws {
    let diff = try compare("{\"id\":1}\n{\"id\":2}\nnothing\n", "{\"id\":1}\n{\"id\":2}\n", .jsonl)
    #expect(diff.notices == [.damagedRows(.before, 1)])
    #expect(throws: TableComparisonError.notLines(.after)) {
      try compare("{\"id\":1}\n", "a\nb\n{\"id\":1}\n", .jsonl)
    }
    #expect(throws: TableComparisonError.unclosedQuote(.before)) {
      try compare("a,b\n1,\"x\n2,y\n", "a,b\n1,x\n2,y\n")
    }
    #expect(throws: TableComparisonError.noRows(.parquet)) {
      try compare("", "", .parquet)
    }
  }

  @Test func whatASourceThrowsComesThrough() throws {
    struct Broken: Error {}
    let broken = TableSource(format: .csv) { _ in throw Broken() }
    #expect(throws: Broken.self) {
      try TableComparison(
        before: TableSource("a\n1\n"), after: broken, options: .init(), spill: MemorySpill()
      ).run()
    }
  }

  private func value(_ column: String, _ text: String?) -> NamedValue {
    NamedValue(column: column, value: text.map { ShownValue(text: $0) })
  }
}
