import FileFormats
import Testing

@testable import Profiles

@Suite struct TableKeyTests {
  private func key(_ header: String, _ rows: [String], after: [String]? = nil) throws -> [String] {
    try compare(
      ([header] + rows).joined(separator: "\n"),
      ([header] + (after ?? rows)).joined(separator: "\n")
    ).key.columns
  }

  @Test func aGuessGoesByNamesThenByOrder() throws {
    #expect(try key("a,b,id", ["x,p,1", "y,q,2"]) == ["id"])
    #expect(try key("a,b,user_id", ["x,p,1", "y,q,2"]) == ["user_id"])
    #expect(try key("a,b,orderId", ["x,p,1", "y,q,2"]) == ["orderId"])
    #expect(try key("a,b,paid", ["x,p,1", "x,q,2"]) == ["b"])
    #expect(try key("a,ID,b", ["x,k,1", "x,l,2"]) == ["ID"])
  }

  @Test func aKeyIsUniqueOnBothSides() throws {
    #expect(try key("id,b", ["1,p", "2,q"], after: ["1,p", "1,q"]) == ["b"])
    #expect(try key("id,b", ["1,p", "1,p"]) == [])
    #expect(try key("id,b", ["1,p", ",q"]) == ["b"])
  }

  @Test func aNumberWithDecimalsIsNoKey() throws {
    #expect(try key("id,b", ["1.5,p", "2,p"]) == [])
    #expect(try key("id,b", ["1,p", "2,p"], after: ["1.5,p", "2,p"]) == [])
  }

  @Test func namedColumnsAreAKeyTogether() throws {
    let rows = ["1,7,a", "1,8,b", "2,7,c", "2,8,c"]
    #expect(try key("user_id,item_id,v", rows) == ["user_id", "item_id"])
    let days = ["1,2024-01-01,a", "1,2024-01-02,b", "2,2024-01-01,b"]
    #expect(try key("user_id,day,v", days) == ["user_id", "day"])
  }

  /// A sketch takes these for different; the rows tell.
  @Test func oneDuplicateAmongManyIsFound() throws {
    var rows = (0..<3_000).map { "\($0),r\($0),\($0 % 7)" }
    rows.append("1500,r3000,1")
    #expect(try key("id,r,v", rows) == ["r"])
  }

  @Test func theCallerNamesAKey() throws {
    let before = "id,a,b\n1,x,p\n2,x,q\n3,y,p\n"
    let after = "id,a,b\n1,x,p\n9,x,q\n3,y,r\n"
    func diff(_ key: [String]) throws -> TableDiff {
      try compare(before, after, .csv, .init(key: key))
    }
    for words in [["a,b"], ["a", "b"], ["b,a", "a"]] {
      let diff = try diff(words)
      #expect(Set(diff.key.columns) == ["a", "b"] && diff.key.origin == .named)
      #expect(diff.rows == RowChanges(added: 1, removed: 1, changed: 1, same: 1))
    }
    let twice = try diff(["a"])
    #expect(twice.key == TableKey())
    #expect(twice.notices == [.duplicateKeys(columns: ["a"], before: 1, after: 1)])
    #expect(twice.rows == RowChanges(added: 2, removed: 2, same: 1))
    #expect(throws: TableComparisonError.unknownKey("idd", columns: ["a", "b", "id"])) {
      try diff(["idd"])
    }
  }

  @Test func aNameMayHoldAComma() throws {
    let text = "\"a,b\",c\n1,x\n2,x\n"
    let diff = try compare(text, text, .csv, .init(key: ["a,b"]))
    #expect(diff.key.columns == ["a,b"])
  }

  @Test func aKeyIsInBothVersions() throws {
    let diff = try compare("a,b\n1,2\n", "a,id\n1,2\n", .csv, .init(key: ["id"]))
    #expect(diff.key.origin == .none && diff.notices == [.keyMissing(column: "id")])
  }

  @Test func hiddenColumnsAreComparedAndNeverShown() throws {
    let before = "id,mail,v\n1,ada@x.org,5\n2,bob@x.org,6\n3,cid@x.org,7\n"
    let after = "id,mail,v\n1,eva@x.org,5\n2,bob@x.org,8\n4,dan@x.org,7\n"
    let diff = try compare(before, after, .csv, .init(hidden: ["mail"]))
    #expect(diff.rows == RowChanges(added: 1, removed: 1, changed: 2))
    #expect(diff.examples.changed.map(\.cellCount) == [1, 1])
    let mail = try #require(diff.columns.first { $0.name == "mail" })
    #expect(mail.isHidden && mail.before == nil && mail.after == nil && mail.changedCells == 1)
    #expect(!String(reflecting: diff).contains("x.org"))
    // It may join rows when the caller says so, and is still not shown.
    let joined = try compare(before, after, .csv, .init(key: ["mail"], hidden: ["mail"]))
    #expect(joined.key == TableKey(origin: .named, columns: ["mail"], isHidden: true))
    #expect(joined.rows == RowChanges(added: 2, removed: 2, changed: 1))
    #expect(!String(reflecting: joined).contains("x.org"))
    // It is never guessed.
    let only = "v,mail\n1,a@x.org\n1,b@x.org\n"
    #expect(try compare(only, only, .csv, .init(hidden: ["mail"])).key.columns.isEmpty)
  }

  @Test func hiddenObjectsAreComparedAndNeverShown() throws {
    let before = "{\"id\":1,\"user\":{\"name\":\"Ada\",\"home\":{\"town\":\"Bonn\"}}}\n{\"id\":2}\n"
    let after = "{\"id\":1,\"user\":{\"name\":\"Ada\",\"home\":{\"town\":\"Ulm\"}}}\n{\"id\":2}\n"
    let diff = try compare(before, after, .jsonl, .init(hidden: ["user"]))
    #expect(diff.rows == RowChanges(changed: 1, same: 1))
    #expect(diff.columns.map(\.name) == ["id", "user"])
    #expect(diff.columns[1].changedCells == 1 && diff.columns[1].isHidden)
    let shown = String(reflecting: diff)
    for word in ["Ada", "Bonn", "Ulm", "town"] { #expect(!shown.contains(word)) }
  }
}
