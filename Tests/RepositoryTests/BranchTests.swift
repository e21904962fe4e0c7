import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// Branches: making, moving, renaming, deleting.
@Suite struct BranchTests {
  private func name(_ text: String) throws -> BranchName { try BranchName(validating: text) }

  private func two() throws -> (TestRepository, first: CommitID, second: CommitID) {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    return (test, first, try test.commit("Second", ["a.txt": "2"]))
  }

  @Test func aBranchOfAnEmptyRepository() throws {
    let test = try TestRepository()
    #expect(
      try test.repository.branches()
        == [BranchInfo(name: .main, commit: nil, isCurrent: true, subject: nil)])
    let error = #expect(throws: RefError.self) { try test.repository.createBranch(name("x")) }
    #expect(error?.code == "no-commit")
    try test.repository.renameBranch(to: name("trunk"))
    #expect(try test.repository.head() == .branch(name("trunk"), nil))
  }

  @Test func makingAndListing() throws {
    let (test, first, second) = try two()
    let made = try test.repository.createBranch(name("exp/a"), at: Revision(parsing: "HEAD~1"))
    #expect(made == Branch(name: try name("exp/a"), target: first, previous: nil))
    #expect(
      try test.repository.branches() == [
        BranchInfo(name: name("exp/a"), commit: first, isCurrent: false, subject: "First"),
        BranchInfo(name: .main, commit: second, isCurrent: true, subject: "Second"),
      ])
  }

  @Test func aNameThatIsTaken() throws {
    let (test, first, second) = try two()
    try test.repository.createBranch(name("x"))
    let error = #expect(throws: RefError.self) { try test.repository.createBranch(name("x")) }
    #expect(error?.code == "ref-exists")
    #expect(error?.hint == "run 'mlx branch -f x HEAD' to move it")
    let moved = try test.repository.createBranch(
      name("x"), at: Revision(parsing: "HEAD~1"), force: true)
    #expect(moved == Branch(name: try name("x"), target: first, previous: second))
    let folder = #expect(throws: RefError.self) { try test.repository.createBranch(name("x/y")) }
    #expect(folder?.code == "ref-exists")
    let current = #expect(throws: RepositoryError.self) {
      try test.repository.createBranch(.main, at: Revision(parsing: "HEAD~1"), force: true)
    }
    #expect(current?.code == "branch-is-current")
  }

  @Test func deleting() throws {
    let (test, first, second) = try two()
    try test.repository.createBranch(name("old"), at: Revision(parsing: "HEAD~1"))
    #expect(try test.repository.deleteBranch(name("old")).target == first)
    #expect(try test.repository.branches().map(\.name) == [.main])
    let current = #expect(throws: RepositoryError.self) {
      try test.repository.deleteBranch(.main, force: true)
    }
    #expect(current?.code == "branch-is-current")
    let missing = #expect(throws: RefError.self) { try test.repository.deleteBranch(name("mian")) }
    #expect(missing?.code == "unknown-ref")
    #expect(missing?.description == "there is no branch 'mian'; did you mean 'main'?")
    _ = second
  }

  @Test func anUnmergedBranchStaysUnlessForced() throws {
    let (test, first, _) = try two()
    let side = try test.record("Side", parents: [first], on: "side")
    let error = #expect(throws: RepositoryError.self) {
      try test.repository.deleteBranch(name("side"))
    }
    #expect(error == .branchUnmerged("side", commit: side))
    #expect(error?.hint?.contains("mlx branch -D side") == true)
    try test.repository.deleteBranch(name("side"), force: true)
    // It can be had again.
    #expect(try test.reopened().resolve(Revision(parsing: "side@{0}")) == side)
    #expect(try test.reopened().resolve(Revision(parsing: side.short)) == side)
  }

  @Test func renamingTakesHeadAlong() throws {
    let (test, first, second) = try two()
    let renamed = try test.repository.renameBranch(to: name("trunk"))
    #expect(renamed == RenamedBranch(from: .main, to: try name("trunk"), target: second))
    #expect(try test.repository.head() == .branch(name("trunk"), second))
    try test.repository.createBranch(name("x"), at: Revision(parsing: "HEAD~1"))
    try test.repository.renameBranch(name("x"), to: name("x/y"))
    #expect(
      try test.repository.currentView().branches == [name("trunk"): second, name("x/y"): first])
    #expect(try test.repository.head() == .branch(name("trunk"), second))
    #expect(throws: RefError.self) {
      try test.repository.renameBranch(name("x/y"), to: name("trunk"))
    }
    #expect(throws: RepositoryError.self) {
      try test.repository.renameBranch(name("x/y"), to: name("trunk"), force: true)
    }
    #expect(throws: RefError.self) { try test.repository.renameBranch(name("no"), to: name("n")) }
    try test.repository.createBranch(name("z"))
    try test.repository.renameBranch(name("z"), to: name("x/y"), force: true)
    #expect(try test.repository.currentView()[name("x/y")] == second)
  }

  @Test func aDetachedHeadHasNoBranchToRename() throws {
    let (test, first, _) = try two()
    try test.repository.transaction("detach") { $0.view.detachHead(at: first) }
    let error = #expect(throws: RepositoryError.self) {
      try test.repository.renameBranch(to: name("x"))
    }
    #expect(error?.code == "no-branch")
    // HEAD does not lead to main now.
    #expect(throws: RepositoryError.self) { try test.repository.deleteBranch(.main) }
  }
}
