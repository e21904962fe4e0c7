// What differs from HEAD, compared with what git itself says.
import FileIO
import SystemPackage
import TestSupport
import Testing

@testable import GitBridge

@Suite struct GitChangesTests {
  /// The lines of `git status --porcelain`, and ours in that form, sorted.
  private func compare(_ fixture: GitFixture) async throws -> [String] {
    let ours = try fixture.repository.changes().items.flatMap(\.porcelain)
    let text = try await fixture.git(
      "status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=dirty")
    let theirs = text.split(separator: "\0").map(String.init).sorted()
    #expect(ours.sorted() == theirs)
    return ours
  }

  @Test func everyKind() async throws {
    let fixture = try await GitFixture()
    #expect(try await compare(fixture).isEmpty)
    for name in ["same", "edited", "staged", "both", "gone", "removed", "became", "mode", "back"] {
      try fixture.write(name, name + "\n")
    }
    #expect(try await compare(fixture).count == 9)
    try await fixture.git("add", "-A")
    #expect(try await compare(fixture).allSatisfy { $0.hasPrefix("A ") })
    try await fixture.commit()
    #expect(try await compare(fixture).isEmpty)
    try fixture.write("edited", "longer than before\n")
    try fixture.write("staged", "longer than before\n")
    try fixture.write("both", "longer than before\n")
    try fixture.write("added")
    try fixture.write("addedThenGone")
    try await fixture.git("add", "staged", "both", "added", "addedThenGone")
    try fixture.write("both", "and again\n")
    try fixture.remove("gone")
    try fixture.remove("addedThenGone")
    try await fixture.git("rm", "-q", "removed")
    try await fixture.git("rm", "-q", "--cached", "back")
    try fixture.remove("became")
    try fixture.fileSystem.symlink(target: "same", at: fixture.root.appending("became"))
    try fixture.fileSystem.setPermissions(0o755, of: fixture.root.appending("mode"))
    try fixture.write("meant")
    try await fixture.git("add", "-N", "meant")
    try fixture.write("folder/deep/1")
    try fixture.write("folder/2")
    try fixture.write(".gitignore", "*.bin\n/ignored/\n")
    try fixture.write("x.bin")
    try fixture.write("ignored/y")
    try fixture.write("half/z.bin")
    try fixture.fileSystem.makeDirectory(fixture.root.appending("empty"), permissions: 0o755)
    let lines = try await compare(fixture)
    #expect(lines.contains("?? folder/"))
    #expect(lines.contains(" A meant"))
    #expect(!lines.contains { $0.contains("half") || $0.contains("empty") })
  }

