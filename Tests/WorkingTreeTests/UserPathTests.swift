import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct UserPathTests {
  @Test(arguments: [
    ("a", "", "a"), ("a/b/", "", "a/b"), ("./a", "", "a"), (".", "", ""), ("", "sub", nil),
    ("..", "sub", ""), ("../x", "sub", "x"), ("x", "sub/deep", "sub/deep/x"),
    ("../../..", "sub", nil), ("..", "", nil), ("a//b/./c", "", "a/b/c"),
    ("missing/../x", "", "x"), ("../project/a", "", "a"), ("../project2/a", "", nil),
    ("a b/é", "", "a b/é"), ("-x", "", "-x"),
  ])
  func mapsRelativePaths(typed: String, cwd: String, expected: String?) throws {
    let project = try Project()
    let place = cwd.isEmpty ? project.tree.root : project.path(cwd)
    let found = try? project.tree.relative(user: typed, from: place)
    #expect(found?.string == expected)
  }

  @Test func mapsAbsolutePaths() throws {
    let project = try Project()
    let tree = project.tree
    #expect(try tree.relative(user: tree.root.string + "/a/b", from: "/") == "a/b")
    #expect(try tree.relative(user: tree.root.string, from: "/") == .root)
    #expect(code { try tree.relative(user: "/etc/passwd", from: "/") } == "path-outside")
    #expect(code { try tree.relative(user: tree.root.string + "x", from: "/") } == "path-outside")
  }

  @Test(arguments: [
    (".mlops", "path-reserved"), (".mlops/index", "path-reserved"), (".git", "path-reserved"),
    ("a/.GIT/config", "path-reserved"), ("a/.Mlops", "path-reserved"), ("", "invalid-path"),
    ("a\0b", "invalid-path"), ("../..", "path-outside"),
  ])
  func refuses(typed: String, expected: String) throws {
    let project = try Project()
    #expect(code { try project.tree.relative(user: typed, from: project.tree.root) } == expected)
  }

  @Test func followsLinksAboveTheRoot() throws {
    let project = try Project()
    let kernel = KernelFileSystem()
    let alias = project.directory.path.appending("alias")
    try kernel.symlink(target: project.tree.root.string, at: alias)
    try project.makeFolder("sub")
    let tree = project.tree
    #expect(try tree.relative(user: "x", from: alias) == "x")
    #expect(try tree.relative(user: "x", from: alias.appending("sub")) == "sub/x")
    #expect(try tree.relative(user: alias.string + "/a/b", from: "/") == "a/b")
    #expect(try tree.relative(user: alias.string, from: "/") == .root)
    // The root itself may be known by the alias.
    let aliased = WorkTree(root: alias, fileSystem: kernel)
    #expect(try aliased.relative(user: "x", from: tree.root) == "x")
    // A link into the repository's folders.
    try kernel.symlink(target: tree.root.string + "/sub", at: project.directory.path.appending("s"))
    #expect(try tree.relative(user: "s/x", from: project.directory.path) == "sub/x")
    #expect(code { try tree.relative(user: "s", from: project.directory.path) } == "path-outside")
  }

  @Test func doesNotFollowLinksBelowTheRoot() throws {
    let project = try Project()
    try project.link("data", to: "/tmp")
    try project.link("loop", to: ".")
    let tree = project.tree
    #expect(try tree.relative(user: "data/x", from: tree.root) == "data/x")
    #expect(try tree.relative(user: "loop/x", from: tree.root) == "loop/x")
    #expect(try tree.relative(user: "data", from: tree.root) == "data")
  }

  private func code(_ body: () throws -> RepositoryPath) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? any MLXError)?.code
    }
  }
}
