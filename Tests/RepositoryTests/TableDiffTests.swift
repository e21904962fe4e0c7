import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import Profiles
@testable import Repository

@Suite struct TableDiffTests {
  private func makeProject(_ name: String, _ text: String) throws -> Project {
    let project = try Project()
    try project.write("data/\(name)", text)
    try project.commit { $0.datasets = [NamedPath(path: project.path("data"))] }
    return project
  }

  private func request(
    _ change: (inout TableRequest) -> Void = { _ in }
  ) -> TableRequest {
    var request = TableRequest()
    change(&request)
    return request
  }

  private func file(
    _ project: Project, _ spec: DiffSpec = .workTree, _ request: TableRequest = TableRequest()
  ) throws -> FileDiff {
    let report = try project.repository.diff(spec, byLine: true, tables: request)
    return try #require(report.assets.first?.files.first)
  }

  private func lines(_ range: Range<Int>, _ value: (Int) -> String) -> String {
    "id,v\n" + range.map { "\($0),\(value($0))\n" }.joined()
  }

  /// A stored version and the work tree, then two stored ones, then a staged one.
  @Test func everySpecComparesRows() throws {
    let project = try makeProject("t.csv", lines(0..<3_000) { "v\($0)" })
    try project.write("data/t.csv", lines(1..<3_001) { $0 == 7 ? "new" : "v\($0)" })
    func check(_ spec: DiffSpec) throws {
      let table = try #require(try file(project, spec).table)
      #expect(table.rows == RowChanges(added: 1, removed: 1, changed: 1, same: 2_998))
      #expect(table.key == TableKey(origin: .guessed, columns: ["id"]))
      #expect(table.examples.changed.first?.rowBefore == 8)
    }
    try check(.workTree)
    try check(.revision(.head))
    try project.add(all: true)
    try check(.staged(nil))
    try project.commit()
    try check(.between(.ancestor(.head, 1), .head))
    let report = try project.repository.diff(
      object: "HEAD~1:data/t.csv", "HEAD:data/t.csv", tables: request())
    #expect(report.assets.first?.files.first?.table?.rows?.changed == 1)
  }

  @Test func rowsBeyondMemoryGoToAFileThatIsGone() throws {
    let project = try makeProject("t.csv", lines(0..<3_000) { "v\($0)" })
    try project.write("data/t.csv", lines(0..<3_000) { $0 % 3 == 0 ? "x" : "v\($0)" })
    let small = try file(project, .workTree, request { $0.memory = 4_096 })
    #expect(small.table == (try file(project).table))
    #expect(small.table?.rows?.changed == 1_000)
    let left = try KernelFileSystem().entries(of: project.repository.workTree.temporary)
    #expect(!left.contains { $0.name.hasPrefix("diff") })
  }

  /// What goes wrong with a table takes nothing from the rest of the report.
  @Test func whatGoesWrongWithATableIsSaid() throws {
    var made: FaultyFileSystem?
    let project = try Project {
      let faulty = try FaultyFileSystem(root: $0)
      made = faulty
      return faulty
    }
    let faulty = try #require(made)
    try project.write("data/t.csv", lines(0..<3_000) { "v\($0)" })
    try project.commit { $0.datasets = [NamedPath(path: project.path("data"))] }
    try project.write("data/t.csv", lines(0..<3_000) { "w\($0)" })
    faulty.inject(Fault(at: 1, errno: 28, effect: .persisting, counting: .only(.create)))
    let full = try file(project, .workTree, request { $0.memory = 4_096 })
    faulty.clearFaults()
    #expect(full.table == nil && full.before != full.after)
    #expect(full.notice?.hasPrefix("not compared by row: ") == true)
    #expect(full.notice?.contains("no space") == true, "\(full.notice ?? "")")
    #expect(try file(project).table?.rows?.changed == 3_000)
  }

