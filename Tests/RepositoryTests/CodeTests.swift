import Objects
import References
import Testing
import WorkingTree

@testable import Repository

@Suite struct CodeTests {
  /// Two versions: the script, the data and a helper differ.
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("train.py", "one\n")
    try project.write("data.csv", "1\n")
    try project.commit("first") { $0.datasets = [NamedPath(path: project.path("data.csv"))] }
    try project.write("train.py", "two\n")
    try project.write("src/util.py", "new\n")
    try project.write("data.csv", "2\n")
    try project.commit("second", all: true)
    return project
  }

  private func codePaths(_ project: Project, _ revision: String = "HEAD") throws -> [String] {
    let repository = try project.repository
    let commit = try repository.commit(repository.resolve(Revision(parsing: revision)))
    var paths: [String] = []
    try TreeWalk.files(try #require(commit.code).tree, in: repository.store) { path, _ in
      paths.append(path.string)
    }
    return paths
  }

  @Test func aCommitHoldsTheCodeAlone() throws {
    let project = try makeProject()
    #expect(try codePaths(project) == ["src/util.py", "train.py"])
    #expect(try codePaths(project, "HEAD~1") == ["train.py"])
    let again = try project.commit("third") { $0.allowEmpty = true }
    #expect(again.code?.isChanged == false && again.code?.asset.fileCount == 2)
  }

  @Test func checkoutBringsTheCodeBack() throws {
    let project = try makeProject()
    try project.checkout("HEAD~1")
    #expect(try project.text("train.py") == "one\n" && project.text("src/util.py") == nil)
    try project.checkout("main")
    #expect(try project.text("train.py") == "two\n" && project.text("src/util.py") == "new\n")
  }

  @Test func codeThatIsNotStoredIsNeverOverwritten() throws {
    let project = try makeProject()
    try project.write("train.py", "three\n")
    #expect(code { try project.checkout("HEAD~1") } == "working-tree-modified")
    #expect(try project.text("train.py") == "three\n" && project.text("data.csv") == "2\n")
    try project.checkout("HEAD~1", force: true)
    #expect(try project.text("train.py") == "one\n")
  }

  @Test func statusAndDiffTellChangedCode() throws {
    let project = try makeProject()
    #expect(try project.repository.status().isClean)
    try project.write("train.py", "three\n")
    try project.delete("src/util.py")
    try project.write("eval.py", "x\n")
    let status = try project.repository.status()
    #expect(status.code.map(\.path.string) == ["eval.py", "src/util.py", "train.py"])
    #expect(status.code.map(\.change) == [.added, .deleted, .modified])
    #expect(status.unstaged.isEmpty && status.staged.isEmpty && !status.isClean)
    let diff = try project.repository.diff(.workTree)
    #expect(diff.code.map(\.path) == status.code.map(\.path))
    let between = try project.repository.diff(
      .between(Revision(parsing: "HEAD~1"), Revision(parsing: "HEAD")))
    #expect(between.code.map(\.change) == [.added, .modified])
  }

  @Test func codeAloneMakesAVersionButNotTheFirst() throws {
    let project = try Project()
    try project.write("train.py", "one\n")
    #expect(code { try project.commit("first") } == "nothing-to-commit")
    try project.write("data.csv", "1\n")
    try project.commit("first") { $0.datasets = [NamedPath(path: project.path("data.csv"))] }
    #expect(code { try project.commit("again") } == "nothing-to-commit")
    try project.write("train.py", "two\n")
    #expect(try project.commit("code").code?.isChanged == true)
  }

  @Test func removeAndMoveLeaveCodeAlone() throws {
    let project = try makeProject()
    #expect(code { _ = try project.repository.remove([project.path("train.py")]) } == "is-code")
    let move = {
      _ = try project.repository.move(project.path("train.py"), to: project.path("x.py"))
    }
    #expect(code { try move() } == "is-code")
    #expect(try project.text("train.py") == "two\n")
  }

  @Test func withoutCodeACommitHoldsNone() throws {
    let project = try makeProject()
    var environment = project.test.environment
    environment.configuration = .init(
      overrides: ["user.name": "Ada", "user.email": "ada@example.org", "commit.code": "off"])
    let repository = try Repository.open(at: project.root, environment)
    let result = try repository.commit(CommitRequest(message: "no code"))
    #expect(result.code == nil)
    #expect(try repository.fsck().problems.isEmpty)
  }

  @Test func besideGitCheckoutLeavesTheCode() throws {
    let project = try makeProject()
    try project.makeFolder(".git")
    try project.checkout("HEAD~1")
    #expect(try project.text("data.csv") == "1\n" && project.text("train.py") == "two\n")
    #expect(try project.text("src/util.py") == "new\n")
    #expect(try project.repository.status().staged.isEmpty)
    var options = CheckoutOptions(revision: .head)
    options.code = true
    // What is on disk is stored, as the second version: nothing is lost.
    _ = try project.repository.checkout(options)
    #expect(try project.text("train.py") == "one\n")
  }

  @Test func anAbortThatCameTooLateWritesTheLock() throws {
    let project = try makeProject()
    let second = try project.repository.headCommitID()
    try project.makeFolder(".git")
    try project.checkout("HEAD~1")
    let lock = try #require(try project.text("mlx.lock"))
    // As if a crash had come between the move of HEAD and the files of git.
    try project.write("mlx.lock", "version 1\n")
    let repository = try project.repository
    var pending = PendingCheckout(
      from: second, to: try repository.headCommitID(), headMove: .detach, description: "checkout")
    pending.code = .leave
    try repository.savePendingCheckout(pending)
    #expect(try project.repository.abortCheckout().isAborted)
    #expect(try project.text("mlx.lock") == lock)
  }

  @Test func onlyTheCode() throws {
    let project = try makeProject()
    try project.checkout("HEAD~1", only: .code)
    #expect(try project.text("train.py") == "one\n" && project.text("data.csv") == "2\n")
    #expect(try project.text("src/util.py") == nil)
  }

  @Test func revertLeavesTheCode() throws {
    let project = try makeProject()
    _ = try project.repository.revert(.head)
    #expect(try project.text("data.csv") == "1\n" && project.text("train.py") == "two\n")
    #expect(try codePaths(project) == ["src/util.py", "train.py"])
    #expect(try project.repository.status().isClean)
  }
}
