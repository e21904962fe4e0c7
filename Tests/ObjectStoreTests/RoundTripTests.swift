// What goes in comes out, whatever its size.
import Chunking
import FileIO
import Objects
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct RoundTripTests {
  private static let sizes: [Int] = {
    let limits = StoreLimits.shrunk
    let edges = [
      limits.chunk.wholeMax, limits.chunk.gearMin, limits.chunk.gearMax, limits.smallFileBytes,
      limits.bufferBytes, limits.packBytesTarget,
    ]
    return [0, 1, 2, 100, 5 * limits.bufferBytes + 7, 300_000]
      + edges.flatMap { [$0 - 1, $0, $0 + 1] }
  }()

  private func check(
    _ bytes: [UInt8], _ blob: BlobID, _ store: ObjectStore, _ fixture: StoreFixture
  )
    throws
  {
    #expect(blob == sha256(bytes))
    #expect(store.containsBlob(blob))
    #expect(try store.size(of: blob) == UInt64(bytes.count))
    #expect(try store.readBlob(blob, maxBytes: bytes.count) == bytes)
    #expect(try fixture.checkedOut(blob, from: store) == bytes)
    var streamed: [UInt8] = []
    try store.stream(blob, verifyWhole: true) { piece, offset in
      #expect(Int(offset) == streamed.count)
      streamed += piece
    }
    #expect(streamed == bytes)
    if let recipe = try store.recipe(of: blob) {
      #expect(recipe.chunks.reduce(0) { $0 + Int($1.length) } == bytes.count)
      #expect(recipe.chunks.count > 1)
    }
  }

  @Test(arguments: sizes) func randomBytes(_ size: Int) throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: UInt64(size))
    let bytes = random.bytes(size)
    let writer = fixture.writer()
    let file = try File(try fixture.file("a", bytes), .read, in: fixture.fileSystem)
    let ingested = try writer.ingest(file, size: UInt64(size))
    #expect(ingested.size == UInt64(size))
    #expect(ingested.newBytes == size)
    try writer.publish(pending: [])
    try check(bytes, ingested.blob, writer.store, fixture)
    try check(bytes, ingested.blob, fixture.open(), fixture)
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }

  @Test(arguments: [200, 3000, 4096, 20_000, 200_000]) func compressibleBytes(_ size: Int) throws {
    let fixture = try StoreFixture()
    let bytes = Array(table(rows: size / 20, seed: 3).prefix(size))
    let writer = fixture.writer()
    let path = try fixture.file("a.csv", bytes)
    let result = try #require(try writer.ingestMany([IngestItem(path)]).first).get()
    #expect(result.newBytes == bytes.count)
    #expect(result.newStoredBytes < bytes.count * 9 / 10)
    try writer.publish(pending: [])
    try check(bytes, result.blob, fixture.open(), fixture)
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
    let stored = try fixture.open().statistics().packBytes
    if size > 10_000 { #expect(Int(stored) < bytes.count) }
  }

  @Test func manyFilesInOrder() throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 9)
    var contents: [[UInt8]] = []
    var items: [IngestItem] = []
    for index in 0..<200 {
      let size = index % 40 == 7 ? 20_000 + index : Int(random.next() % 3000)
      let bytes =
        index % 3 == 0
        ? Array(table(rows: 200, seed: UInt64(index)).prefix(size)) : random.bytes(size)
      contents.append(bytes)
      items.append(IngestItem(try fixture.file("f\(index)", bytes)))
    }
    let writer = fixture.writer()
    let counted = Locked((files: 0, bytes: 0))
    let results = try writer.ingestMany(items) { files, bytes in
      counted.withLock { $0 = ($0.files + files, $0.bytes + bytes) }
    }
    try writer.publish(pending: [])
    let store = fixture.open()
    #expect(results.count == contents.count)
    for (result, bytes) in zip(results, contents) {
      let file = try result.get()
      #expect(file.blob == sha256(bytes))
      #expect(file.status.size == Int64(bytes.count))
      #expect(try store.readBlob(file.blob, maxBytes: bytes.count) == bytes)
    }
    #expect(counted.withLock { $0.files } == contents.count)
    #expect(counted.withLock { $0.bytes } == contents.reduce(0) { $0 + $1.count })
    #expect(try StoreVerifier(store).verify(.full) == [])
  }

  @Test func metadata() throws {
    let fixture = try StoreFixture()
    let writer = fixture.writer()
    var random = SeededGenerator(seed: 4)
    let objects: [[UInt8]] = [
      [], [1], Array("{\"a\":1}".utf8), table(rows: 500, seed: 1), random.bytes(9000),
    ]
    for kind in [StoredKind.tree, .record] {
      for bytes in objects { try writer.putBytes(kind, bytes) }
    }
    try writer.publish(pending: [])
    let store = fixture.open()
    for kind in [StoredKind.tree, .record] {
      for bytes in objects { #expect(try store.read(kind, SHA256Hasher.hash(bytes)) == bytes) }
    }
    #expect(!store.contains(ObjectKey(kind: .recipe, digest: SHA256Hasher.hash(objects[2]))))
    #expect(throws: StoreError.missing(ObjectKey(kind: .tree, digest: .zero), pack: nil)) {
      try store.read(.tree, .zero)
    }
  }

  @Test func blobsInMemory() throws {
    let fixture = try StoreFixture()
    let writer = fixture.writer()
    let target = Array("../data/train.csv".utf8)
    #expect(try writer.putSmallBlob(target) == sha256(target))
    #expect(try writer.putBytes(.chunk, target) == sha256(target).digest)
    #expect(throws: StoreError.self) {
      try writer.putSmallBlob([UInt8](repeating: 0, count: StoreLimits.shrunk.smallFileBytes + 1))
    }
    try writer.publish(pending: [])
    #expect(try fixture.open().readBlob(sha256(target), maxBytes: 100) == target)
    #expect(throws: StoreError.self) { try fixture.open().readBlob(sha256(target), maxBytes: 5) }
    #expect(writer.statistics.newObjects == 1)
  }

  @Test func abbreviatedIDs() throws {
    let fixture = try StoreFixture()
    let ids = try fixture.commit((0..<300).map { "record \($0)" }).sorted()
    let writer = fixture.writer()
    let pending = try writer.putBytes(.record, Array("pending".utf8))
    _ = try writer.seal()
    #expect(try writer.store.objectIDs(.record, prefix: "") == (ids + [pending]).sorted())
    for id in ids {
      let prefix = String(id.hex.prefix(2))
      #expect(
        try fixture.open().objectIDs(.record, prefix: prefix)
          == ids.filter { $0.hex.hasPrefix(prefix) })
      #expect(try fixture.open().objectIDs(.record, prefix: id.hex) == [id])
    }
    #expect(try fixture.open().objectIDs(.record, prefix: "xyz") == [])
    #expect(try fixture.open().objectIDs(.tree, prefix: "a") == [])
    var listed: [Digest] = []
    try fixture.open().forEachObject(.record) { id, _ in listed.append(id) }
    #expect(listed == ids)
  }
}
