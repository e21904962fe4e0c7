import FileIO
import Objects
import ProjectFiles
import SystemPackage
import TestSupport
import Testing

/// The real git ignores what the block names, and nothing else.
@Suite struct ManagedBlockGitTests {
  private let folder: TemporaryDirectory
  private let fileSystem = KernelFileSystem()

  init() throws { folder = try TemporaryDirectory() }

  private static let names = [
    "plain", "two words", " leading", "trailing ", "trailing  ", "#hash", "!bang", "a*b", "a?b",
    "[x]", "a[b", "back\\slash", "end\\", "tab\t", "cr\r", "c\rr", "é", "e\u{301}", "日本.csv",
    "'q'", "\"q\"", "**", "***", "\\ ", "-dash", "$HOME", "a\\ ", "{a,b}", "~", "a!", "a#b", "]",
    "[!a]", "[]", "\u{7F}", "\u{1}", "..x", "%20",
  ]

  /// Whether git ignores a path, and by which file.
  private func source(of path: String) async throws -> String? {
    let git = ChildProcess(
      "git", ["-c", "core.quotePath=false", "check-ignore", "--no-index", "-v", "--", path],
      in: folder.path, variables: ["GIT_CONFIG_GLOBAL": "/dev/null"])
    let outcome = try await git.run(output: .collected(bytesMax: 1 << 16))
    #expect(outcome.status == 0 || outcome.status == 1, "\(outcome.errors)")
    return outcome.isSuccess ? String(outcome.output.prefix { $0 != ":" }) : nil
  }

  private func prepare(_ paths: [ManagedBlock.Path], in text: String) async throws {
    _ = try await ChildProcess("git", ["init", "-q"], in: folder.path).run(output: .discarded)
    let update = ManagedBlock.update(Array(text.utf8), ignoring: Set(paths))
    try File(folder.path.appending(".gitignore"), .create, in: fileSystem)
      .write(try #require(update.text), at: 0)
    #expect(update.skipped.isEmpty)
  }

  private func makeFolder(_ path: String) throws {
    try fileSystem.makeDirectories(folder.path.appending(path), permissions: 0o755)
  }

  private func makeFile(_ path: String) throws {
    _ = try File(folder.path.appending(path), .create, in: fileSystem)
  }

  @Test(arguments: ["!*\n", "# mine\r\n!*\r\n"])
  func oddFiles(text: String) async throws {
    try makeFolder("sub/deep")
    let paths = Self.names + Self.names.map { "sub/" + $0 }
    for path in paths { try makeFile(path) }
    for name in Self.names { try makeFile("sub/deep/" + name) }
    try await prepare(
      paths.map { .init(RepositoryPath(unchecked: $0), isFolder: false) }, in: text)
    for path in paths { #expect(try await source(of: path) == ".gitignore", "\(path)") }
    // The same names further down, and names that an unescaped pattern would match.
    let others = Self.names.map { "sub/deep/" + $0 } + ["axb", "x", "a", "trailing", "b", "plain2"]
    for path in others { #expect(try await ignored(path) == false, "\(path)") }
  }

  /// `!*` is a pattern that takes back: git names it too, with status 0.
  private func ignored(_ path: String) async throws -> Bool {
    let git = ChildProcess(
      "git", ["check-ignore", "--no-index", "-q", "--", path], in: folder.path,
      variables: ["GIT_CONFIG_GLOBAL": "/dev/null"])
    return try await git.run(output: .discarded).isSuccess
  }

  @Test func oddFolders() async throws {
    for name in Self.names { try makeFolder("in/" + name) }
    try await prepare(
      Self.names.map { .init(RepositoryPath(unchecked: "in/" + $0), isFolder: true) }, in: "")
    for name in Self.names {
      #expect(try await ignored("in/" + name), "\(name)")
      #expect(try await ignored("in/" + name + "/file"), "\(name)")
    }
    #expect(try await !ignored("in"))
    #expect(try await !ignored("in/other/file"))
  }

  /// Why `isFolder` is false for a link to a folder.
  @Test func aLinkIsNoFolderToGit() async throws {
    try makeFolder("real")
    for name in ["asFile", "asFolder"] {
      try fileSystem.symlink(target: "real", at: folder.path.appending(name))
    }
    try await prepare(
      [
        .init(RepositoryPath(unchecked: "asFile"), isFolder: false),
        .init(RepositoryPath(unchecked: "asFolder"), isFolder: true),
      ], in: "")
    #expect(try await ignored("asFile"))
    #expect(try await !ignored("asFolder"))
  }
}
