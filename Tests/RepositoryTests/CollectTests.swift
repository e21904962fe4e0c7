import FileIO
import ObjectStore
import Objects
import References
import Repository
import SystemPackage
import TestSupport
import Testing
import WorkingTree

/// `mlx gc`: what is needed stays, what is not goes in two steps, and can be brought back.
@Suite struct CollectTests {
  static let day: Int64 = 86_400

  /// A project with a version that nothing needs once its operations are old: `lost` was on a branch
  /// that is deleted.
  struct Scene {
    let project: TestRepository
    let base: CommitID
    let lost: CommitID
    let head: CommitID

    init(durability: Durability = .none) throws {
      project = try TestRepository(durability: durability)
      base = try project.commit("base", ["a.txt": text(1), "b.txt": text(2)])
      _ = try project.reopened().switchBranch(BranchName(validating: "side"), create: true)
      lost = try project.commit("lost", ["a.txt": text(3), "c.txt": text(4)])
      _ = try project.reopened().switchBranch(BranchName(validating: "main"))
      head = try project.commit("head", ["b.txt": text(5)])
      _ = try project.reopened().deleteBranch(BranchName(validating: "side"), force: true)
    }

    func collect(_ options: CollectOptions = CollectOptions()) throws -> CollectReport {
      try project.reopened().collect(options)
    }

    func pass(days: Int64) { project.clock.advance(seconds: days * CollectTests.day) }

    func read(_ commit: CommitID, _ path: String) throws -> String {
      var bytes: [UInt8] = []
      try project.reopened().cat("\(commit.hex):data/\(path)") { bytes += $0 }
      return String(decoding: bytes, as: UTF8.self)
    }

    func expectWhole() throws {
      let report = try project.reopened().fsck()
      #expect(report.problems.isEmpty)
      #expect(try read(head, "b.txt") == text(5))
      #expect(try read(base, "a.txt") == text(1))
      #expect(try read(base, "b.txt") == text(2))
    }

    func holds(_ commit: CommitID) throws -> Bool {
      try project.reopened().store.contains(ObjectKey(kind: .record, digest: commit.digest))
    }
  }

  static func text(_ seed: UInt64) -> String {
    var generator = SeededGenerator(seed: seed)
    return String(
      decoding: (0..<4_000).map { _ in UInt8.random(in: 0x21...0x7E, using: &generator) },
      as: UTF8.self)
  }

  @Test func withinNinetyDaysAllStays() throws {
    let scene = try Scene()
    scene.pass(days: 89)
    let report = try scene.collect()
    #expect(report.deadObjects == 0)
    #expect(report.isNothing)
    #expect(try scene.read(scene.lost, "c.txt") == Self.text(4))
    try scene.expectWhole()
  }

  @Test func collectsInTwoStepsAndEmptiesTheTrash() throws {
    let scene = try Scene()
    scene.pass(days: 91)
    let first = try scene.collect()
    #expect(first.condemned.packs > 0)
    #expect(first.deadObjects > 0)
    #expect(first.deleted.packs == 0)
    #expect(try scene.holds(scene.lost))
    try scene.expectWhole()

    scene.pass(days: 13)
    #expect(try scene.collect().deleted.packs == 0)
    #expect(try scene.read(scene.lost, "c.txt") == Self.text(4))

    scene.pass(days: 2)
    let second = try scene.collect()
    #expect(second.deleted.packs >= first.condemned.packs)
    #expect(second.deleted.bytes > 4_000)
    #expect(try !scene.holds(scene.lost))
    try scene.expectWhole()

    scene.pass(days: 15)
    let third = try scene.collect()
    #expect(third.emptied.packs == second.deleted.packs)
    try scene.expectWhole()
    #expect(try scene.collect().isNothing)
    for _ in 0..<8 {
      scene.pass(days: 15)
      _ = try scene.collect()
      try scene.expectWhole()
    }
    // Operations of collections grow old too; what is in the trash is never older than it may be.
    let oldest = scene.project.clock.now().seconds - 15 * Self.day
    let trash = try scene.project.repository.store.trashFolders()
    #expect(trash.allSatisfy { $0.time.seconds >= oldest })
  }