  @Test func detachedAndTouched() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt")
    try await fixture.commit()
    try await fixture.git("checkout", "-q", "--detach")
    // The same bytes in a new file are no change, and the index is not written.
    let index = fixture.root.pushing(FilePath(".git/index"))
    let before = try fixture.fileSystem.status(at: index, followingLinks: false)
    try fixture.write("a.txt")
    #expect(try fixture.repository.changes().isEmpty)
    #expect(try fixture.fileSystem.status(at: index, followingLinks: false) == before)
    try fixture.write("a.txt", "TEXT\n")
    #expect(try await compare(fixture) == [" M a.txt"])
  }

  @Test func assumedUnchangedAndLineEnds() async throws {
    let fixture = try await GitFixture()
    try fixture.write(".gitattributes", "*.txt text eol=crlf\n")
    try fixture.write("a.txt", "one\r\ntwo\r\n")
    try fixture.write("b")
    try await fixture.commit()
    try await fixture.git("update-index", "--assume-unchanged", "b")
    try fixture.write("b", "changed all the same\n")
    try fixture.write("a.txt", "one\r\ntwo\r\n")
    #expect(try await compare(fixture).isEmpty)
  }

  @Test func prefixesLimitsAndExclusions() async throws {
    let fixture = try await GitFixture()
    for path in ["p/a", "p/b", "q/c"] { try fixture.write(path) }
    try await fixture.commit()
    for path in ["p/a", "p/b", "q/c", "p/mlx.lock"] { try fixture.write(path, "longer text\n") }
    let repository = try fixture.repository
    #expect(try repository.changes(within: "p").items.map(\.path) == ["p/a", "p/b", "p/mlx.lock"])
    #expect(try repository.changes(within: "p/a").items.map(\.path) == ["p/a"])
    let two = try repository.changes(limit: 2)
    #expect(two.items.map(\.path) == ["p/a", "p/b"])
    #expect(two.count == 4)
    #expect(try repository.changes(limit: 0).count == 4)
    let rest = try repository.changes { $0.hasSuffix("mlx.lock") }
    #expect(rest.items.map(\.path) == ["p/a", "p/b", "q/c"])
  }

  @Test func anUntrackedFolderOfExcludedFilesIsNoChange() async throws {
    let fixture = try await GitFixture()
    try await fixture.commit()
    try fixture.write("p/mlx.lock")
    try fixture.write("p/.gitignore", "*.bin\n")
    try fixture.write("p/model.bin")
    try fixture.write("p/.mlops/head")
    let repository = try fixture.repository
    let isExcluded: (String) -> Bool = { ["p/mlx.lock", "p/.gitignore"].contains($0) }
    #expect(try repository.changes().items.map(\.path) == ["p/"])
    #expect(try repository.changes(excluding: isExcluded).isEmpty)
    try fixture.write("p/train.py")
    #expect(try repository.changes(excluding: isExcluded).items.map(\.path) == ["p/"])
  }

  @Test func untrackedFilesAreNamedOneByOne() async throws {
    let fixture = try await GitFixture()
    try fixture.write("tracked")
    try fixture.write(".gitignore", "*.bin\n")
    try await fixture.commit()
    for path in ["new", "d/1", "d/e/2", "d/x.bin", ".mlops/head", "d/.mlops/head"] {
      try fixture.write(path)
    }
    try fixture.fileSystem.symlink(target: "d", at: fixture.root.appending("link"))
    try await fixture.git(["init", "-q", "nested"])
    try fixture.write("nested/file")
    let repository = try fixture.repository
    #expect(try repository.untrackedFiles().paths.sorted() == ["d/1", "d/e/2", "link", "new"])
    #expect(try repository.untrackedFiles(within: "d").paths.sorted() == ["d/1", "d/e/2"])
    #expect(try repository.untrackedFiles(within: "d/e/2").paths == ["d/e/2"])
    let two = try repository.untrackedFiles(limit: 2)
    #expect(two.paths.count == 2)
    #expect(two.isTruncated)
    #expect(try !repository.untrackedFiles(limit: 4).isTruncated)
  }

  @Test func ignoreRulesAreGits() async throws {
    let fixture = try await GitFixture()
    let global = "[core]\n\texcludesFile = \(fixture.folder.path)/excludes\n"
    try fixture.write("../global", global)
    try fixture.write("../excludes", "*.global\n")
    try fixture.write(".gitignore", "*.log\n!keep.log\n/build/\ndata/**/raw\n")
    try fixture.write("sub/.gitignore", "!again.log\nonly.txt\n")
    try fixture.write(".git/info/exclude", "*.mine\n")
    let environment = ["GIT_CONFIG_GLOBAL": fixture.folder.path.appending("global").string]
    let repository = try #require(try fixture.discover(environment: environment))
    let paths = [
      ("a.log", false), ("keep.log", false), ("build", true), ("build", false), ("build/x", false),
      ("sub/build", true), ("data/a/b/raw", true), ("sub/a.log", false),
      ("only.txt", false), ("sub/only.txt", false), ("x.mine", false), ("x.global", false),
      ("plain", false),
    ]
    for (path, isFolder) in paths {
      let name = isFolder ? path + "/" : path
      let theirs = try? await fixture.git(
        ["check-ignore", "--no-index", "-q", name],
        variables: ["GIT_CONFIG_GLOBAL": environment["GIT_CONFIG_GLOBAL"]])
      #expect(try repository.isIgnored(path, isFolder: isFolder) == (theirs != nil), "\(name)")
    }
    #expect(try !repository.isIgnored("", isFolder: true))
    let isLost = try repository.isIgnored("sub/again.log", isFolder: false)
    withKnownIssue("libgit2 1.5 drops a '!' that negates a rule of another file") {
      #expect(!isLost)
    }
  }

  @Test func tenThousandFilesAreQuick() async throws {
    let fixture = try await GitFixture()
    var commit = "commit refs/heads/main\ncommitter Ada <a@example.org> 1 +0000\ndata 1\nm\n"
    for number in 0..<10_000 {
      commit += "M 644 inline d\(number % 100)/f\(number)\ndata 5\n\(number + 10_000)\n"
    }
    try await fixture.load(commit)
    try await fixture.git("reset", "-q", "--hard")
    let repository = try fixture.repository
    _ = try repository.changes()
    let start = MonotonicClock.seconds()
    #expect(try repository.changes().isEmpty)
    let seconds = MonotonicClock.seconds() - start
    // Generous: other tests run at the same time.
    #expect(seconds < 1, "\(seconds) s")
  }
}

extension GitChange {
  /// As `git status --porcelain` writes it, conflicts apart. A path that was taken out of the index
  /// and is still there has two lines.
  var porcelain: [String] {
    func letter(_ kind: Kind?) -> String {
      switch kind {
      case .added: "A"
      case .modified: "M"
      case .deleted: "D"
      case .typeChanged: "T"
      case .untracked: "?"
      case .conflicted: "U"
      case nil: " "
      }
    }
    if unstaged == .untracked {
      return (staged == nil ? [] : [letter(staged) + "  " + path]) + ["?? " + path]
    }
    return [letter(staged) + letter(unstaged) + " " + path]
  }
}
