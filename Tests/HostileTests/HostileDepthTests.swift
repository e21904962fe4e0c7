import FileIO
import HostileSupport
import ObjectStore
import Objects
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

/// Trees that are deeper than a stack, and many of everything.
@Suite struct HostileDepthTests {
  private func deep(_ levels: Int, _ name: String, _ writer: StoreWriter) throws -> TreeID {
    var tree = try HostileScene.tree([HostileScene.file("a", writer)], writer)
    for _ in 1..<levels { tree = try HostileScene.tree([HostileScene.folder(name, tree)], writer) }
    return tree
  }

  @Test func tenThousandFolders() throws {
    let scene = try HostileScene()
    try scene.commit { try deep(10_000, "d", $0) }
    let refused = try scene.doEverything()
    for name in ["list", "ls-tree", "checkout"] {
      #expect(refused[name] == "invalid-path", "\(refused)")
    }
    #expect(refused["back"] == nil && refused["collect"] == nil && refused["fsck"] == nil)
    let report = try scene.test.reopened().fsck()
    #expect(report.problems.contains { $0.reason.contains("nested too deep") })
    #expect(try scene.isUntouched())
    #expect(try scene.test.text("data/a.csv") == "a\n")
  }

  /// More of them than are held open. Paths cost the square of their length in debug builds, so not all that may be.
  @Test func manyFoldersComeAndGo() throws {
    let scene = try HostileScene()
    let depth = 120
    let id = try scene.commit { try deep(depth, "d", $0) }
    #expect(try scene.doEverything().keys.sorted() == ["cat"])
    _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: id.hex)))
    let path = Array(repeating: "d", count: depth - 1).joined(separator: "/")
    #expect(try scene.test.text(path + "/a") == "evil")
    _ = try scene.test.reopened().checkout(.init(revision: .init(parsing: "main")))
    #expect(try KernelFileSystem().status(at: scene.test.path("d"), followingLinks: false) == nil)
  }

  /// Each folder twice in the one above it: 2^40 paths from forty objects. What looks at objects ends; what looks at
  /// paths is not asked here.
  @Test func aTreeOfTwins() throws {
    let scene = try HostileScene()
    try scene.commit { writer in
      var tree = try HostileScene.tree([HostileScene.file("a", writer)], writer)
      for _ in 0..<40 {
        tree = try HostileScene.tree(
          [HostileScene.folder("l", tree), HostileScene.folder("r", tree)], writer)
      }
      return tree
    }
    let repository = try scene.test.reopened()
    #expect(try repository.fsck().isSound)
    _ = try repository.collect(CollectOptions(isDryRun: true))
    var request = PushRequest()
    request.all = true
    _ = try Sharing(repository, remote: .origin, over: MemoryTransport()).push(request)
    #expect(try repository.list("evil").map(\.path.string) == ["l", "r"])
  }

  @Test func tenThousandParents() throws {
    let scene = try HostileScene()
    let parents = (0..<10_000).map { CommitID(SHA256Hasher.hash("\($0)")) }
    try scene.commit(parents: parents) { try HostileScene.tree([HostileScene.file("a", $0)], $0) }
    let refused = try scene.doEverything()
    #expect(refused["checkout"] == nil && refused["back"] == nil, "\(refused)")
    // All of them are missing, and it says so once for each.
    #expect(try scene.test.reopened().fsck().problems.count >= 1)
  }
}
