// What git tracks, and its submodules.
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

@Suite struct GitIndexTests {
  @Test(arguments: [2, 3, 4]) func kindsAndFlags(version: Int) async throws {
    let fixture = try await GitFixture()
    try fixture.write("file.txt")
    try fixture.write("run.sh")
    try fixture.fileSystem.setPermissions(0o755, of: fixture.root.appending("run.sh"))
    try fixture.fileSystem.symlink(target: "file.txt", at: fixture.root.appending("link"))
    try await fixture.commit()
    try fixture.write("staged.txt")
    try await fixture.git("add", "staged.txt")
    try fixture.write("meant.txt")
    try await fixture.git("add", "-N", "meant.txt")
    try fixture.write("unknown.txt")
    try await fixture.git("update-index", "--index-version", "\(version)")
    let tracked = try fixture.repository.trackedFiles()
    #expect(tracked.files.map(\.path) == ["file.txt", "link", "meant.txt", "run.sh", "staged.txt"])
    #expect(tracked.files.map(\.kind) == [.file, .symlink, .file, .executable, .file])
    #expect(tracked.files.filter(\.isIntent).map(\.path) == ["meant.txt"])
    #expect(!tracked.files.contains { $0.isSkipped || $0.isConflicted })
    #expect(try fixture.repository.isTracked("staged.txt"))
    #expect(try fixture.repository.isTracked("meant.txt"))
    #expect(try !fixture.repository.isTracked("unknown.txt"))
    #expect(try !fixture.repository.isTracked("file.txt\0more"))
  }

  @Test func foldersAreNotPrefixes() async throws {
    let fixture = try await GitFixture()
    for path in ["a/1", "a/b/2", "a.b", "ab/3", "a b/4"] { try fixture.write(path) }
    try await fixture.commit()
    let repository = try fixture.repository
    #expect(try repository.trackedPaths(under: "a") == ["a/1", "a/b/2"])
    #expect(try repository.trackedPaths(under: "a", limit: 1) == ["a/1"])
    #expect(try repository.trackedPaths(under: "a.b") == ["a.b"])
    #expect(try repository.trackedPaths(under: "none").isEmpty)
    #expect(try repository.trackedPaths(under: "").count == 5)
    #expect(try repository.trackedFiles(within: "a/b").files.map(\.path) == ["a/b/2"])
    #expect(try !repository.isTracked("a"))
  }

  @Test func oddNames() async throws {
    let fixture = try await GitFixture()
    let names = ["two words.txt", "日本語.txt", "new\nline.txt", "*.glob[1]", "-dash", "q\"uote"]
    for name in names { try fixture.write(name) }
    let bad = fixture.root.string + "/caf"
    let descriptor = creat(Array(bad.utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0], 0o644)
    try #require(descriptor >= 0)
    close(descriptor)
    #expect(try fixture.repository.untrackedFiles().unnameable == ["caf\u{FFFD}"])
    try await fixture.commit()
    let tracked = try fixture.repository.trackedFiles()
    #expect(Set(tracked.files.map(\.path)) == Set(names))
    #expect(tracked.unnameable == ["caf\u{FFFD}"])
    for name in names { try fixture.write(name, "other text\n") }
    #expect(Set(try fixture.repository.changes().items.map(\.path)) == Set(names))
    for name in names {
      #expect(try fixture.repository.changes(within: name).items.map(\.path) == [name])
      #expect(try fixture.repository.file(name, at: "HEAD", bytesMax: 100) == Array("text\n".utf8))
    }
  }

  @Test func aConflictIsOneFile() async throws {
    let fixture = try await GitFixture()
    try fixture.write("a.txt", "one\n")
    try await fixture.commit()
    try await fixture.git("checkout", "-q", "-b", "side")
    try fixture.write("a.txt", "two\n")
    try await fixture.commit()
    try await fixture.git("checkout", "-q", "main")
    try fixture.write("a.txt", "three\n")
    try await fixture.commit()
    await #expect(throws: GitFailed.self) { try await fixture.git("merge", "-q", "side") }
    let tracked = try fixture.repository.trackedFiles().files
    #expect(tracked.map(\.path) == ["a.txt"])
    #expect(tracked.map(\.isConflicted) == [true])
    #expect(try fixture.repository.changes().items.map(\.kind) == [.conflicted])
    #expect(try fixture.repository.isTracked("a.txt"))
  }

  @Test func sparseCheckoutsSkipFiles() async throws {
    let fixture = try await GitFixture()
    for path in ["in/1", "out/2", "out/deep/3", "top"] { try fixture.write(path) }
    try await fixture.commit()
    try await fixture.git("sparse-checkout", "set", "--cone", "in")
    let tracked = try fixture.repository.trackedFiles().files
    #expect(tracked.filter(\.isSkipped).map(\.path) == ["out/2", "out/deep/3"])
    #expect(try fixture.repository.changes().isEmpty)
    try fixture.remove("in/1")
    #expect(try fixture.repository.changes().items.map(\.path) == ["in/1"])
  }

  @Test func submodulesHaveTwoCommits() async throws {
    let fixture = try await GitFixture()
    try await fixture.git(["init", "-q", "lib"], in: ".")
    try await fixture.git(["commit", "-q", "--allow-empty", "-m", "lib"], in: "lib")
    let first = try await fixture.line("rev-parse", "HEAD", in: "lib")
    try await fixture.git("submodule", "add", "-q", "../lib", "vendor/lib")
    try await fixture.commit()
    var repository = try fixture.repository
    #expect(
      try repository.submodules()
        == ["vendor/lib": GitSubmodule(recorded: first, checkedOut: first)])
    #expect(try repository.isTracked("vendor/lib"))
    #expect(
      try repository.trackedFiles(within: "vendor").files.map(\.kind) == [.submodule(commit: first)]
    )
    try fixture.write("vendor/lib/new.txt")
    #expect(try repository.changes().isEmpty, "files in it are not looked at")
    try await fixture.git(["add", "-A"], in: "repo/vendor/lib")
    try await fixture.git(["commit", "-q", "-m", "more"], in: "repo/vendor/lib")
    let second = try await fixture.line("rev-parse", "HEAD", in: "repo/vendor/lib")
    repository = try fixture.repository
    let moved = try #require(try repository.submodules()["vendor/lib"])
    #expect(moved == GitSubmodule(recorded: first, checkedOut: second))
    #expect(moved.commit == second)
    #expect(
      try repository.changes().items
        == [GitChange(path: "vendor/lib", staged: nil, unstaged: .modified)])
    try await fixture.git("add", "vendor/lib")
    #expect(try repository.changes().items.map(\.staged) == [.modified])
    // The submodule is a repository of its own.
    let inner = try #require(try fixture.discover("repo/vendor/lib"))
    #expect(try inner.head().commit == second)
    #expect(inner.gitFolder == fixture.root.pushing(FilePath(".git/modules/vendor/lib")))
    // A clone without its submodules.
    try await fixture.git("commit", "-q", "-m", "moved")
    try await fixture.git("clone", "-q", ".", "../clone")
    let clone = try #require(try fixture.discover("clone"))
    #expect(
      try clone.submodules() == ["vendor/lib": GitSubmodule(recorded: second, checkedOut: nil)])
    #expect(try clone.changes().isEmpty)
  }
}
