import FileIO
import Objects
import Repository
import SystemPackage
import TestSupport
import Testing

/// I8: what is derived can be deleted, or be damaged, at any time, and is made again.
@Suite struct DerivedDataTests {
  /// `MLX_CRASH_IN_TURN` leaves those out that do much the same as another one.
  private static let names =
    ["commit", "profile", "push", "fetch", "gc --remote"]
    + (CrashDisk.isInTurn
      ? [] : ["checkout", "undo", "repack", "gc", "pull", "drop", "checkout that brings"])

  /// Deletes the cache before the n-th call, for so many n; a command must not even notice.
  @Test(arguments: names)
  func theCacheGoesWhileACommandRuns(_ name: String) throws {
    let check = try CommandCheck(Command.named(name))
    let place = try TemporaryDirectory(in: .inMemoryFolder)
    for call in stride(from: 1, to: 400, by: CrashDisk.isInTurn ? 61 : 3) {
      place.empty()
      let (world, fileSystem) = try check.before(at: place.path)
      let calls = Locked(0)
      fileSystem.beforeEachCall { _, _ in
        let number = calls.withLock { calls in
          calls += 1
          return calls
        }
        if number == call { Self.deleteCaches(world) }
      }
      try check.command.run(world)
      let after = world.moved(to: place.path)
      let context = "\(name), the cache went before call \(call)"
      #expect(try check.command.isDone(after), "\(context)")
      try check.expectWhole(after, context)
      if calls.withLock({ $0 }) < call { break }
    }
  }

  private static func deleteCaches(_ world: CommandWorld) {
    for member in [CommandWorld.ana, CommandWorld.ben] {
      let cache = world.folder(member).appending(".mlops").appending("cache")
      try? KernelFileSystem().removeTree(cache)
    }
  }

  /// Every derived file is deleted, emptied, cut and changed before a command, one after the other.
  @Test(arguments: names)
  func whatIsDerivedIsDamagedBeforeACommand(_ name: String) throws {
    let check = try CommandCheck(Command.named(name))
    let place = try TemporaryDirectory(in: .inMemoryFolder)
    _ = try check.before(at: place.path)
    let files = try Self.derived(below: place.path)
    for (number, file) in files.enumerated() {
      let few: [Damage] = [number.isMultiple(of: 2) ? .cut : .changed]
      for damage in CrashDisk.isInTurn ? few : Damage.allCases {
        place.empty()
        let (world, _) = try check.before(at: place.path)
        try damage.apply(to: place.path.pushing(FilePath(file)))
        let context = "\(name), \(file): \(damage)"
        do {
          try Self.run(check.command, world)
          let after = world.moved(to: place.path)
          #expect(try check.command.isDone(after), "\(context)")
          try check.expectWhole(after, context)
        } catch {
          Issue.record("\(context): \(error)")
        }
      }
    }
  }

  /// A collection must know what is staged, and does not guess; any other command makes the index anew.
  private static func run(_ command: Command, _ world: CommandWorld) throws {
    do {
      try command.run(world)
    } catch let error as any MLXError where error.code == "index-damaged" {
      _ = try world.open().status()
      try command.run(world)
    }
  }

  private enum Damage: CaseIterable {
    case deleted, emptied, cut, changed

    func apply(to path: FilePath) throws {
      let kernel = KernelFileSystem()
      var bytes = try kernel.readFile(path, maxBytes: 1 << 24)
      try kernel.unlink(path)
      switch self {
      case .deleted: return
      case .emptied: bytes = []
      case .cut: bytes.removeLast(bytes.count / 2)
      case .changed: if !bytes.isEmpty { bytes[bytes.count / 3] ^= 0x40 }
      }
      try File(path, .create, in: kernel).write(bytes, at: 0)
    }
  }

  /// The files of caches, and the index where nothing is staged, as paths below the root.
  private static func derived(below root: FilePath) throws -> [String] {
    var found: [String] = []
    for member in [CommandWorld.ana, CommandWorld.ben] {
      let metadata = root.appending(member).appending(".mlops")
      found += try files(below: metadata.appending("cache"))
      found += try files(below: metadata).filter { $0.hasSuffix(".mlops/index") }
    }
    return found.map { String($0.dropFirst(root.string.utf8.count + 1)) }.sorted()
  }

  private static func files(below folder: FilePath) throws -> [String] {
    let kernel = KernelFileSystem()
    guard try kernel.status(at: folder, followingLinks: false) != nil else { return [] }
    return try kernel.entries(of: folder, withStatus: true).flatMap { entry in
      let path = folder.appending(entry.name)
      return entry.status?.type == .directory ? try files(below: path) : [path.string]
    }
  }

  /// The object index is rebuilt from the packs.
  @Test func theObjectIndexIsRebuilt() throws {
    let scene = try CrashScene()
    let id = try scene.commit("first", Command.first)
    let before = try CrashedVersion(id, in: scene.project.reopened())
    try scene.project.delete(".mlops/objects/index")
    let repaired = try scene.project.reopened().fsck(FsckOptions(repair: true))
    #expect(repaired.isSound)
    #expect(try CrashedVersion(id, in: scene.project.reopened()) == before)
    try scene.commit("second", Command.second)
    #expect(try scene.project.reopened().fsck().isSound)
  }
}
