import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// `mlx repack`: every version stays what it was, in less room.
@Suite struct RepackTests {
  // MARK: - Models

  /// A model with a history: a base, a layer tuned, all of it tuned, and one that shares both.
  struct Scene {
    let project: TestRepository
    private(set) var versions: [(commit: CommitID, bytes: [UInt8])] = []

    init(
      _ models: [[UInt8]] = Scene.history(), limits: StoreLimits = Scene.limits,
      name: String = "m.safetensors",
      durability: Durability = .none
    ) throws {
      project = try TestRepository(durability: durability, limits: limits)
      for bytes in models {
        try project.write(name, bytes)
        var request = CommitRequest(message: "version \(versions.count)")
        request.all = true
        request.models = [NamedPath(path: try RepositoryPath(validating: name))]
        versions.append((try project.reopened().commit(request).id, bytes))
      }
    }

    static var limits: StoreLimits {
      var limits = StoreLimits.standard
      limits.packBytesTarget = 96 << 10
      limits.smallPackBytes = 2 << 10
      limits.bufferBytes = 64 << 10
      limits.chunk.wholeMax = 1 << 10
      limits.chunk.spanMax = 16 << 10
      limits.chunk.gearMin = 512
      limits.chunk.gearTarget = 2 << 10
      limits.chunk.gearMax = 8 << 10
      limits.frameBytesMax = 32 << 10
      limits.smallFileBytes = 8 << 10
      limits.repackBatchBytes = 64 << 10
      return limits
    }

    static func history() -> [[UInt8]] {
      let base = Tensors(seed: 1)
      var layer = base
      layer.move(["b"], by: 3, seed: 2)
      var all = base
      all.move(["a", "b", "c"], by: 1, seed: 3)
      var reordered = all
      reordered.names = ["c", "a", "b"]
      return [base.file, layer.file, all.file, reordered.file]
    }

    mutating func replaceVersions(_ new: [(commit: CommitID, bytes: [UInt8])]) { versions = new }

    func repack(_ options: RepackOptions = RepackOptions()) throws -> RepackReport {
      try project.reopened().repack(options)
    }

    func packBytes() throws -> UInt64 {
      try project.reopened().store.packs().reduce(0) { $0 + $1.bytes }
    }

    func pass(days: Int64) { project.clock.advance(seconds: days * 86_400) }

    /// Every version is what it was, and nothing is wrong.
    func expectWhole(_ name: String = "m.safetensors") throws {
      let repository = try project.reopened()
      #expect(try repository.fsck().problems.isEmpty)
      for (commit, bytes) in versions {
        var read: [UInt8] = []
        try repository.cat("\(commit.hex):\(name)") { read += $0 }
        #expect(read == bytes)
        _ = try repository.checkout(
          CheckoutOptions(revision: Revision(parsing: commit.hex)))
        #expect(try project.bytes(name) == bytes)
      }
      _ = try repository.checkout(CheckoutOptions(revision: Revision(parsing: "main")))
    }

    func deltas() throws -> Int {
      let store = try project.reopened().store
      var count = 0
      try store.forEachObject(.chunk) { id, _ in
        if try store.storedChunk(id)?.isDelta == true { count += 1 }
      }
      return count
    }
  }

  /// A safetensors file of three bfloat16 tensors.
  struct Tensors {
    var names = ["a", "b", "c"]
    var values: [String: [UInt8]]

    init(seed: UInt64, numbers: Int = 30_000) {
      values = [:]
      for (index, name) in ["a", "b", "c"].enumerated() {
        var random = SeededGenerator(seed: seed &* 7 &+ UInt64(index))
        var bytes: [UInt8] = []
        for _ in 0..<numbers {
          let word = random.next()
          bytes += [
            UInt8(truncatingIfNeeded: word), 0x3C | UInt8(truncatingIfNeeded: word >> 8) & 0x81,
          ]
        }
        values[name] = bytes
      }
    }

    mutating func move(_ tensors: [String], by bits: UInt8, seed: UInt64) {
      var random = SeededGenerator(seed: seed)
      for name in tensors {
        guard var bytes = values[name] else { continue }
        for start in stride(from: 0, to: bytes.count, by: 2) {
          bytes[start] ^= UInt8(truncatingIfNeeded: random.next()) & bits
        }
        values[name] = bytes
      }
    }

