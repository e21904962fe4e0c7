import FileIO
import Objects
import References
import Testing

@testable import Repository

@Suite struct CheckoutTests {
  /// Two commits: the second changes, adds, deletes and moves.
  private func makeProject() throws -> Project {
    let project = try Project()
    try project.write("data/a.csv", "1\n")
    try project.write("data/gone.csv", "gone\n")
    try project.makeFolder("data/empty")
    try project.write("run.sh", "#!/bin/sh\n")
    try KernelFileSystem().setPermissions(0o755, of: project.absolute("run.sh"))
    try KernelFileSystem().symlink(target: "a.csv", at: project.absolute("data/link"))
    try project.write("model.bin", "one")
    try project.commit("First") {
      $0.models = [NamedPath(name: "fraud", path: project.path("model.bin"))]
      $0.datasets = [NamedPath(path: project.path("data"))]
    }
    try project.add("run.sh", kind: .artifact)
    try project.commit("First and a script") { $0.amend = true }
    _ = try project.repository.createTag(TagName(validating: "v1"), at: .head)
    try project.write("data/a.csv", "2\n")
    try project.write("data/new/b.csv", "b\n")
    try project.delete("data/gone.csv")
    try project.delete("data/empty")
    try project.delete("data/link")
    try project.delete("run.sh")
    try project.rename("model.bin", to: "models/fraud.bin")
    try project.write("models/fraud.bin", "two!")
    try project.commit("Second", all: true) {
      $0.models = [NamedPath(name: "fraud", path: project.path("models/fraud.bin"))]
    }
    return project
  }