  @Test func thereIsNothingToUndoBeforeTheFirst() throws {
    let scene = try Scene()
    #expect(throws: CollectError.nothingInTrash) {
      try scene.project.reopened().undoCollection()
    }
  }

  @Test func dryRunSaysItAndWritesNothing() throws {
    let scene = try Scene()
    scene.pass(days: 91)
    let before = try scene.project.reopened().operationLog().count
    let planned = try scene.collect(CollectOptions(isDryRun: true))
    #expect(planned.isDryRun)
    #expect(planned.condemned.packs > 0)
    #expect(try scene.project.reopened().operationLog().count == before)
    let done = try scene.collect()
    #expect(done.condemned == planned.condemned)
    #expect(done.copiedBytes == planned.copiedBytes)
    #expect(done.deadObjects == planned.deadObjects)
  }

  @Test func undoBringsBackWhatWentToTheTrash() throws {
    let scene = try Scene()
    scene.pass(days: 91)
    let done = try scene.collect(CollectOptions(isImmediate: true))
    #expect(done.deleted.packs > 0)
    #expect(try !scene.holds(scene.lost))
    try scene.expectWhole()
    let undone = try scene.project.reopened().undoCollection()
    #expect(undone.packs == done.deleted.packs)
    #expect(try scene.read(scene.lost, "c.txt") == Self.text(4))
    _ = try scene.project.reopened().createBranch(
      BranchName(validating: "again"), at: Revision(parsing: scene.lost.hex))
    try scene.expectWhole()
    // The branch keeps it from now on.
    scene.pass(days: 200)
    _ = try scene.collect(CollectOptions(isImmediate: true))
    #expect(try scene.read(scene.lost, "a.txt") == Self.text(3))
    try scene.expectWhole()
  }

  @Test func immediateIsRefusedBesideAWriter() throws {
    let scene = try Scene()
    scene.pass(days: 91)
    let packs = scene.project.root.appending(".mlops/objects/packs")
    let lock = try FileLock(sharing: packs, in: KernelFileSystem())
    #expect(throws: CollectError.writersRunning) {
      _ = try scene.collect(CollectOptions(isImmediate: true))
    }
    #expect(try scene.collect().condemned.packs > 0)
    withExtendedLifetime(lock) {}
  }

  @Test func historyEndsAtTheOldestOperationThatIsKept() throws {
    let scene = try Scene()
    scene.pass(days: 91)
    let kept = try scene.project.commit("young", ["b.txt": Self.text(6)])
    _ = try scene.collect(CollectOptions(isImmediate: true))
    let log = try scene.project.reopened().operationLog()
    #expect(log.count == 2)
    _ = try scene.project.reopened().reflog()
    #expect(try scene.read(kept, "b.txt") == Self.text(6))
    try scene.expectWhole()
    #expect(throws: CollectError.self) { try scene.project.reopened().undo() }
    let heads = try KernelFileSystem().entries(
      of: scene.project.root.appending(".mlops/heads"))
    #expect(heads.count == 2)
  }

  @Test func whatIsStagedIsKept() throws {
    let scene = try Scene()
    try scene.project.write("data/staged.txt", Self.text(9))
    _ = try scene.project.reopened().add([RepositoryPath(validating: "data")])
    scene.pass(days: 91)
    _ = try scene.collect(CollectOptions(isImmediate: true))
    #expect(try scene.project.reopened().fsck().problems.isEmpty)
    try scene.project.delete("data/staged.txt")
    let id = try scene.project.reopened().commit(CommitRequest(message: "staged")).id
    #expect(try scene.read(id, "staged.txt") == Self.text(9))
    try scene.expectWhole()
  }

  /// The same bytes again, while their only copy is condemned: they are stored anew.
  @Test func condemnedCopiesCountAsNotStored() throws {
    let scene = try Scene()
    scene.pass(days: 91)
    #expect(try scene.collect().condemned.packs > 0)
    let again = try scene.project.commit("again", ["c.txt": Self.text(4), "d.txt": Self.text(3)])
    scene.pass(days: 15)
    #expect(try scene.collect().deleted.packs > 0)
    #expect(try scene.read(again, "c.txt") == Self.text(4))
    #expect(try scene.read(again, "d.txt") == Self.text(3))
    try scene.expectWhole()
  }

  /// A ref to what is condemned brings it back to life.
  @Test func aBranchRescuesWhatIsCondemned() throws {
    let scene = try Scene()
    scene.pass(days: 91)
    #expect(try scene.collect().condemned.packs > 0)
    _ = try scene.project.reopened().createBranch(
      BranchName(validating: "kept"), at: Revision(parsing: scene.lost.hex))
    scene.pass(days: 15)
    #expect(try scene.collect().deleted.packs > 0)
    #expect(try scene.read(scene.lost, "a.txt") == Self.text(3))
    #expect(try scene.read(scene.lost, "c.txt") == Self.text(4))
    try scene.expectWhole()
  }

  @Test func usageCountsChunksOnce() throws {
    let scene = try Scene()
    let head = try scene.project.reopened().diskUsage()
    #expect(head.assets.map(\.reference.text).contains("dataset/data"))
    #expect(head.packBytes > 0)
    let all = try scene.project.reopened().diskUsage(.all)
    let data = all.assets.filter { $0.reference.text == "dataset/data" }
    #expect(data.count == 2)
    #expect(data.map(\.commit) == [scene.head, scene.base])
    // a.txt is in both, b.txt differs.
    #expect(data[0].shared == data[1].shared)
    // Small files are compressed together, so that a frame is shared as a whole.
    #expect(data[0].unique > 0)
    #expect(data.allSatisfy { $0.shared > 0 && $0.size == 8_000 })
    #expect(all.collectableBytes == 0)
    scene.pass(days: 91)
    #expect(try scene.project.reopened().diskUsage().collectableBytes > 4_000)
  }

  /// Packs whose grace is over, over and over: the store does not grow, and nothing is lost.
  @Test func manyCollections() throws {
    let scene = try Scene()
    for round in 0..<12 {
      scene.pass(days: 30)
      let data = "r\(round % 3).txt"
      let amended = try scene.project.commit(
        "round \(round)", [data: Self.text(UInt64(20 + round))])
      _ = try scene.collect()
      #expect(try scene.read(amended, data) == Self.text(UInt64(20 + round)))
      try scene.expectWhole()
    }
  }

  /// A command that was stopped between its head and its index: what tells of it may go, so the index is saved before.
  @Test func anIndexThatIsBehindIsSaved() throws {
    let scene = try Scene()
    let path = scene.project.path(".mlops/index")
    let kernel = KernelFileSystem()
    let before = try kernel.readFile(path, maxBytes: 1 << 20)
    let last = try scene.project.commit("last", ["b.txt": Self.text(6)])
    try kernel.unlink(path)
    try File(path, .create, in: kernel).write(before, at: 0)
    #expect(try Index.load(from: path, in: kernel)?.base == scene.head)
    scene.pass(days: 100)
    _ = try scene.collect()
    #expect(try Index.load(from: path, in: kernel)?.base == last)
    #expect(try scene.project.reopened().fsck().problems == [])
    #expect(try scene.project.reopened().status(rehash: true).isClean)
  }
}