    var file: [UInt8] {
      var start = 0
      let members = names.map { name in
        let count = values[name]?.count ?? 0
        defer { start += count }
        return
          #""\#(name)":{"dtype":"BF16","shape":[\#(count / 2)],"data_offsets":[\#(start),\#(start + count)]}"#
      }
      let json = Array("{\(members.joined(separator: ","))}".utf8)
      return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
        + names.flatMap { values[$0] ?? [] }
    }
  }

  @Test func versionsBecomeDifferences() throws {
    let scene = try Scene()
    let before = try scene.packBytes()
    let plan = try scene.repack(RepackOptions(isDryRun: true))
    #expect(try scene.packBytes() == before)
    #expect(plan.savedBytes > before / 4)
    let report = try scene.repack()
    #expect(report.chunks > 10)
    #expect(report.collected?.condemned.packs ?? 0 > 0)
    #expect(report.collected?.freed.packs == 0)
    #expect(try scene.deltas() > 10)
    try scene.expectWhole()
    // What was planned is what came.
    let ratio = Double(report.savedBytes) / Double(plan.savedBytes)
    #expect(ratio > 0.8 && ratio < 1.25, "\(report) \(plan)")
  }

  @Test func roomIsFreedAtOnceWhenAsked() throws {
    let scene = try Scene()
    let before = try scene.packBytes()
    let report = try scene.repack(RepackOptions(isImmediate: true))
    #expect(report.collected?.freed.packs ?? 0 > 0)
    #expect(try scene.packBytes() * 10 < before * 7)
    #expect(try scene.project.reopened().store.trashFolders().allSatisfy { $0.packs.isEmpty })
    try scene.expectWhole()
  }

  @Test func twiceDoesNothing() throws {
    let scene = try Scene()
    _ = try scene.repack(RepackOptions(isImmediate: true))
    let deltas = try scene.deltas()
    for _ in 0..<2 {
      let report = try scene.repack(RepackOptions(isImmediate: true))
      #expect(report.chunks == 0)
      #expect(report.collected?.isNothing == true)
    }
    #expect(try scene.deltas() == deltas)
    #expect(try scene.project.reopened().diskUsage().repackableBytes == 0)
  }

  /// The way of collections: condemned, 14 days, trash, 14 days.
  @Test func oldCopiesGoTheWayOfCollections() throws {
    let scene = try Scene()
    let report = try scene.repack()
    let condemned = try #require(report.collected?.condemned.packs)
    scene.pass(days: 15)
    let collected = try scene.project.reopened().collect()
    #expect(collected.deleted.packs >= condemned)
    try scene.expectWhole()
    scene.pass(days: 15)
    #expect(try scene.project.reopened().collect().emptied.packs >= condemned)
    try scene.expectWhole()
    _ = try scene.project.reopened().collect(CollectOptions(isImmediate: true))
    try scene.expectWhole()
  }

  @Test func theIndexIsRebuiltFromThePacks() throws {
    let scene = try Scene()
    _ = try scene.repack(RepackOptions(isImmediate: true))
    let deltas = try scene.deltas()
    let repository = try scene.project.reopened()
    for segment in try repository.store.segments() {
      try KernelFileSystem().unlink(FilePath(segment.path))
    }
    _ = try StoreRebuild.segments(of: repository.store, durability: .none)
    #expect(try scene.deltas() == deltas)
    try scene.expectWhole()
  }

  /// A base that only deltas need stays.
  @Test func basesLiveAsLongAsTheirDeltas() throws {
    let history = Scene.history()
    var scene = try Scene([history[0]])
    let old = try BranchName(validating: "old")
    _ = try scene.project.reopened().createBranch(old)
    try scene.project.write("m.safetensors", history[2])
    var request = CommitRequest(message: "instead")
    request.all = true
    request.amend = true
    let commit = try scene.project.reopened().commit(request).id
    _ = try scene.repack(RepackOptions(isImmediate: true))
    #expect(try scene.deltas() > 10)
    _ = try scene.project.reopened().deleteBranch(old, force: true)
    scene.replaceVersions([(commit, history[2])])
    for _ in 0..<3 {
      scene.pass(days: 100)
      _ = try scene.project.reopened().collect(CollectOptions(isImmediate: true))
      try scene.expectWhole()
    }
    #expect(try scene.deltas() > 10)
  }