  @Test func aVersionComesBackWhole() throws {
    let project = try makeProject()
    let result = try project.checkout("v1")
    #expect(result.head == .detached(try project.repository.resolve(.head)))
    #expect(result.subject == "First and a script")
    #expect(result.notices.contains { $0.contains("mlx switch -c") })
    #expect(try project.text("data/a.csv") == "1\n")
    #expect(try project.text("data/gone.csv") == "gone\n")
    #expect(try project.exists("data/empty"))
    #expect(try KernelFileSystem().readLink(project.absolute("data/link")) == "a.csv")
    let status = try KernelFileSystem().status(
      at: project.absolute("run.sh"), followingLinks: false)
    #expect(status?.isExecutable == true)
    #expect(try project.text("model.bin") == "one")
    #expect(try !project.exists("models") && !project.exists("data/new"))
    #expect(try project.status().isClean)
    let back = try project.checkout("main")
    #expect(
      back.head
        == .branch(try BranchName(validating: "main"), try project.repository.resolve(.head)))
    #expect(try project.text("models/fraud.bin") == "two!")
    #expect(try !project.exists("data/gone.csv") && !project.exists("run.sh"))
    #expect(try project.status().isClean)
    #expect(try !project.exists(".mlops/checkout.pending"))
  }

  @Test func changesThatBothVersionsAgreeOnAreCarried() throws {
    let project = try Project()
    try project.write("a.csv", "1\n")
    try project.write("b.csv", "1\n")
    try project.commit {
      $0.datasets = [
        NamedPath(path: project.path("a.csv")), NamedPath(path: project.path("b.csv")),
      ]
    }
    try project.write("a.csv", "2\n")
    try project.commit(all: true)
    try project.write("b.csv", "local\n")
    try project.write("new.csv", "new\n")
    try project.add("new.csv")
    let result = try project.checkout("HEAD~1")
    #expect(result.carried.map(\.string) == ["b.csv"])
    #expect(try project.text("a.csv") == "1\n" && project.text("b.csv") == "local\n")
    #expect(try project.status().staged.map(\.name) == ["new"])
    #expect(try project.status().unstaged.map(\.name) == ["b"])
  }

  @Test func bytesThatAreStoredNowhereStay() throws {
    let project = try makeProject()
    try project.write("data/a.csv", "precious\n")
    try project.write("data/gone.csv", "untracked\n")
    let said = message { try project.checkout("v1") }
    #expect(said.contains("'data/a.csv' and 'data/gone.csv' have changes that would be lost"))
    #expect(said.contains("mlx checkout --force v1"))
    #expect(code { try project.checkout("v1") } == "working-tree-modified")
    #expect(try project.text("data/a.csv") == "precious\n")
    #expect(try project.text("models/fraud.bin") == "two!")
    #expect(try !project.exists(".mlops/checkout.pending"))
    try project.checkout("v1", force: true)
    #expect(try project.text("data/a.csv") == "1\n" && project.status().isClean)
  }

  @Test func stagedChangesStay() throws {
    let project = try makeProject()
    try project.write("data/a.csv", "staged\n")
    try project.add("data")
    #expect(code { try project.checkout("v1") } == "staged-changes")
    #expect(try project.text("data/a.csv") == "staged\n")
    try project.checkout("v1", force: true)
    #expect(try project.status().isClean)
  }

  @Test func aStoredVersionInTheWayIsNoLoss() throws {
    let project = try makeProject()
    // As after an undo, or a copy by hand: the bytes are v1's.
    try project.write("data/a.csv", "1\n")
    try project.checkout("v1")
    #expect(try project.status().isClean)
  }

  @Test func hardLinksElsewhereDoNotChange() throws {
    let project = try makeProject()
    try KernelFileSystem().link(
      project.absolute("models/fraud.bin"), to: project.absolute("cache.bin"))
    try project.checkout("v1")
    try project.checkout("main")
    try project.checkout("v1", "fraud")
    #expect(try project.text("cache.bin") == "two!")
  }

  @Test func pathsAndAssetsComeBackWithoutHead() throws {
    let project = try makeProject()
    let head = try project.repository.headCommitID()
    try project.checkout("v1", "data/a.csv")
    #expect(try project.text("data/a.csv") == "1\n")
    #expect(try project.status().staged.map(\.sample.first?.path.string) == ["data/a.csv"])
    let moved = try project.checkout("v1", "fraud")
    #expect(moved.commit != head && moved.head.commit == head)
    #expect(try project.text("model.bin") == "one" && !project.exists("models/fraud.bin"))
    let index = try project.repository.loadIndex()
    #expect(index.asset(.model, named: "fraud")?.path.string == "model.bin")
    #expect(try project.status().unstaged.isEmpty)
    try project.commit("The old model again")
    #expect(try project.repository.headCommitID() != head)
    #expect(code { try project.checkout("v1", "frued") } == "not-in-revision")
    #expect(message { try project.checkout("v1", "frued") }.contains("'fraud'"))
  }

  @Test func onlyOneKind() throws {
    let project = try makeProject()
    try project.checkout("v1", only: .dataset)
    #expect(try project.text("data/gone.csv") == "gone\n" && !project.exists("data/new/b.csv"))
    #expect(try project.text("models/fraud.bin") == "two!")
    #expect(code { try project.checkout("v1", only: .environment) } == "not-in-revision")
  }

  @Test func newBranches() throws {
    let project = try makeProject()
    let side = try BranchName(validating: "side")
    var options = CheckoutOptions(revision: try Revision(parsing: "v1"))
    options.newBranch = side
    let made = try project.repository.checkout(options)
    #expect(made.isNewBranch && made.head.branch == side)
    #expect(try project.text("data/a.csv") == "1\n")
    #expect(code { _ = try project.repository.checkout(options) } == "ref-exists")
    let other = try BranchName(validating: "other")
    #expect(code { _ = try project.repository.switchBranch(other) } == "not-a-branch")
    let tag = try BranchName(validating: "v1")
    #expect(message { _ = try project.repository.switchBranch(tag) }.contains("mlx checkout v1"))
    _ = try project.repository.switchBranch(other, create: true)
    #expect(try project.repository.head().branch == other)
    _ = try project.repository.switchBranch(try BranchName(validating: "main"))
    #expect(try project.text("data/a.csv") == "2\n")
    let nested = try BranchName(validating: "side/a")
    #expect(code { _ = try project.repository.switchBranch(nested, create: true) } == "ref-exists")
  }

  @Test func anUnbornBranch() throws {
    let project = try makeProject()
    let branch = try BranchName(validating: "main")
    let empty = try Project()
    let trunk = try BranchName(validating: "trunk")
    _ = try empty.repository.switchBranch(trunk, create: true)
    #expect(try empty.repository.head() == .branch(trunk, nil))
    #expect(code { try empty.checkout("main") } == "unknown-revision")
    #expect(try project.repository.head().branch == branch)
  }

  @Test func headAloneWithForceDropsChanges() throws {
    let project = try makeProject()
    try project.write("data/a.csv", "local\n")
    try project.delete("data/new")
    let result = try project.checkout()
    #expect(result.carried.map(\.string) == ["data/a.csv", "data/new/b.csv"])
    try project.checkout(force: true)
    #expect(try project.text("data/a.csv") == "2\n" && project.status().isClean)
    #expect(try project.repository.head().branch?.string == "main")
  }

  /// What is only staged is stored, and its operation brings it back.
  @Test func partsComeBackOverWhatACheckoutStaged() throws {
    let project = try makeProject()
    try project.checkout("v1", only: .model)
    #expect(try project.text("model.bin") == "one")
    try project.checkout(only: .model)
    #expect(try project.text("models/fraud.bin") == "two!" && project.status().isClean)
    try project.checkout("v1", "data/a.csv")
    try project.checkout("HEAD", "data/a.csv")
    #expect(try project.text("data/a.csv") == "2\n" && project.status().isClean)
    try project.write("data/a.csv", "staged\n")
    try project.add("data")
    try project.checkout("v1", "data/a.csv")
    try project.repository.undo()
    try project.restore("data/a.csv")
    #expect(try project.text("data/a.csv") == "staged\n")
    try project.write("data/a.csv", "stored nowhere\n")
    #expect(code { try project.checkout("HEAD", "data/a.csv") } == "working-tree-modified")
  }

  @Test func aPathAndAKindThatDoNotMeet() throws {
    let project = try makeProject()
    let said = message { try project.checkout("v1", "model.bin", only: .dataset) }
    #expect(said.hasPrefix("'v1' has no asset of kind 'dataset' at 'model.bin'"))
    #expect(
      code { try project.checkout("v1", "data", "fraud", only: .dataset) } == "not-in-revision")
    #expect(try project.text("data/a.csv") == "2\n" && project.text("models/fraud.bin") == "two!")
    #expect(
      message { try project.checkout("v1", only: .code) }
        .hasPrefix("'v1' has no asset of kind 'code' |"))
    try project.checkout("v1", "", only: .dataset)
    #expect(try project.text("data/a.csv") == "1\n" && project.text("models/fraud.bin") == "two!")
  }

  @Test func headStaysOrIsDetached() throws {
    let project = try makeProject()
    let head = try #require(try project.repository.headCommitID())
    #expect(try project.checkout("HEAD").head.branch?.string == "main")
    var options = CheckoutOptions()
    options.detach = true
    #expect(try project.repository.checkout(options).head == .detached(head))
  }

  @Test func optionsThatExcludeEachOther() throws {
    let project = try makeProject()
    func refused(_ edit: (inout CheckoutOptions) -> Void) -> String? {
      var options = CheckoutOptions()
      edit(&options)
      return code { _ = try project.repository.checkout(options) }
    }
    let path = CheckoutPath(text: "data", path: project.path("data"))
    let side = try BranchName(validating: "side")
    #expect(refused { ($0.newBranch, $0.detach) = (side, true) } == "usage")
    #expect(refused { ($0.newBranch, $0.paths) = (side, [path]) } == "usage")
    #expect(refused { ($0.newBranch, $0.only) = (side, .model) } == "usage")
    #expect(refused { ($0.detach, $0.only) = (true, .model) } == "usage")
    #expect(try project.repository.head().branch?.string == "main")
  }

  @Test func noticesSayWhatBecameOfALink() throws {
    for isFolder in [false, true] {
      let project = try Project()
      try project.write("a.csv", "1\n")
      if isFolder { try project.write("w/x.bin", "x") }
      try project.commit {
        $0.datasets = [NamedPath(path: project.path("a.csv"))]
        if isFolder { $0.models = [NamedPath(path: project.path("w"))] }
      }
      try project.delete("w")
      // No text, so no code: the checkout has nothing to do with it.
      try project.write("kept.bin", "weights\0")
      try KernelFileSystem().symlink(target: "kept.bin", at: project.absolute("w"))
      try project.commit(all: true) { $0.models = [NamedPath(path: project.path("w"))] }
      let notices = try project.checkout("HEAD~1").notices
      let end = isFolder ? "it is a folder now" : "the link is gone, and what it led to stays"
      #expect(notices.contains("'w' was a link that was read through; \(end)"), "\(notices)")
      #expect(try project.text("kept.bin") == "weights\0")
    }
  }

  @Test func whatIsNoBranch() throws {
    let project = try makeProject()
    func said(_ name: String) -> String {
      message { _ = try project.repository.switchBranch(named: name) }
    }
    #expect(said("HEAD~1").hasPrefix("'HEAD~1' is not a branch | run 'mlx checkout HEAD~1'"))
    #expect(
      said("other").contains("mlx switch -c other") && !said("other").contains("mlx checkout"))
    #expect(code { _ = try project.repository.switchBranch(named: "a..b") } == "invalid-name")
    var options = CheckoutOptions()
    options.newBranch = try BranchName(validating: "main")
    #expect(message { _ = try project.repository.checkout(options) }.contains("mlx switch main"))
  }
}
