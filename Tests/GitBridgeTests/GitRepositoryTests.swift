// Which repository is around a folder, and where its parts are.
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import GitBridge

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct GitRepositoryTests {
  @Test func thereIsNone() async throws {
    let fixture = try await GitFixture(isRepository: false)
    #expect(try fixture.discover() == nil)
    // Git does not take an empty folder for a repository, nor do we.
    try fixture.fileSystem.makeDirectory(fixture.root.appending(".git"), permissions: 0o755)
    #expect(try fixture.discover() == nil)
  }

  @Test func rootIsAboveASubFolder() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a/b/c.txt")
    let found = try #require(try fixture.discover("repo/a/b"))
    #expect(found.workTree == fixture.root)
    #expect(found.prefix == "a/b")
    #expect(found.gitFolder == fixture.root.appending(".git"))
    #expect(found.commonFolder == found.gitFolder)
    #expect(found.path(of: fixture.root.appending("x y")) == "x y")
    #expect(found.path(of: fixture.root) == "")
    #expect(found.path(of: fixture.folder.path) == nil)
    #expect(try fixture.repository.prefix == "")
  }

  @Test func anEmptyGitFolderIsPassedOver() async throws {
    let fixture = try await GitFixture()
    try fixture.fileSystem.makeDirectories(fixture.root.pushing(FilePath("a/.git")))
    #expect(try fixture.discover("repo/a")?.workTree == fixture.root)
  }

  @Test func ceilingsEndTheSearch() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a/b/c.txt")
    var environment = GitFixture.environment
    environment["GIT_CEILING_DIRECTORIES"] = "/nowhere:" + fixture.root.string
    #expect(try fixture.discover("repo/a/b", environment: environment) == nil)
    #expect(try fixture.discover("repo", environment: environment) != nil)
  }

  @Test func bareRepositoriesAreNone() async throws {
    let fixture = try await GitFixture(isRepository: false)
    try await fixture.git("init", "-q", "--bare", ".git")
    #expect(try fixture.discover() == nil)
  }

  @Test func aLinkedWorkTreeSharesTheRest() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt")
    let commit = try await fixture.commit()
    try await fixture.git("worktree", "add", "-q", "-b", "side", "../linked")
    let found = try #require(try fixture.discover("linked"))
    #expect(found.workTree == fixture.folder.path.appending("linked"))
    #expect(found.gitFolder == fixture.root.pushing(FilePath(".git/worktrees/linked")))
    #expect(found.commonFolder == fixture.root.appending(".git"))
    #expect(try found.head() == GitHead(commit: commit, branch: "side"))
    #expect(try found.hooksFolder() == fixture.root.pushing(FilePath(".git/hooks")))
    #expect(try found.changes().isEmpty)
    #expect(try fixture.repository.head().branch == "main")
  }

  @Test func workTreesOfABareRepositoryAreFound() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt")
    try await fixture.commit()
    try await fixture.git("clone", "-q", "--bare", ".", "../store.git")
    try await fixture.git(["worktree", "add", "-q", "../linked", "main"], in: "store.git")
    let found = try #require(try fixture.discover("linked"))
    #expect(try found.head().branch == "main")
    #expect(try found.changes().isEmpty)
  }

  @Test func linksAndOtherPlaces() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a/b.txt")
    try await fixture.commit()
    let store = fixture.folder.path.appending("store")
    try fixture.fileSystem.rename(fixture.root.appending(".git"), to: store)
    try fixture.fileSystem.symlink(target: "../store", at: fixture.root.appending(".git"))
    #expect(try fixture.repository.workTree == fixture.root)
    #expect(try fixture.repository.changes().isEmpty)
    try fixture.fileSystem.symlink(target: "repo", at: fixture.folder.path.appending("alias"))
    let alias = try #require(try fixture.discover("alias/a"))
    #expect(alias.workTree == fixture.root)
    #expect(alias.prefix == "a")
    let other = fixture.folder.path.appending("other")
    try fixture.fileSystem.makeDirectory(other, permissions: 0o755)
    try await fixture.git("config", "core.worktree", other.string)
    #expect(try fixture.discover() == nil)
  }

  @Test func hooksCanBeElsewhere() async throws {
    let fixture = try await GitFixture()
    #expect(try fixture.repository.hooksFolder() == fixture.root.pushing(FilePath(".git/hooks")))
    try await fixture.git("config", "core.hooksPath", "tools/hooks")
    #expect(try fixture.repository.hooksFolder() == fixture.root.pushing(FilePath("tools/hooks")))
    try await fixture.git("config", "core.hooksPath", "/etc/hooks")
    #expect(try fixture.repository.hooksFolder() == "/etc/hooks")
  }

  @Test func theUsersSettingsCount() async throws {
    let fixture = try await GitFixture()
    let global = fixture.folder.path.appending("global")
    try fixture.write("../global", "[core]\n\thooksPath = from/global\n")
    let environment = ["GIT_CONFIG_GLOBAL": global.string]
    let found = try #require(try fixture.discover(environment: environment))
    #expect(try found.hooksFolder() == fixture.root.pushing(FilePath("from/global")))
  }

  @Test func settingsOfOneWorkTreeCount() async throws {
    let fixture = try await GitFixture()
    try await fixture.git("config", "extensions.worktreeConfig", "true")
    try await fixture.git("config", "--worktree", "core.hooksPath", "own")
    #expect(try fixture.repository.hooksFolder() == fixture.root.appending("own"))
  }

  // MARK: - What cannot be read

  @Test func sha256IsRefusedInWords() async throws {
    let fixture = try await GitFixture("--object-format=sha256")
    #expect(
      message { _ = try fixture.discover() }
        == "the git repository at '\(fixture.root)' names its objects by SHA-256, which mlx cannot "
        + "read | use a repository made without '--object-format=sha256'; all else works without git"
    )
    #expect(code { _ = try fixture.discover() } == "git-sha256")
  }

  @Test func knownExtensionsAreRead() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt")
    let commit = try await fixture.commit()
    try await fixture.git("config", "core.repositoryFormatVersion", "1")
    for (name, value) in [
      ("partialClone", "origin"), ("worktreeConfig", "true"), ("preciousObjects", "true"),
      ("objectFormat", "sha1"),
    ] {
      try await fixture.git("config", "extensions." + name, value)
    }
    #expect(try fixture.repository.head().commit == commit)
  }

  @Test func unknownExtensionsAreNamed() async throws {
    let fixture = try await GitFixture()
    try await fixture.git("config", "core.repositoryFormatVersion", "1")
    try await fixture.git("config", "extensions.refStorage", "reftable")
    #expect(throws: GitError.extensionUnknown(fixture.root.string, name: "refstorage")) {
      try fixture.discover()
    }
  }

  @Test func damageIsSaid() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt")
    try await fixture.commit()
    try fixture.write(".git/HEAD", "nonsense\n")
    #expect(code { _ = try fixture.discover()?.head() } == "git-unreadable")
    try fixture.remove(".git/HEAD")
    #expect(
      message { _ = try fixture.discover()?.head() }
        == "the git repository at '\(fixture.root)' cannot be read: its '.git' is not a git "
        + "repository | run 'git -C \(fixture.root) status' to see whether git itself can read it")
    try fixture.write(".git/HEAD", "ref: refs/heads/main\n")
    try fixture.write(".git/config", "[core\n")
    #expect(code { _ = try fixture.discover()?.head() } == "git-unreadable")
  }

  @Test func aGitFileThatLeadsNowhereIsSaid() async throws {
    let fixture = try await GitFixture()
    try fixture.write("sub/.git", "gitdir: ../nowhere\n")
    #expect(code { _ = try fixture.discover("repo/sub") } == "git-unreadable")
  }

  @Test(.enabled(if: geteuid() == 0)) func anotherUsersRepositoryNeedsConsent() async throws {
    let fixture = try await GitFixture()
    let global = fixture.folder.path.appending("global")
    let environment = ["GIT_CONFIG_GLOBAL": global.string, "GIT_CONFIG_NOSYSTEM": "1"]
    func isRefused(_ settings: String) throws -> Bool {
      try fixture.write("../global", settings)
      return code { _ = try fixture.discover(environment: environment) } == "git-ownership"
    }
    for path in [fixture.root, fixture.root.appending(".git")] {
      try #require(chown(path.string, 12_345, 12_345) == 0)
    }
    let root = fixture.root.string
    #expect(try isRefused(""))
    #expect(try isRefused("[safe]\n\tdirectory = /elsewhere\n"))
    #expect(try !isRefused("[safe]\n\tdirectory = \(root)\n"))
    #expect(try !isRefused("[safe]\n\tdirectory = *\n"))
    #expect(try !isRefused("[safe]\n\tdirectory = \(fixture.folder.path)/*\n"))
    #expect(try isRefused("[safe]\n\tdirectory = *\n\tdirectory =\n"))
    try fixture.write("../global", "")
    #expect(
      message { _ = try fixture.discover(environment: environment) }
        == "the git repository at '\(root)' belongs to another user, so git's state is not read | "
        + "run 'git config --global --add safe.directory \(root)' if you trust its owner")
  }

  @Test func indexesThatLibgit2LacksAreNamed() async throws {
    let fixture = try await GitFixture()
    for name in ["a/b/1.txt", "c/d/2.txt", "3.txt"] { try fixture.write(name) }
    try await fixture.commit()
    try await fixture.git("update-index", "--split-index")
    #expect(throws: GitError.indexForm(fixture.root.string, .split)) {
      try fixture.repository.trackedFiles()
    }
    try await fixture.git("update-index", "--no-split-index")
    try await fixture.git("sparse-checkout", "set", "--cone", "--sparse-index", "a")
    #expect(throws: GitError.indexForm(fixture.root.string, .sparse)) {
      try fixture.repository.changes()
    }
    try await fixture.git("sparse-checkout", "reapply", "--no-sparse-index")
    #expect(try fixture.repository.changes().isEmpty)
    let index = fixture.root.pushing(FilePath(".git/index"))
    let file = try File(index, .write, in: fixture.fileSystem)
    try file.write([UInt8](repeating: 0, count: 20), at: file.status().size - 20)
    #expect(throws: GitError.indexForm(fixture.root.string, .withoutChecksum)) {
      try fixture.repository.isTracked("3.txt")
    }
  }

  @Test func hintsCanBePasted() {
    #expect(GitError.ownership("/a b/c'd").hint?.contains("'/a b/c'\\''d'") == true)
  }
}