  @Test func linesAreComparedBesideRows() throws {
    let project = try makeProject("t.csv", lines(0..<9) { "v\($0)" })
    try project.write("data/t.csv", lines(0..<10) { "v\($0)" })
    let diff = try file(project)
    #expect(diff.lines?.addedCount == 1 && diff.table?.rows?.added == 1)
    #expect(
      try file(project, .workTree, request { $0.comparesCells = false }).table?.examples
        == TableExamples())
    let plain = try project.repository.diff(.workTree, byLine: true)
    #expect(plain.assets.first?.files.first?.table == nil)
  }

  @Test func hiddenValuesAreNeitherInRowsNorInLines() throws {
    let project = try makeProject("t.csv", "id,mail\n1,ada@x.org\n2,bob@x.org\n")
    try project.write("data/t.csv", "id,mail\n1,eva@x.org\n3,bob@x.org\n")
    try project.write("data/new.csv", "id,mail\n1,new@x.org\n")
    let report = try project.repository.diff(
      .workTree, byLine: true, tables: request { $0.hiddenColumns = ["mail"] })
    #expect(!String(reflecting: report).contains("x.org"))
    let files = try #require(report.assets.first?.files)
    #expect(files.map(\.path.string) == ["data/new.csv", "data/t.csv"])
    #expect(files[1].table?.rows == RowChanges(added: 1, removed: 1, changed: 1))
  }

  @Test func whatIsNoTableIsSaid() throws {
    let project = try makeProject("t.csv", "a,b\n1,2\n")
    try project.write("data/t.csv", bytes: [0, 1, 2, 255, 254, 0, 0, 7])
    let binary = try file(project)
    #expect(binary.table == nil)
    #expect(binary.notice == "not compared by row: the file is not what its name says")
    try project.write("data/t.csv", "a,b\n1,\"2\n3,4\n")
    let quote = try file(project)
    #expect(quote.table == nil && quote.lines != nil)
    #expect(quote.notice == "not compared by row: a quote in the new version never closes")
    let other = try makeProject("t.txt", "a,b\n1,2\n")
    try other.write("data/t.txt", "a,b\n1,3\n")
    #expect(try file(other).table == nil && file(other).notice == nil)
  }

  @Test func aKeyMustBeAColumnOfSomeTable() throws {
    let project = try makeProject("t.csv", "user,v\n1,2\n2,3\n")
    try project.write("data/u.csv", "other,w\n1,2\n")
    try project.commit { $0.all = true }
    try project.write("data/t.csv", "user,v\n1,2\n2,4\n")
    try project.write("data/u.csv", "other,w\n1,3\n")
    func diff(_ key: String) throws -> [FileDiff] {
      try project.repository.diff(.workTree, tables: request { $0.key = [key] }).assets[0].files
    }
    #expect(try diff("v").map(\.table?.key.origin) == [.named, .guessed])
    #expect(
      throws: TableKeyError.unknownColumn(
        "usr", near: ["user"], columns: ["user", "v", "other", "w"])
    ) { try diff("usr") }
    #expect(TableKeyError.unknownColumn("usr", near: [], columns: ["a"]).code == "usage")
  }

  @Test func parquetIsComparedByWhatItSays() throws {
    let project = try Project()
    try project.write("t.parquet", bytes: ParquetPair.before)
    try project.commit { $0.datasets = [NamedPath(path: project.path("t.parquet"))] }
    try project.write("t.parquet", bytes: ParquetPair.after)
    let table = try #require(try file(project).table)
    #expect(table.rows == nil && table.rowsBefore == 3 && table.rowsAfter == 4)
    #expect(table.columns.map(\.name) == ["id", "age", "note", "town"])
    #expect(table.columns.map(\.state) == [.kept, .kept, .added, .removed])
    let age = table.columns[1]
    #expect(age.before?.declaredType == "INT32" && age.after?.declaredType == "INT64")
    #expect(age.before?.nulls == 1 && age.after?.nulls == 2)
    #expect(age.before?.maximum == 41 && age.after?.maximum == 50)
    #expect(table.notices == [.rowsNotCompared])
    let hidden = try file(project, .workTree, request { $0.hiddenColumns = ["age"] }).table
    #expect(hidden?.columns.last?.isHidden == true && hidden?.columns.last?.before == nil)
    try project.write("t.parquet", bytes: Array("PAR1nothing of any use herePAR1".utf8))
    let damaged = try file(project)
    #expect(damaged.table == nil)
    #expect(damaged.notice == "not compared by row: the parquet file is damaged")
  }
}
