import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// The operation log and reflogs, as lists.
@Suite struct HistoryTests {
  @Test func operationsNewestFirst() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    try test.reopened().createTag(TagName(validating: "v1"))
    let all = try test.reopened().operationLog()
    #expect(all.map(\.description) == ["tag: v1 at HEAD", "commit (initial): First", "init"])
    #expect(all.map(\.number) == [3, 2, 1])
    #expect(
      all[1].refChanges == [RefChange(name: .branch(.main), from: nil, to: .commit(first))])
    #expect(all[2].refChanges.isEmpty)
    #expect(all[0].time > all[1].time)
    #expect(try test.reopened().operationLog(limit: 2) == Array(all.prefix(2)))
    #expect(try test.reopened().operationLog(limit: 0).isEmpty)
    #expect(try test.reopened().operationLog(limit: 3) == all)
    #expect(try test.reopened().operationLog(limit: 9) == all)
  }

  @Test func whereHeadAndBranchesHaveBeen() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    try test.reopened().createBranch(
      BranchName(validating: "side"), at: Revision(parsing: "HEAD~1"))
    _ = try test.reopened().switchBranch(BranchName(validating: "side"))
    let head = try test.reopened().reflog()
    #expect(head.map(\.selector) == ["HEAD@{0}", "HEAD@{1}", "HEAD@{2}"])
    #expect(head.map(\.commit) == [first, second, first])
    #expect(head[0].description == "checkout: moving from main to side")
    #expect(try test.reopened().reflog("main").map(\.commit) == [second, first])
    #expect(try test.reopened().reflog("side").map(\.selector) == ["side@{0}"])
    #expect(try test.reopened().reflog("HEAD", limit: 1).map(\.commit) == [first])
    #expect(try test.reopened().reflog("HEAD", limit: 0).isEmpty)
    let error = #expect(throws: RefError.self) { try test.reopened().reflog("sid") }
    #expect(error?.code == "unknown-revision")
    for entry in head {
      #expect(try test.reopened().resolve(Revision(parsing: entry.selector)) == entry.commit)
    }
  }

  @Test func anEmptyRepositoryHasNoReflog() throws {
    let test = try TestRepository()
    #expect(try test.repository.reflog().isEmpty)
    #expect(try test.repository.reflog("main").isEmpty)
  }
}
