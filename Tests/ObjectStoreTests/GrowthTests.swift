// A long life: thousands of small commits leave few packs and few segments.
import FileIO
import Objects
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct GrowthTests {
  private func limits() -> StoreLimits {
    var limits = StoreLimits.shrunk
    limits.smallPackBytes = 1 << 10
    limits.smallPacksMax = 4
    limits.segmentSmallBytes = 1 << 10
    return limits
  }

  /// As with 10 000 commits and ordinary limits: packs fold at 4 instead of 32, and are full at
  /// 1 KiB instead of 1 MiB.
  @Test func manySmallCommits() throws {
    let fixture = try StoreFixture(limits: limits())
    let count = 400
    let store = fixture.open()
    var mostPacks = 0
    var mostSegments = 0
    for number in 0..<count {
      let writer = StoreWriter(store: store, durability: .none)
      try writer.putBytes(.record, Array("record \(number)".utf8))
      try writer.publish(pending: [])
      writer.finishAfterSwap()
      if number % 20 == 19 {
        mostPacks = max(mostPacks, try fixture.names("objects/packs").count)
        mostSegments = max(mostSegments, try fixture.names("objects/index").count)
      }
    }
    #expect(mostSegments <= 10)
    // 400 objects with tables take about 36 packs of 1 KiB; they would be 400.
    #expect(try fixture.names("objects/packs").count < count / 8)
    #expect(try fixture.names("tmp") == [])
    let reopened = fixture.open()
    for number in stride(from: 0, to: count, by: 17) {
      let text = Array("record \(number)".utf8)
      #expect(try reopened.read(.record, SHA256Hasher.hash(text)) == text)
    }
    #expect(try reopened.statistics().objects[.record] == count)
    #expect(try StoreVerifier(reopened).verify(.full) == [])
    #expect(mostPacks < count / 8)
  }

  @Test func foldsEachClass() throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 1)
    var blobs: [[UInt8]] = []
    for _ in 0..<40 {
      let writer = fixture.writer()
      blobs.append(random.bytes(200))
      blobs.append(Array(table(rows: 10, seed: UInt64(blobs.count)).prefix(250)))
      for blob in blobs.suffix(2) { try writer.putSmallBlob(blob) }
      try writer.putBytes(.tree, random.bytes(50))
      try writer.publish(pending: [])
      writer.finishAfterSwap()
    }
    let store = fixture.open()
    #expect(try fixture.names("objects/packs").count <= 2 * (fixture.limits.smallPacksMax + 5))
    #expect(try store.packs().count == fixture.names("objects/packs").count)
    for blob in blobs { #expect(try store.readBlob(sha256(blob), maxBytes: 300) == blob) }
    #expect(try StoreVerifier(store).verify(.full) == [])
  }

  /// A damaged small pack is left where it is, and does not keep the others from being folded.
  @Test func foldLeavesDamage() throws {
    let fixture = try StoreFixture()
    try fixture.commit(["first"])
    let name = try #require(try fixture.names("objects/packs").first)
    let path = fixture.root.appending("objects/packs/\(name)")
    try KernelFileSystem().setPermissions(0o644, of: path)
    try File(path, .write, in: KernelFileSystem()).write([1, 2, 3], at: 17)
    for number in 0..<30 { try fixture.commit(["more \(number)"]) }
    let names = try fixture.names("objects/packs")
    #expect(names.contains(name))
    #expect(names.count < 20)
    #expect(try StoreVerifier(fixture.open()).verify(.full).map(\.code) == ["object-corrupt"])
  }
}