  @Test func aTimeThatIsOverLeavesWhatIsDone() throws {
    let scene = try Scene()
    let report = try scene.repack(RepackOptions(seconds: 0))
    #expect(report.isUnfinished)
    #expect(report.chunks == 0)
    try scene.expectWhole()
    #expect(try scene.repack().chunks > 10)
    try scene.expectWhole()
  }

  /// The next run goes on where one was stopped that had published some.
  @Test func aStoppedRunIsGoneOnWith() throws {
    var limits = Scene.limits
    limits.repackBatchBytes = 1
    limits.repackPublishBytes = 1
    limits.packBytesTarget = 4 << 10
    let scene = try Scene(limits: limits)
    let repository = try scene.project.reopened()
    let writer = try #require(try RepackWriter(repository.store, durability: .none))
    #expect(try RepackWriter(repository.store, durability: .none) == nil)
    let plan = try RepackPlanner(repository: repository, isExact: true).plan()
    var done = 0
    try writer.run(
      plan.tasks, progress: { _ in done += 1 }, isOver: { done > plan.tasks.count / 2 })
    writer.discard()
    #expect(writer.gain.chunks > 0)
    #expect(writer.gain.chunks < plan.tasks.count)
    try scene.expectWhole()
    #expect(throws: RepackError.isRunning) { try scene.repack() }
    withExtendedLifetime(writer) {}
  }

  @Test func theFormatSaysSo() throws {
    let scene = try Scene()
    let path = scene.project.root.appending(".mlops/format")
    let kernel = KernelFileSystem()
    let before = String(decoding: try kernel.readFile(path, maxBytes: 4096), as: UTF8.self)
    #expect(!before.contains("deltas"))
    _ = try scene.repack(RepackOptions(isDryRun: true))
    #expect(String(decoding: try kernel.readFile(path, maxBytes: 4096), as: UTF8.self) == before)
    _ = try scene.repack()
    _ = try scene.repack()
    #expect(
      String(decoding: try kernel.readFile(path, maxBytes: 4096), as: UTF8.self)
        == "mlx repository 1\nread:\nwrite:\ncollect: profiles deltas\n")
  }

  // MARK: - Checkpoints and tables

  @Test func checkpointsInAFolderAreVersions() throws {
    let project = try TestRepository(limits: Scene.limits)
    var tensors = Tensors(seed: 4, numbers: 10_000)
    var files: [String: [UInt8]] = [:]
    for step in 0..<12 {
      files["runs/step-\(step).safetensors"] = tensors.file
      tensors.move(["a", "b", "c"], by: 1, seed: UInt64(step))
    }
    for (name, bytes) in files { try project.write(name, bytes) }
    var request = CommitRequest(message: "checkpoints")
    request.all = true
    request.models = [NamedPath(path: try RepositoryPath(validating: "runs"))]
    _ = try project.reopened().commit(request)
    let report = try project.reopened().repack(RepackOptions(isImmediate: true))
    #expect(report.newBytes * 2 < report.oldBytes)
    for (name, bytes) in files {
      var read: [UInt8] = []
      try project.reopened().cat("main:\(name)") { read += $0 }
      #expect(read == bytes)
    }
    #expect(try project.reopened().fsck().problems.isEmpty)
  }

  @Test func tablesHaveTheirPreviousVersionAsPrefix() throws {
    var random = SeededGenerator(seed: 5)
    var rows = (0..<6_000).map { "\($0),\(random.next() % 1_000_000),\(random.next() % 97)" }
    var versions = [rows]
    for version in 1...3 {
      for _ in 0..<60 {
        rows.insert("x\(version),\(random.next())", at: Int(random.next() % UInt64(rows.count)))
      }
      versions.append(rows)
    }
    let scene = try Scene(
      versions.map { Array($0.joined(separator: "\n").utf8) }, name: "table.csv")
    let before = try scene.packBytes()
    let report = try scene.repack(RepackOptions(isImmediate: true))
    #expect(report.newBytes * 2 < report.oldBytes, "\(report)")
    #expect(try scene.packBytes() * 10 < before * 7)
    #expect(try scene.deltas() > 10)
    try scene.expectWhole("table.csv")
    #expect(try scene.repack().chunks == 0)
  }
}
