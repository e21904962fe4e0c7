import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// Which commits are listed, and in which order.
@Suite struct LogTests {
  private func messages(
    _ test: TestRepository, _ ranges: String..., paths: [String] = [], limit: Int? = nil
  ) throws -> [String] {
    let options = LogOptions(
      ranges: try ranges.map { try RevisionRange(parsing: $0) },
      paths: try paths.map { try RepositoryPath(validating: $0) }, limit: limit)
    return try test.reopened().log(options).map(\.commit.message)
  }

  @Test func oneLineOfHistory() throws {
    let test = try TestRepository()
    for number in 1...5 { try test.commit("\(number)", ["a.txt": "\(number)"]) }
    #expect(try messages(test) == ["5", "4", "3", "2", "1"])
    #expect(try messages(test, limit: 2) == ["5", "4"])
    #expect(try messages(test, limit: 0) == [])
    #expect(try messages(test, "HEAD~2") == ["3", "2", "1"])
    #expect(try messages(test, "HEAD~3..HEAD~1") == ["4", "3"])
    #expect(try messages(test, "HEAD..HEAD~2") == [])
  }

  @Test func nothingYet() throws {
    let test = try TestRepository()
    let error = #expect(throws: RefError.self) { try test.repository.log() }
    #expect(error?.code == "no-commit")
  }

  /// root - a1 - a2 - merge - top; root - b1 - b2 - merge, in turns by time.
  private func forked() throws -> TestRepository {
    let test = try TestRepository()
    let start: Int64 = 1_000_000_000
    let root = try test.record("root", parents: [], at: start)
    let a1 = try test.record("a1", parents: [root], at: start + 10)
    let b1 = try test.record("b1", parents: [root], on: "side", at: start + 20)
    let a2 = try test.record("a2", parents: [a1], at: start + 30)
    let b2 = try test.record("b2", parents: [b1], on: "side", at: start + 40)
    let merge = try test.record("merge", parents: [a2, b2], at: start + 50)
    _ = try test.record("top", parents: [merge], at: start + 60)
    return test
  }

  @Test func forksInterleaveByTime() throws {
    let test = try forked()
    let all = ["top", "merge", "b2", "a2", "b1", "a1", "root"]
    #expect(try messages(test) == all)
    #expect(try messages(test, limit: 4) == Array(all.prefix(4)))
    #expect(try messages(test, "side..main") == ["top", "merge", "a2", "a1"])
    #expect(try messages(test, "main..side") == [])
    #expect(try messages(test, "main~2", "side") == ["b2", "a2", "b1", "a1", "root"])
    #expect(try messages(test, "main~2...side") == ["b2", "a2", "b1", "a1"])
    #expect(try messages(test, "main^^2") == ["b2", "b1", "root"])
  }

  /// Clocks differ: a parent may look younger than its child, and still comes after it.
  @Test func childrenComeBeforeParentsWhateverTheClock() throws {
    let test = try TestRepository()
    let start: Int64 = 1_000_000_000
    let root = try test.record("root", parents: [], at: start + 5_000)
    let left = try test.record("left", parents: [root], at: start)
    let right = try test.record("right", parents: [root], on: "side", at: start + 9_000)
    let merge = try test.record("merge", parents: [left, right], at: start + 1)
    _ = try test.record("top", parents: [merge], at: start - 50)
    #expect(try messages(test) == ["top", "merge", "right", "left", "root"])
    #expect(try messages(test, "main", "side") == ["top", "merge", "right", "left", "root"])
    #expect(try messages(test, "side..main") == ["top", "merge", "left"])
    #expect(try messages(test, "main~3..main") == ["top", "merge", "right", "left"])
  }

  @Test func commitsThatChangedAPath() throws {
    let test = try TestRepository()
    let first = try test.commit("1", ["a.txt": "1", "b.txt": "1"])
    try test.commit("2", ["b.txt": "2"])
    let third = try test.commit("3", ["a.txt": "3"])
    try test.commit("4", ["sub/c.txt": "4"])
    try test.commit("5", ["a.txt": nil])
    #expect(try messages(test, paths: ["data/a.txt"]) == ["5", "3", "1"])
    #expect(try messages(test, paths: ["data/b.txt"]) == ["2", "1"])
    #expect(try messages(test, paths: ["data/sub"]) == ["4"])
    #expect(try messages(test, paths: ["data"]) == ["5", "4", "3", "2", "1"])
    #expect(try messages(test, paths: ["data/sub", "data/b.txt"]) == ["4", "2", "1"])
    #expect(try messages(test, paths: ["nothing"]) == [])
    #expect(try messages(test, paths: ["data/a.txt"], limit: 2) == ["5", "3"])
    let entries = try test.reopened().log(
      LogOptions(paths: [RepositoryPath(validating: "data/a.txt")]))
    #expect(entries.map(\.parents) == [[third], [first], []])
  }

  @Test func namesStandBesideCommits() throws {
    let test = try TestRepository()
    try test.commit("1", ["a.txt": "1"])
    try test.repository.createTag(TagName(validating: "v1"))
    try test.repository.createBranch(BranchName(validating: "side"))
    try test.commit("2", ["a.txt": "2"])
    #expect(
      try test.reopened().log().map(\.refs) == [["HEAD -> main"], ["tag: v1", "side"]])
    let first = try test.repository.resolve(Revision(parsing: "v1"))
    try test.repository.transaction("detach") { $0.view.detachHead(at: first) }
    #expect(try test.reopened().log().map(\.refs) == [["HEAD", "tag: v1", "side"]])
  }

  @Test func changesComeWhenAskedFor() throws {
    let test = try TestRepository()
    try test.commit("1", ["a.txt": "1"])
    try test.commit("2", ["a.txt": "2", "b.txt": "x"])
    let entries = try test.reopened().log(LogOptions(stat: true))
    #expect(entries.map { $0.changes?.assets.count } == [1, 1])
    #expect(entries[0].changes?.assets[0].files.count == 2)
    #expect(try test.reopened().log().allSatisfy { $0.changes == nil })
  }
}
