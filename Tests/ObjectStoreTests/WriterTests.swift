// Writers: at the same time, on a full disk, over a file that changes, before and after a reboot.
import Chunking
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct WriterTests {
  @Test func twoWritersPublish() throws {
    let fixture = try StoreFixture()
    let rounds = 40
    try Threads.run(3) { thread in
      for round in 0..<rounds {
        let writer = fixture.writer()
        try writer.putBytes(.record, Array("thread \(thread) round \(round)".utf8))
        try writer.putSmallBlob(Array("shared \(round)".utf8))
        try writer.publish(pending: [])
        writer.finishAfterSwap()
      }
    }
    let store = fixture.open()
    for thread in 0..<3 {
      for round in 0..<rounds {
        let text = Array("thread \(thread) round \(round)".utf8)
        #expect(try store.read(.record, SHA256Hasher.hash(text)) == text)
      }
    }
    let problems = try StoreVerifier(store).verify(.full)
    #expect(problems.isEmpty, "\(problems)")
    // Segments that a race left side by side are taken in as soon as new ones are not much smaller.
    for number in 0..<80 { try fixture.commit(["last \(number)"]) }
    #expect(try fixture.names("objects/index").count <= 4)
  }

  @Test func readersWhilePacksAreFolded() throws {
    let fixture = try StoreFixture()
    let first = try fixture.commit((0..<20).map { "record \($0)" })
    let isDone = Locked(false)
    try Threads.run(2) { thread in
      if thread == 0 {
        defer { isDone.withLock { $0 = true } }
        for number in 0..<150 { try fixture.commit(["new \(number)"]) }
      } else {
        let store = fixture.open()
        while !isDone.withLock({ $0 }) {
          for id in first { #expect(try SHA256Hasher.hash(store.read(.record, id)) == id) }
        }
      }
    }
  }

  @Test func publishTwice() throws {
    let fixture = try StoreFixture()
    let writer = fixture.writer()
    let first = try writer.putBytes(.record, [1])
    try writer.publish(pending: [])
    let second = try writer.putBytes(.record, [2])
    #expect(try writer.putBytes(.record, [1]) == first)
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    #expect(try writer.store.read(.record, first) == [1])
    #expect(try writer.store.read(.record, second) == [2])
    #expect(try fixture.names("objects/index").count == 1)
    #expect(writer.statistics.newObjects == 2)
  }

  @Test func discardLeavesNothing() throws {
    let fixture = try StoreFixture()
    let writer = fixture.writer()
    try writer.putBytes(.record, [1])
    try writer.putSmallBlob([1])
    #expect(try fixture.names("tmp").count == 2)
    writer.discard()
    #expect(try fixture.names("tmp") == [])
    #expect(try fixture.names("objects/packs") == [])
    let id = try writer.putBytes(.record, [1])
    try writer.publish(pending: [])
    #expect(try fixture.open().read(.record, id) == [1])
  }

  @Test func pendingPacks() throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 1)
    let bytes = random.bytes(20_000)
    let writer = fixture.writer()
    let path = try fixture.file("a", bytes)
    _ = try writer.ingestMany([IngestItem(path)])
    let pending = try writer.seal()
    #expect(writer.store.containsBlob(sha256(bytes)))
    #expect(!fixture.open().containsBlob(sha256(bytes)))
    #expect(try fixture.open(pending: pending).readBlob(sha256(bytes), maxBytes: 1 << 20) == bytes)
    // A reboot: sound packs are found sound.
    let after = pending.map { PendingPack(id: $0.id, boot: "before") }
    let store = fixture.open(pending: after)
    #expect(try store.verifyPending() == [])
    #expect(try store.readBlob(sha256(bytes), maxBytes: 1 << 20) == bytes)
    let second = StoreWriter(store: store, durability: .none)
    try second.publish(pending: after)
    #expect(try fixture.open().readBlob(sha256(bytes), maxBytes: 1 << 20) == bytes)
    // The index may still name packs that a segment names by now.
    #expect(try fixture.open(pending: after).verifyPending() == [])
    #expect(try store.packs().allSatisfy { !$0.isPending })
  }

  @Test func dropPendingPacks() throws {
    let fixture = try StoreFixture()
    let writer = fixture.writer()
    let lost = try writer.putBytes(.record, [7])
    let pending = try writer.seal()
    let path = fixture.root.appending("objects/packs/\(pending[0].id.hex).pack")
    try KernelFileSystem().setPermissions(0o644, of: path)
    try File(path, .write, in: KernelFileSystem()).write([9], at: 16)
    let rebooted = pending.map { PendingPack(id: $0.id, boot: "before") }
    let store = fixture.open(pending: rebooted)
    #expect(try store.verifyPending() == rebooted)
    #expect(throws: StoreError.self) {
      try StoreWriter(store: store, durability: .none).publish(pending: rebooted)
    }
    try store.dropPending(rebooted)
    #expect(store.pendingPacks == [])
    #expect(try fixture.names("objects/packs") == [])
    #expect(try store.verifyPending() == [])
    let gone = [PendingPack(id: .zero, boot: BootID.current())]
    #expect(try fixture.open(pending: gone).verifyPending() == gone)
    // The same object can be stored again, under the same name.
    let again = StoreWriter(store: store, durability: .none)
    #expect(try again.putBytes(.record, [7]) == lost)
    try again.publish(pending: [])
    #expect(try fixture.open().read(.record, lost) == [7])
  }

  /// A pack of the same name, damaged: the good one takes its place.
  @Test func sameNameDamaged() throws {
    let fixture = try StoreFixture()
    let first = fixture.writer()
    let second = fixture.writer()
    for writer in [first, second] { try writer.putBytes(.record, [7]) }
    let name = try first.seal()[0].id.hex + ".pack"
    let path = fixture.root.appending("objects/packs/\(name)")
    try KernelFileSystem().setPermissions(0o644, of: path)
    try File(path, .write, in: KernelFileSystem()).write([9], at: 16)
    try second.publish(pending: [])
    #expect(try fixture.names("objects/packs") == [name])
    #expect(try fixture.open().read(.record, SHA256Hasher.hash([7])) == [7])
  }

  /// The same objects stored again do not make a pack of the name of one that is to go, whatever else is.
  @Test func condemnedNamesAreAvoided() throws {
    let fixture = try StoreFixture()
    var condemned: Set<Digest> = []
    for _ in 0..<5 {
      let store = fixture.open()
      store.setCondemned(
        condemned.map { CondemnedPack(pack: $0, since: Timestamp(seconds: 0), isDropped: false) })
      let writer = StoreWriter(store: store, durability: .none)
      try writer.putBytes(.record, [7])
      let name = try writer.seal()[0].id
      try writer.publish(pending: [])
      #expect(try fixture.open().read(.record, SHA256Hasher.hash([7])) == [7])
      #expect(condemned.insert(name).inserted)
      // One of as many leading bits: lists were told apart by these once.
      var twin = name.bytes
      twin[31] ^= 1
      condemned.insert(try #require(Digest(bytes: twin)))
    }
    #expect(try fixture.names("objects/packs").count == 5)
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }

  /// Folding packs of which one holds all that the others do makes the same table again: the new pack must not be
  /// taken for that one, which goes.
  @Test func foldingWhatOnePackHoldsLosesNothing() throws {
    var limits = StoreLimits.shrunk
    limits.smallPacksMax = 2
    for number in 0..<8 as Range<UInt8> {
      let fixture = try StoreFixture(limits: limits)
      // Neither sees what the other stores.
      let (both, one) = (fixture.writer(), fixture.writer())
      for writer in [both, one] { try writer.putBytes(.record, [number]) }
      try both.putBytes(.record, [number, 1])
      for writer in [both, one] {
        try writer.publish(pending: [])
        writer.finishAfterSwap()
      }
      try fixture.commit(["next"])
      try fixture.commit(["last"])
      for bytes in [[number], [number, 1]] {
        #expect(try fixture.open().read(.record, SHA256Hasher.hash(bytes)) == bytes)
      }
      #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
    }
  }

  @Test func alignment() throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 1)
    let writer = fixture.writer()
    try writer.putSmallBlob([1, 2, 3])
    let bytes = random.bytes(150_000)
    let path = try fixture.file("a", bytes)
    _ = try writer.ingest(File(path, .read, in: fixture.fileSystem), size: 150_000)
    try writer.publish(pending: [])
    let store = fixture.open()
    var position: UInt64 = 0
    var seen: Set<Digest> = []
    for span in try #require(try store.recipe(of: sha256(bytes))).chunks {
      let place = try #require(try store.locate(ObjectKey(kind: .chunk, digest: span.id.digest)))
      if seen.insert(place.pack.id).inserted { #expect(place.row.offset % 4096 == position % 4096) }
      position += UInt64(span.length)
    }
    #expect(seen.count == 3)
  }

  @Test func itemsThatCannotBeRead() throws {
    let fixture = try StoreFixture()
    let good = try fixture.file("good", [1, 2, 3])
    let link = fixture.folder.path.appending("link")
    let folder = fixture.folder.path.appending("folder")
    try KernelFileSystem().symlink(target: "good", at: link)
    try KernelFileSystem().makeDirectory(folder, permissions: 0o755)
    let writer = fixture.writer()
    let results = try writer.ingestMany([
      IngestItem(fixture.folder.path.appending("none")), IngestItem(good), IngestItem(link),
      IngestItem(link, followsLink: true), IngestItem(folder),
    ])
    #expect(throws: FileError.self) { try results[0].get() }
    #expect(try results[1].get().blob == sha256([1, 2, 3]))
    #expect(throws: FileError.self) { try results[2].get() }
    #expect(try results[3].get().blob == sha256([1, 2, 3]))
    #expect(throws: FileError.self) { try results[4].get() }
  }
}
