import FileIO
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Taking the last operation back, and that too.
@Suite struct UndoTests {
  @Test func thereIsNothingAtFirst() throws {
    let test = try TestRepository()
    let error = #expect(throws: RepositoryError.self) { try test.repository.undo() }
    #expect(error?.code == "nothing-to-undo")
  }

  @Test func aCommitComesBackStaged() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    try test.write("data/a.txt", "2")
    _ = try test.reopened().add(
      [RepositoryPath(validating: "data")], kind: nil, name: nil, all: false)
    let second = try test.commit("Second")
    let result = try test.reopened().undo()
    #expect(result.undone.description == "commit: Second")
    #expect(!result.isRedo)
    #expect(result.head == .branch(.main, first))
    #expect(
      result.refChanges == [
        RefChange(name: .branch(.main), from: .commit(second), to: .commit(first))
      ])
    let status = try test.reopened().status(rehash: false)
    #expect(status.staged.count == 1)
    #expect(status.unstaged.isEmpty)
    #expect(try test.text("data/a.txt") == "2")
  }

  @Test func whatWasNotStagedBeforeIsNotStagedAfter() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    try test.commit("Second", ["a.txt": "2"])
    #expect(try test.reopened().undo().isStagingRestored)
    let status = try test.reopened().status(rehash: false)
    #expect(status.staged.isEmpty)
    #expect(status.unstaged.count == 1)
  }

  @Test func theFirstCommitCanBeUndone() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    let result = try test.reopened().undo()
    #expect(result.head == .branch(.main, nil))
    #expect(try test.reopened().status(rehash: false).trackedFileCount == 0)
    #expect(try test.text("data/a.txt") == "1")
    #expect(try test.reopened().undo().isRedo)
    #expect(try test.reopened().resolve(.head) == first)
    #expect(try test.reopened().status(rehash: true).isClean)
    #expect(try test.reopened().fsck().isSound)
  }

  @Test func undoAndRedoTakeTurns() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    for _ in 0..<3 {
      let undone = try test.reopened().undo()
      #expect(try test.reopened().resolve(.head) == first)
      #expect(!undone.isRedo)
      let redone = try test.reopened().undo()
      #expect(redone.isRedo)
      #expect(try test.reopened().resolve(.head) == second)
      #expect(try test.reopened().status(rehash: true).isClean)
    }
    #expect(
      try test.reopened().operationLog(limit: 4).map(\.description) == [
        "redo: commit: Second", "undo: commit: Second", "redo: commit: Second",
        "undo: commit: Second",
      ])
    let entries = try test.reopened().operationLog(limit: 2)
    #expect(entries[0].undoes == entries[1].id)
  }

  @Test func branchesAndTagsComeBack() throws {
    let test = try TestRepository()
    let first = try test.commit("First", ["a.txt": "1"])
    let repository = test.repository
    try repository.createTag(TagName(validating: "v1"))
    try repository.undo()
    #expect(try repository.tags().isEmpty)
    try repository.undo()
    #expect(try repository.tags().map(\.commit) == [first])
    try repository.createBranch(BranchName(validating: "x"))
    try repository.deleteBranch(BranchName(validating: "x"))
    try repository.undo()
    #expect(try repository.branches().count == 2)
    try repository.renameBranch(to: BranchName(validating: "trunk"))
    try repository.undo()
    #expect(try repository.head() == .branch(.main, first))
  }

  @Test func anUndoOfRefsLeavesStagingAlone() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    try test.repository.createTag(TagName(validating: "v1"))
    try test.write("data/a.txt", "2")
    _ = try test.reopened().add(
      [RepositoryPath(validating: "data")], kind: nil, name: nil, all: false)
    #expect(try !test.reopened().undo().isStagingRestored)
    #expect(try test.reopened().status(rehash: false).staged.count == 1)
  }

  @Test func aSwitchIsUndoneWithoutTouchingFiles() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    try test.reopened().createBranch(BranchName(validating: "side"))
    let second = try test.commit("Second", ["a.txt": "2"])
    _ = try test.reopened().switchBranch(BranchName(validating: "side"))
    #expect(try test.text("data/a.txt") == "1")
    let result = try test.reopened().undo()
    #expect(result.head == .branch(.main, second))
    #expect(result.isStagingRestored)
    #expect(try test.text("data/a.txt") == "1")
    let status = try test.reopened().status(rehash: false)
    #expect(status.staged.isEmpty)
    #expect(status.unstaged.count == 1)
  }

  /// What another command moved while we were undoing is not put back.
  @Test func aRefThatMovedMeanwhileIsRefused() throws {
    let faulty = Locked<FaultyFileSystem?>(nil)
    let test = try TestRepository { root in
      let fileSystem = try FaultyFileSystem(root: root)
      faulty.withLock { $0 = fileSystem }
      return fileSystem
    }
    let first = try test.commit("First", ["a.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    let tag = try TagName(validating: "v1")
    try test.repository.createTag(tag, at: Revision(parsing: "HEAD~1"))
    let other = try Repository.open(at: test.root, TestRepository.environment())
    let heads = test.root.appending(".mlops").appending("heads")
    let isDone = Locked(false)
    faulty.withLock { $0 }?.beforeEachCall { kind, path in
      guard kind == .link, path.starts(with: heads),
        !isDone.withLock({ done in
          defer { done = true }
          return done
        })
      else { return }
      _ = try? other.createTag(tag, force: true)
    }
    let error = #expect(throws: RefError.self) { try test.repository.undo() }
    #expect(error == .changed(["tags/v1"]))
    #expect(try other.currentView().tags == [tag: second])
    #expect(first != second)
  }

  /// `add`, `rm` and `mv` are no operations: undo would take back another one than is meant.
  @Test(arguments: [true, false])
  func whatWasStagedSinceStopsIt(isAdded: Bool) throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1", "b.txt": "1"])
    let second = try test.commit("Second", ["a.txt": "2"])
    let repository = try test.reopened()
    if isAdded {
      try test.write("data/c.txt", "3")
      _ = try repository.add([RepositoryPath(validating: "data")])
    } else {
      try repository.remove([RepositoryPath(validating: "data/b.txt")])
    }
    let error = #expect(throws: RepositoryError.self) { try test.reopened().undo() }
    #expect(error?.code == "staged-changes")
    #expect(error?.description.contains("'commit: Second'") == true)
    #expect(error?.hint?.contains("mlx restore --staged") == true)
    #expect(try test.reopened().resolve(.head) == second)
    #expect(try test.reopened().status(rehash: false).staged.count == 1)
    try test.commit("Third")
    #expect(try test.reopened().undo().undone.description == "commit: Third")
  }

  /// A switch to a branch at the same commit moves HEAD, though no commit.
  @Test func aSwitchInPlaceIsNotTakenBackOverWhatWasStaged() throws {
    let test = try TestRepository()
    try test.commit("First", ["a.txt": "1"])
    let side = try BranchName(validating: "side")
    try test.repository.createBranch(side)
    _ = try test.reopened().switchBranch(side)
    try test.reopened().remove([RepositoryPath(validating: "data/a.txt")])
    let error = #expect(throws: RepositoryError.self) { try test.reopened().undo() }
    #expect(error?.code == "staged-changes")
    #expect(try test.reopened().head().branch == side)
  }
}
