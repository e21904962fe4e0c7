import FileIO
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

/// Every disk that a power cut could leave during a collection is opened again.
@Suite struct CollectPowerCutTests {
  private static let day: Int64 = 86_400

  /// A project with two versions that are needed, and one that no branch has had for 91 days.
  private struct Scene {
    let crash: CrashScene
    let base: CommitID
    let lost: CommitID
    let head: CommitID

    init() throws {
      crash = try CrashScene()
      base = try crash.commit("base", ["a.txt": noise(1), "b.txt": noise(2)])
      lost = try crash.commit("lost", ["a.txt": noise(3), "c.txt": noise(4)])
      _ = try crash.project.reopened().reset(to: Revision(parsing: base.hex), mode: .hard)
      head = try crash.commit("head", ["b.txt": noise(5)])
      crash.project.clock.advance(seconds: 91 * CollectPowerCutTests.day)
    }

    func collect(_ options: CollectOptions = CollectOptions()) throws -> CollectReport {
      try crash.project.reopened().collect(options)
    }

    /// The clock of whoever opens what is left: so many days later.
    func clock(days: Int64 = 0) -> TestClock {
      let now = crash.project.clock.now().seconds
      return TestClock(startSeconds: now + days * CollectPowerCutTests.day)
    }

    /// Nothing that is needed is lost, and the next collections and commits do their work.
    func check(_ root: FilePath, _ state: CrashState) throws {
      try expectWhole(root, state)
      _ = try CrashScene.open(below: root, clock: clock(days: 15)).collect()
      try expectWhole(root, state)
      let repository = try CrashScene.open(below: root, clock: clock(days: 31))
      var request = CommitRequest(message: "after the crash")
      request.all = true
      request.allowEmpty = true
      _ = try repository.commit(request)
      try expectWhole(root, state)
    }

    func expectWhole(_ root: FilePath, _ state: CrashState) throws {
      let repository = try CrashScene.open(below: root, clock: clock())
      let report = try repository.fsck()
      #expect(report.isSound, "\(state): \(report.problems)")
      #expect(try text(repository, head, "data/b.txt") == noise(5), "\(state)")
      #expect(try text(repository, base, "data/a.txt") == noise(1), "\(state)")
      #expect(try text(repository, base, "data/b.txt") == noise(2), "\(state)")
    }

    private func text(_ repository: Repository, _ commit: CommitID, _ path: String) throws
      -> String
    {
      var bytes: [UInt8] = []
      try repository.cat("\(commit.hex):\(path)") { bytes.append(contentsOf: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  @Test func condemningLosesNothing() throws {
    let scene = try Scene()
    try scene.crash.fileSystem.restartLog()
    #expect(try scene.collect().condemned.packs > 0)
    let count = try forEachCrash(scene.crash.fileSystem.log, scene.check)
    #expect(count > 10)
  }

  @Test func deletingLosesNothing() throws {
    let scene = try Scene()
    #expect(try scene.collect().condemned.packs > 0)
    scene.crash.project.clock.advance(seconds: 15 * Self.day)
    try scene.crash.fileSystem.restartLog()
    #expect(try scene.collect().deleted.packs > 0)
    let count = try forEachCrash(scene.crash.fileSystem.log, scene.check)
    #expect(count > 10)
  }

  @Test func undoingLosesNothing() throws {
    let scene = try Scene()
    #expect(try scene.collect(CollectOptions(isImmediate: true)).deleted.packs > 0)
    try scene.crash.fileSystem.restartLog()
    _ = try scene.crash.project.reopened().undoCollection()
    let count = try forEachCrash(scene.crash.fileSystem.log, scene.check)
    #expect(count > 5)
  }
}
