import Objects
import References
import TestSupport
import Testing

@testable import Repository

/// Moving the branch, alone, with what is staged, or with the files.
@Suite struct ResetTests {
  private func three() throws -> (TestRepository, [CommitID]) {
    let test = try TestRepository()
    let ids = try (1...3).map { try test.commit("\($0)", ["a.txt": "\($0)"]) }
    return (test, ids)
  }

  @Test func softMovesTheBranchAlone() throws {
    let (test, ids) = try three()
    let result = try test.reopened().reset(to: Revision(parsing: "HEAD~2"), mode: .soft)
    #expect(result.head == .branch(.main, ids[0]))
    #expect(result.from == .branch(.main, ids[2]))
    #expect(result.subject == "1")
    let status = try test.reopened().status(rehash: false)
    #expect(status.staged.count == 1)
    #expect(status.unstaged.isEmpty)
    #expect(try test.text("data/a.txt") == "3")
  }

  @Test func mixedResetsWhatIsStaged() throws {
    let (test, ids) = try three()
    let result = try test.reopened().reset(to: Revision(parsing: "HEAD~2"))
    #expect(result.head == .branch(.main, ids[0]))
    let status = try test.reopened().status(rehash: false)
    #expect(status.staged.isEmpty)
    #expect(status.unstaged.count == 1)
    #expect(try test.text("data/a.txt") == "3")
  }

  @Test func mixedAtHeadUnstages() throws {
    let (test, _) = try three()
    try test.write("data/a.txt", "staged")
    _ = try test.reopened().add(
      [RepositoryPath(validating: "data")], kind: nil, name: nil, all: false)
    #expect(try test.reopened().status(rehash: false).staged.count == 1)
    try test.reopened().reset()
    #expect(try test.reopened().status(rehash: false).staged.isEmpty)
    // What was staged can be had again.
    try test.reopened().undo()
    #expect(try test.reopened().status(rehash: false).staged.count == 1)
    #expect(try test.reopened().status(rehash: false).unstaged.isEmpty)
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func hardTakesTheFilesAlong() throws {
    let (test, ids) = try three()
    let result = try test.reopened().reset(to: Revision(parsing: "HEAD~1"), mode: .hard)
    #expect(result.head == .branch(.main, ids[1]))
    #expect(result.checkout?.written == 1)
    #expect(try test.text("data/a.txt") == "2")
    #expect(try test.reopened().status(rehash: true).isClean)
    let descriptions = try test.reopened().operationLog(limit: 2).map(\.description)
    #expect(descriptions == ["reset: moving to HEAD~1", "commit: 3"])
  }

  @Test func hardNeverDestroysUnlessForced() throws {
    let (test, ids) = try three()
    try test.write("data/a.txt", "precious")
    #expect(throws: (any Error).self) {
      try test.reopened().reset(to: Revision(parsing: "HEAD~1"), mode: .hard)
    }
    #expect(try test.text("data/a.txt") == "precious")
    #expect(try test.reopened().resolve(.head) == ids[2])
    try test.reopened().reset(to: Revision(parsing: "HEAD~1"), mode: .hard, force: true)
    #expect(try test.text("data/a.txt") == "2")
  }

  @Test func aDetachedHeadMovesItself() throws {
    let (test, ids) = try three()
    try test.reopened().transaction("detach") { $0.view.detachHead(at: ids[2]) }
    try test.reopened().reset(to: Revision(parsing: "HEAD~1"), mode: .soft)
    #expect(try test.reopened().head() == .detached(ids[1]))
    #expect(try test.reopened().currentView()[.main] == ids[2])
  }

  @Test func hardDropsWhatIsOnlyStagedAndUndoStagesItAgain() throws {
    let (test, _) = try three()
    try test.write("data/a.txt", "staged")
    try test.write("data/new.txt", "staged too")
    _ = try test.reopened().add(
      [RepositoryPath(validating: "data")], kind: nil, name: nil, all: false)
    try test.reopened().reset(mode: .hard)
    #expect(try test.text("data/a.txt") == "3" && test.text("data/new.txt") == nil)
    #expect(try test.reopened().status(rehash: true).isClean)
    try test.reopened().undo()
    let data = try RepositoryPath(validating: "data")
    _ = try test.reopened().restore([CheckoutPath(text: "data", path: data)])
    #expect(try test.text("data/a.txt") == "staged" && test.text("data/new.txt") == "staged too")
  }
}
