// Nothing is stored twice: not within a file, not within a command, not across commands.
import FileIO
import Objects
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct DedupTests {
  private func ingest(_ writer: StoreWriter, _ fixture: StoreFixture, _ bytes: [UInt8]) throws
    -> Ingested
  {
    let path = try fixture.file(TemporaryName.make(prefix: "in"), bytes)
    return try writer.ingest(
      File(path, .read, in: fixture.fileSystem), size: UInt64(bytes.count))
  }

  @Test(arguments: [3000, 100_000]) func sameFileTwice(_ size: Int) throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 1)
    let bytes = random.bytes(size)
    let writer = fixture.writer()
    #expect(try ingest(writer, fixture, bytes).newBytes == size)
    #expect(try ingest(writer, fixture, bytes).newBytes == 0)
    let pending = try writer.seal()
    #expect(pending.count == (size > 64 << 10 ? 3 : 2))
    #expect(try ingest(writer, fixture, bytes).newBytes == 0)
    let second = StoreWriter(store: fixture.open(pending: pending), durability: .none)
    #expect(try ingest(second, fixture, bytes).newBytes == 0)
    try second.publish(pending: pending)
    let third = fixture.writer()
    #expect(try ingest(third, fixture, bytes).newBytes == 0)
    #expect(try third.seal() == [])
  }

  @Test func partsOfFiles() throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 2)
    let base = random.bytes(100_000)
    let inserted = Array(base[..<50_000]) + random.bytes(100) + Array(base[50_000...])
    let writer = fixture.writer()
    _ = try ingest(writer, fixture, base)
    let second = try ingest(writer, fixture, inserted)
    #expect(second.newBytes < 3000)
    #expect(second.newBytes >= 100)
    let zeros = try ingest(writer, fixture, [UInt8](repeating: 0, count: 200_000))
    #expect(zeros.newBytes <= 2 * fixture.limits.chunk.gearMax)
    try writer.publish(pending: [])
    for (blob, bytes) in [(sha256(base), base), (sha256(inserted), inserted)] {
      #expect(try fixture.checkedOut(blob, from: fixture.open()) == bytes)
    }
    #expect(
      try fixture.checkedOut(zeros.blob, from: fixture.open())
        == [UInt8](repeating: 0, count: 200_000))
  }

  /// Nothing of a blob is left to packs that are to go: not its chunks, and not the recipe of them.
  @Test(arguments: [3_000, 40_000]) func aBlobInCondemnedPacksIsStoredAnew(bytes count: Int) throws
  {
    var random = SeededGenerator(seed: 9)
    let bytes = random.bytes(count)
    let fixture = try StoreFixture()
    let first = fixture.writer()
    let blob = try ingest(first, fixture, bytes).blob
    try first.publish(pending: [])
    let packs = try fixture.open().packs()
    #expect(packs.contains(where: \.isMetadata) && packs.contains { !$0.isMetadata })
    let list = packs.map { CondemnedPack(pack: $0.id, since: Timestamp(seconds: 0)) }
    let store = fixture.open()
    store.setCondemned(list)
    let again = StoreWriter(store: store, durability: .none)
    #expect(try ingest(again, fixture, bytes).blob == blob)
    try again.publish(pending: [])
    let roots = try store.recipeRoots(of: blob)
    #expect(!roots.isEmpty)
    for root in roots {
      #expect(try store.isReliable(ObjectKey(kind: .recipe, digest: root.digest)))
      try store.forEachChunk(root, of: blob) {
        let isReliable = try store.isReliable(ObjectKey(kind: .chunk, digest: $0.id.digest))
        #expect(isReliable)
      }
    }
  }

  /// Many equal small files at once, on several threads.
  @Test func equalFilesOnThreads() throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 3)
    let contents = (0..<10).map { _ in random.bytes(1000) }
    let items = try (0..<500).map {
      IngestItem(try fixture.file("f\($0)", contents[$0 % contents.count]))
    }
    let writer = fixture.writer()
    let results = try writer.ingestMany(items)
    #expect(try results.reduce(0) { try $0 + $1.get().newBytes } == 10_000)
    #expect(writer.statistics.newRawBytes >= 10_000)
    try writer.publish(pending: [])
    for bytes in contents {
      #expect(try fixture.open().readBlob(sha256(bytes), maxBytes: 1000) == bytes)
    }
  }

  @Test func metadataOnce() throws {
    let fixture = try StoreFixture()
    let ids = try fixture.commit(["one", "two"])
    let writer = fixture.writer()
    #expect(try writer.putBytes(.record, Array("one".utf8)) == ids[0])
    #expect(writer.statistics == WriteStatistics())
    try writer.publish(pending: [])
    #expect(try fixture.names("objects/index").count == 1)
  }

  /// A command that was stopped before it took the rows of dropped packs leaves that to whoever writes next.
  @Test func rowsOfDroppedPacksGoWithThoseOfTheirRecipes() throws {
    var limits = StoreLimits.shrunk
    limits.segmentSmallBytes = 1 << 20
    let fixture = try StoreFixture(limits: limits)
    let blob = try fixture.commitFile(table(rows: 3_000, seed: 9))
    #expect(fixture.open().containsBlob(blob))
    let store = fixture.open()
    let since = Timestamp(seconds: 0)
    store.setCondemned(
      try store.packs().map { CondemnedPack(pack: $0.id, since: since, isDropped: true) })
    let writer = StoreWriter(store: store, durability: .none)
    try writer.putBytes(.record, Array("next".utf8))
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    #expect(!fixture.open().containsBlob(blob))
    #expect(try fixture.open().snapshot().recipes(of: blob.digest).isEmpty)
    #expect(try StoreVerifier(fixture.open()).verify(.full).isEmpty)
  }
}

extension StoreFixture {
  /// Ingests and publishes a file.
  fileprivate func commitFile(_ bytes: [UInt8]) throws -> BlobID {
    let writer = writer()
    let item = IngestItem(try file("large.csv", bytes))
    let blob = try writer.ingestMany([item])[0].get().blob
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return blob
  }
}
