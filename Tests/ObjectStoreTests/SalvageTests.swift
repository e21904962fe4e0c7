// Repairs of damaged packs that are stopped, and what a repair may not do.
import FileIO
import Foundation
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct SalvageTests {
  private let kernel = KernelFileSystem()
  private let time = Timestamp(seconds: 1_000_000_000)

  /// A store with a damaged table and a damaged chunk; what is whole in it, by key.
  private struct Scene {
    let fixture: StoreFixture
    var whole: [ObjectKey: [UInt8]] = [:]
    var damaged: Set<Digest> = []
  }

  private func scene() throws -> Scene {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 5)
    let writer = fixture.writer()
    _ = try writer.ingestMany([
      IngestItem(try fixture.file("large", random.bytes(12_000)))
    ])
    try writer.putBytes(.record, Array("a record".utf8))
    try writer.publish(pending: [])
    var scene = Scene(fixture: fixture)
    let store = fixture.open()
    for kind in StoredKind.allCases {
      try store.forEachObject(kind) { digest, _ in
        scene.whole[ObjectKey(kind: kind, digest: digest)] = try store.read(kind, digest)
      }
    }
    for pack in try store.packs() {
      let path = FilePath(pack.path)
      let file = try File(path, .read, in: kernel)
      let table = try PackTable(reading: file)
      scene.damaged.insert(table.entry.id)
      if pack.isMetadata {
        try flip(path, at: Int64(table.bodyEnd) + 3)
      } else {
        let row = try #require(table.rows.first { $0.raw > 500 })
        try flip(path, at: Int64(row.offset) + 5)
        for lost in table.rows where lost.offset == row.offset { scene.whole[lost.key] = nil }
      }
    }
    return scene
  }

  private func flip(_ path: FilePath, at offset: Int64) throws {
    try kernel.setPermissions(0o644, of: path)
    let file = try File(path, .write, in: kernel)
    let byte = try file.readBytes(at: offset, count: 1)
    try file.write([byte[0] ^ 1], at: offset)
  }

  private func expectWhole(_ scene: Scene, _ note: String = "") throws {
    let store = scene.fixture.open()
    for (key, bytes) in scene.whole {
      #expect(try store.read(key.kind, key.digest) == bytes, "\(key) \(note)")
    }
  }

  @Test func whatIsWholeIsSavedAndTheRestKept() throws {
    let scene = try scene()
    let report = try StoreRebuild.segments(
      of: scene.fixture.open(), durability: .none, trashingAt: time)
    try expectWhole(scene)
    #expect(report.trashedPacks.count == scene.damaged.count)
    #expect(report.damagedObjects.count == 1 && report.damagedPacks.count == 1)
    let store = scene.fixture.open()
    #expect(Set(try store.packs().map(\.id)).isDisjoint(with: scene.damaged))
    let trash = try #require(store.trashFolders().first)
    // No collection takes them for what it took away, and they go with their folder.
    #expect(trash.packs.isEmpty && trash.damaged.count == scene.damaged.count && trash.bytes > 0)
    try store.deleteTrash(trash)
    try expectWhole(scene)
    #expect(try store.trashFolders().isEmpty)
  }

  /// Each call that changes the disk fails once, in one of three ways. Nothing that was whole is lost, and
  /// the next repair ends what was begun.
  @Test(arguments: [(1, ENOSPC), (2, EROFS), (3, EIO)])
  func aRepairThatFailsCanBeDoneAgain(first: Int, errno: Int32) throws {
    var failures = 0
    for call in stride(from: first, to: 1000, by: 3) {
      let scene = try scene()
      let faulty = try FaultyFileSystem(root: scene.fixture.folder.path)
      faulty.inject(Fault(at: call, errno: errno))
      let result = Result {
        try StoreRebuild.segments(
          of: ObjectStore(
            root: scene.fixture.root, fileSystem: faulty, limits: scene.fixture.limits),
          durability: .full, trashingAt: time)
      }
      if case .failure = result { failures += 1 }
      for pack in scene.damaged {
        let store = scene.fixture.open()
        let isThere = try kernel.status(at: store.layout.pack(pack), followingLinks: false) != nil
        let trash = try store.trashFolders().flatMap(\.damaged)
        #expect(isThere != trash.contains(pack.hex + ".pack.damaged"), "call \(call)")
      }
      _ = try StoreRebuild.segments(
        of: scene.fixture.open(), durability: .none, trashingAt: time)
      try expectWhole(scene, "call \(call)")
      #expect(try StoreVerifier(scene.fixture.open()).verify(.quick) == [], "call \(call)")
      if faulty.changeCount < call { break }
    }
    #expect(failures > 3)
  }

  /// A pack that a repair made is damaged in turn: what the next one makes has another name.
  @Test func whatARepairMadeIsRepairedToo() throws {
    var scene = try scene()
    for _ in 0..<3 {
      _ = try StoreRebuild.segments(
        of: scene.fixture.open(), durability: .none, trashingAt: time)
      try expectWhole(scene)
      for pack in try scene.fixture.open().packs() {
        let path = FilePath(pack.path)
        let end = try PackTable(reading: File(path, .read, in: kernel)).bodyEnd
        try flip(path, at: Int64(end) + 3)
        // The id of the first row is not what it was: only the object index tells it.
      }
      scene.damaged = []
    }
    _ = try StoreRebuild.segments(of: scene.fixture.open(), durability: .none, trashingAt: time)
    try expectWhole(scene)
  }

  /// The bytes of a large file begin where a block does, in a fresh pack too: in another block, or it would have
  /// the name of the pack that it was made of.
  @Test func aLargeFileIsSavedUnderAnotherName() throws {
    let fixture = try StoreFixture(limits: .standard)
    var random = SeededGenerator(seed: 6)
    let bytes = random.bytes(3 << 20)
    let writer = fixture.writer()
    let file = try File(try fixture.file("large", bytes), .read, in: kernel)
    let blob = try writer.ingest(file, size: UInt64(bytes.count)).blob
    try writer.publish(pending: [])
    let pack = try #require(fixture.open().packs().first { !$0.isMetadata })
    let path = FilePath(pack.path)
    let table = try PackTable(reading: File(path, .read, in: kernel))
    // Pieces from 64 KiB on keep their place in a block.
    let first = try #require(table.rows.min { $0.offset < $1.offset })
    #expect(first.offset == 4096 && first.stored >= 64 << 10)
    // The last byte of the footer is of its checksum.
    try flip(path, at: Int64(pack.bytes) - 1)
    _ = try StoreRebuild.segments(of: fixture.open(), durability: .none, trashingAt: time)
    let store = fixture.open()
    #expect(try store.packs().allSatisfy { $0.id != pack.id })
    #expect(try store.readBlob(blob, maxBytes: 4 << 20) == bytes)
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }
}
