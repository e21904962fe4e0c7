import FileIO
import Foundation
import Objects
import Remotes
import Repository
import SystemPackage
import TestSupport
import Testing

/// Where flock(2) does not work, as on some mounts of NFS: no commit is lost, and what needs a lock says so.
@Suite struct NoLocksTests {
  private static let none = Fault(
    at: 1, errno: ENOLCK, effect: .persisting, counting: .only(.lock))

  @Test func committersLoseNoCommit() throws {
    let scene = try CrashScene()
    try scene.commit("base", ["a.txt": noise(1)])
    scene.fileSystem.inject(Self.none)
    let made = Locked<[CommitID]>([])
    let refused = Locked<[String: Int]>([:])
    try Threads.run(2) { thread in
      for round in 0..<8 {
        var request = CommitRequest(message: "\(thread) \(round)")
        (request.all, request.allowEmpty) = (true, true)
        try scene.project.write("data/\(thread).txt", noise(UInt64(10 * thread + round)))
        do {
          let id = try scene.project.reopened().commit(request).id
          made.withLock { $0.append(id) }
        } catch let error as any MLXError {
          refused.withLock { $0[error.code, default: 0] += 1 }
        }
      }
    }
    let repository = try scene.project.reopened()
    let history = Set(try repository.log().map(\.id))
    let commits = made.withLock { $0 }
    #expect(Set(commits).isSubset(of: history))
    #expect(commits.count >= 8 && history.count == commits.count + 1)
    #expect(refused.withLock { Set($0.keys) }.isSubset(of: ["ref-changed", "file-changed"]))
    #expect(try repository.fsck().isSound)
  }

  @Test func whatNeedsALockRefuses() throws {
    let scene = try CrashScene()
    try scene.commit("base", ["a.txt": noise(1)])
    try scene.commit("next", ["a.txt": noise(2)])
    scene.fileSystem.inject(Self.none)
    func code(_ body: (Repository) throws -> Void) throws -> String? {
      do {
        try body(scene.project.reopened())
        return nil
      } catch let error as any MLXError {
        return error.code
      }
    }
    #expect(
      try code { _ = try $0.collect(CollectOptions(isImmediate: true)) } == "locks-unsupported")
    #expect(try code { _ = try $0.repack() } == "locks-unsupported")
    let blob = BlobID(SHA256Hasher.hash(Array(noise(1).utf8)))
    #expect(
      try code { _ = try $0.purge(PurgeRequest("blob:\(blob.hex)", reason: "asked")) }
        == "locks-unsupported")
    // What leaves a grace needs none.
    #expect(try code { _ = try $0.collect() } == nil)
    #expect(try code { _ = try $0.undo() } == nil)
    #expect(try scene.project.reopened().fsck().isSound)
  }

  private static let library = """
    #include <errno.h>
    int flock(int descriptor, int operation) { errno = ENOLCK; return -1; }
    """

  /// Two processes of the real binary, below a flock(2) that never works.
  @Test func processesLoseNoCommit() throws {
    let scene = try KillScene(modelBytes: 1 << 12)
    defer { scene.remove() }
    let source = scene.folder.appendingPathComponent("nolock.c").path
    let library = scene.folder.appendingPathComponent("nolock.so").path
    try Data(Self.library.utf8).write(to: URL(fileURLWithPath: source))
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["clang", "-shared", "-fPIC", "-o", library, source]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0, "Swift brings clang")

    try scene.writeModel(seed: 1)
    try scene.mlx(["init"])
    scene.variables["LD_PRELOAD"] = library
    try scene.mlx(["commit", "-m", "base", "--model", "model.bin", "--data", "data"])
    var messages = ["base"]
    for round: UInt8 in 2..<6 {
      try scene.writeModel(seed: round)
      let both = try ["a", "b"].map { name in
        (name, try scene.start(["commit", "-a", "--allow-empty", "-m", "\(name)\(round)"]))
      }
      for (name, process) in both {
        process.waitUntilExit()
        if process.terminationStatus == 0 { messages.append("\(name)\(round)") }
      }
    }
    let log = try scene.output(["log", "--oneline"])
    let listed = log.split(separator: "\n").count
    #expect(messages.allSatisfy { log.contains($0) })
    #expect(messages.count >= 5 && listed == messages.count)
    #expect(try scene.status(["gc", "--prune=now"]) == 5)
    #expect(try scene.status(["gc"]) == 0)
    #expect(try scene.status(["fsck"]) == 0)
  }
}
