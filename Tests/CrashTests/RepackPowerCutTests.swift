import FileIO
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing

/// Every disk that a power cut could leave during a repack is opened again.
@Suite struct RepackPowerCutTests {
  private static let day: Int64 = 86_400

  /// Two versions of a model that differ a little.
  private struct Scene {
    let crash: CrashScene
    private(set) var versions: [(commit: CommitID, bytes: [UInt8])] = []

    init() throws {
      crash = try CrashScene()
      for seed: UInt64 in 0...1 {
        let bytes = tensorFile(step: seed)
        try crash.project.write("m.safetensors", bytes)
        var request = CommitRequest(message: "step \(seed)")
        request.all = true
        request.models = [NamedPath(path: try RepositoryPath(validating: "m.safetensors"))]
        versions.append((try crash.project.reopened().commit(request).id, bytes))
      }
    }

    func repack(_ options: RepackOptions = RepackOptions()) throws -> RepackReport {
      try crash.project.reopened().repack(options)
    }

    func clock(days: Int64 = 0) -> TestClock {
      TestClock(startSeconds: crash.project.clock.now().seconds + days * RepackPowerCutTests.day)
    }

    /// Nothing is lost; the next repack goes on, and collections and commits do their work.
    func check(_ root: FilePath, _ state: CrashState) throws {
      try expectWhole(root, state)
      _ = try CrashScene.open(below: root, clock: clock()).repack()
      try expectWhole(root, state)
      _ = try CrashScene.open(below: root, clock: clock(days: 16)).collect()
      var request = CommitRequest(message: "after the crash")
      request.all = true
      request.allowEmpty = true
      _ = try CrashScene.open(below: root, clock: clock(days: 16)).commit(request)
      try expectWhole(root, state)
    }

    func expectWhole(_ root: FilePath, _ state: CrashState) throws {
      let repository = try CrashScene.open(below: root, clock: clock())
      let report = try repository.fsck()
      #expect(report.isSound, "\(state): \(report.problems)")
      for (commit, bytes) in versions {
        var read: [UInt8] = []
        try repository.cat("\(commit.hex):m.safetensors") { read += $0 }
        #expect(read == bytes, "\(state)")
      }
    }
  }

  @Test func repackingLosesNothing() throws {
    let scene = try Scene()
    try scene.crash.fileSystem.restartLog()
    #expect(try scene.repack().chunks > 0)
    let count = try forEachCrash(scene.crash.fileSystem.log, scene.check)
    #expect(count > 10)
  }

  @Test func freeingLosesNothing() throws {
    let scene = try Scene()
    try scene.crash.fileSystem.restartLog()
    let report = try scene.repack(RepackOptions(isImmediate: true))
    #expect(report.collected?.freed.packs ?? 0 > 0)
    let count = try forEachCrash(scene.crash.fileSystem.log, scene.check)
    #expect(count > 20)
  }
}

/// A safetensors file of one bfloat16 tensor, whose numbers differ a little from step to step.
func tensorFile(step: UInt64) -> [UInt8] {
  let numbers = 33_000
  let json = Array(#"{"w":{"dtype":"BF16","shape":[33000],"data_offsets":[0,66000]}}"#.utf8)
  var bytes = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  var common = SeededGenerator(seed: 1)
  var own = SeededGenerator(seed: step &+ 2)
  for _ in 0..<numbers {
    let (word, move) = (common.next(), step == 0 ? 0 : own.next())
    bytes.append(UInt8(truncatingIfNeeded: word) ^ UInt8(truncatingIfNeeded: move) & 3)
    bytes.append(0x3C | UInt8(truncatingIfNeeded: word >> 8) & 0x81)
  }
  return bytes
}
