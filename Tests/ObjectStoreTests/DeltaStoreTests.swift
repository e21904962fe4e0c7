// Deltas in a store: found, kept together with their bases, and never believed.
import FileFormats
import FileIO
import Objects
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct DeltaStoreTests {
  /// A row of a pack that is made by hand.
  private struct Made {
    var id: Digest
    var payload: [UInt8]
    var raw: Int
    var encoding: UInt8
    var base: UInt32
  }

  private let fixture: StoreFixture

  init() throws { fixture = try StoreFixture() }

  /// Writes a pack without asking whether it makes sense.
  @discardableResult
  private func pack(_ made: [Made], bases: [Digest]) throws -> Digest {
    let header = PackFormatV1.header(flags: 0)
    var table: [UInt8] = []
    var body: [UInt8] = []
    for row in made {
      PackFormatV1.append(
        ObjectRow(
          id: row.id, offset: UInt64(header.count + body.count), stored: UInt32(row.payload.count),
          raw: UInt32(row.raw), inner: 0, base: row.base, pack: 0, kind: .chunk,
          encoding: row.encoding), to: &table)
      body += row.payload
    }
    for base in bases { table.append(base) }
    let id = SHA256Hasher.hash(header + table)
    let footer = PackFormatV1.footer(
      .init(
        objects: UInt64(made.count), bases: UInt64(bases.count),
        tableOffset: UInt64(header.count + body.count), checksum: id))
    try File(fixture.open().layout.pack(id), .create, in: KernelFileSystem())
      .write(header + body + table + footer, at: 0)
    return id
  }

  private func name(_ packs: [Digest]) throws {
    try fixture.open().namePacks(packs, durability: .none)
  }

  private func whole(_ bytes: [UInt8]) -> Made {
    Made(id: SHA256Hasher.hash(bytes), payload: bytes, raw: bytes.count, encoding: 0, base: 0)
  }

  private func prefixed(_ bytes: [UInt8], on base: [UInt8], _ place: UInt32) throws -> Made {
    let encoder = try PrefixEncoder(level: 3)
    var room = [UInt8](repeating: 0, count: PrefixEncoder.bound(bytes.count))
    let count = bytes.withUnsafeBytes { raw in
      base.withUnsafeBytes { base in
        room.withUnsafeMutableBytes { encoder.encode(raw, prefix: base, into: $0) }
      }
    }
    return Made(
      id: SHA256Hasher.hash(bytes), payload: Array(room.prefix(try #require(count))),
      raw: bytes.count, encoding: 17, base: place)
  }

  private let old = table(rows: 100, seed: 1)
  private var new: [UInt8] { Array("new\n".utf8) + old }

  private func expectRefused(_ id: Digest) {
    let store = fixture.open()
    let error = #expect(throws: StoreError.self) { try store.read(.chunk, id) }
    #expect(error?.code == "object-corrupt")
    #expect(throws: Never.self) {
      let problems = try StoreVerifier(store).verify(.full)
      #expect(problems.contains { $0.key?.digest == id })
    }
  }

  @Test func aDeltaIsReadBesideItsBase() throws {
    let base = try pack([whole(old)], bases: [])
    let made = try prefixed(new, on: old, 1)
    let delta = try pack([made], bases: [SHA256Hasher.hash(old), .zero])
    try name([base, delta])
    let store = fixture.open()
    #expect(try store.read(.chunk, made.id) == new)
    #expect(try fixture.checkedOut(BlobID(made.id), from: store) == new)
    #expect(try StoreVerifier(store).verify(.full) == [])
  }

  @Test func basesThatCannotBeHad() throws {
    let id = SHA256Hasher.hash(old)
    let made = try prefixed(new, on: old, 1)
    // Nobody has the base.
    try name([try pack([made], bases: [id, .zero])])
    expectRefused(made.id)
  }

  @Test(arguments: [0, 2, 3, 9] as [UInt32]) func placesInTheListThatLie(_ place: UInt32) throws {
    var made = try prefixed(new, on: old, 1)
    made.base = place
    let delta = try pack([whole(old), made], bases: [SHA256Hasher.hash(old), .zero, .zero])
    if place > 3 {
      #expect(throws: StoreError.self) { try name([delta]) }
    } else {
      try name([delta])
      expectRefused(made.id)
    }
  }

  /// A base that is a delta, a delta on itself, and two on each other.
  @Test func noChainsAndNoCircles() throws {
    let newer = Array("newer\n".utf8) + new
    let first = try prefixed(new, on: old, 1)
    let second = try prefixed(newer, on: new, 3)
    try name([
      try pack(
        [whole(old), first, second],
        bases: [SHA256Hasher.hash(old), .zero, first.id, .zero])
    ])
    #expect(try fixture.open().read(.chunk, first.id) == new)
    expectRefused(second.id)
    var selfish = try prefixed(Array("selfish".utf8) + old, on: old, 1)
    selfish.base = 1
    try name([try pack([selfish], bases: [selfish.id, .zero])])
    expectRefused(selfish.id)
    let a = try prefixed(Array("a".utf8) + old, on: Array("b".utf8) + old, 1)
    let b = try prefixed(Array("b".utf8) + old, on: Array("a".utf8) + old, 3)
    try name([try pack([a, b], bases: [b.id, .zero, a.id, .zero])])
    expectRefused(a.id)
    expectRefused(b.id)
  }

  @Test func otherLengthsAndBytes() throws {
    var short = try prefixed(new, on: old, 1)
    short.raw += 1
    var long = try prefixed(Array("x".utf8) + new, on: old, 1)
    long.raw = 1 << 16
    var wrong = try prefixed(Array("y".utf8) + new, on: old, 1)
    wrong.id = SHA256Hasher.hash([1])
    try name([
      try pack([whole(old), short, long, wrong], bases: [SHA256Hasher.hash(old), .zero])
    ])
    for id in [short.id, long.id, wrong.id] { expectRefused(id) }
  }

  /// A base that is far larger than an object may be is not put together.
  @Test func prefixesAreBounded() throws {
    var limits = StoreLimits.shrunk
    limits.objectBytesMax = 8 << 10
    let store = ObjectStore(root: fixture.root, fileSystem: KernelFileSystem(), limits: limits)
    let made = try prefixed(Array(new.prefix(100)), on: old, 1)
    let id = SHA256Hasher.hash(old)
    let many = Array(repeating: id, count: 100)
    try name([try pack([whole(old), made], bases: many + [.zero])])
    #expect(throws: StoreError.self) { try store.read(.chunk, made.id) }
  }

  /// Small packs become one; deltas keep their bases.
  @Test func foldingKeepsBases() throws {
    let base = try pack([whole(old)], bases: [])
    var packs = [base]
    var expected: [Digest: [UInt8]] = [:]
    for number in 0..<12 {
      let bytes = Array("number \(number)\n".utf8) + old
      let made = try prefixed(bytes, on: old, 1)
      expected[made.id] = bytes
      packs.append(try pack([made], bases: [SHA256Hasher.hash(old), .zero]))
    }
    try name(packs)
    try fixture.commit(["something"])
    try fixture.commit(["something else"])
    let store = fixture.open()
    #expect(try store.packs().filter { !$0.isMetadata }.count < 5)
    for (id, bytes) in expected { #expect(try store.read(.chunk, id) == bytes) }
    #expect(try StoreVerifier(store).verify(.full) == [])
    _ = try StoreRebuild.segments(of: fixture.open(), durability: .none)
    for (id, bytes) in expected { #expect(try fixture.open().read(.chunk, id) == bytes) }
  }

  /// Of two copies the one that is no delta is kept by a merge, and by a rebuild.
  @Test func copiesThatAreNoDeltasArePreferred() throws {
    let base = try pack([whole(old)], bases: [])
    let delta = try pack(
      [try prefixed(new, on: old, 1)], bases: [SHA256Hasher.hash(old), .zero])
    let plain = try pack([whole(new)], bases: [])
    try name([base, delta])
    try name([plain])
    let id = SHA256Hasher.hash(new)
    #expect(try fixture.open().storedChunk(id)?.isDelta == false)
    _ = try StoreRebuild.segments(of: fixture.open(), durability: .none)
    #expect(try fixture.open().storedChunk(id)?.isDelta == false)
  }

  /// A delta whose base is lost waits in its pack: when the base is stored again it is whole.
  @Test func deltasWaitForALostBase() throws {
    let base = try pack([whole(old)], bases: [])
    let delta = try pack(
      [try prefixed(new, on: old, 1)], bases: [SHA256Hasher.hash(old), .zero])
    try name([base, delta])
    let path = fixture.open().layout.pack(base)
    let file = try File(path, .write, in: KernelFileSystem())
    try file.write([0], at: 20)
    let time = Timestamp(seconds: 1_000_000_000)
    let report = try StoreRebuild.segments(
      of: fixture.open(), durability: .none, trashingAt: time)
    #expect(report.lacksBases && report.trashedPacks.count == 1)
    let id = SHA256Hasher.hash(new)
    #expect(!fixture.open().contains(ObjectKey(kind: .chunk, digest: id)))
    try pack([whole(Array("beside it".utf8)), whole(old)], bases: [])
    let again = try StoreRebuild.segments(
      of: fixture.open(), durability: .none, trashingAt: time)
    #expect(!again.lacksBases)
    #expect(try fixture.open().read(.chunk, id) == new)
  }

  /// What is made takes the place of the old copy though that is no delta.
  @Test func repackedCopiesTakeThePlace() throws {
    try name([try pack([whole(old), whole(new)], bases: [])])
    let (oldID, newID) = (SHA256Hasher.hash(old), SHA256Hasher.hash(new))
    let writer = try #require(try RepackWriter(fixture.open(), durability: .none))
    try writer.run([
      RepackTask([newID], rawBytes: new.count, .prefix([oldID])),
      // Neither may a base become a delta, nor a delta a base.
      RepackTask([oldID], rawBytes: old.count, .prefix([newID])),
    ])
    try writer.publish()
    #expect(writer.gain.chunks == 1)
    let store = fixture.open()
    #expect(try store.storedChunk(newID)?.isDelta == true)
    #expect(try store.storedChunk(oldID)?.isDelta == false)
    #expect(try store.read(.chunk, newID) == new)
    try fixture.commit(["something"])
    #expect(try fixture.open().storedChunk(newID)?.isDelta == true)
    withExtendedLifetime(writer) {}
  }

  @Test func writersAreKeptApart() throws {
    let writer = try #require(try RepackWriter(fixture.open(), durability: .none))
    #expect(try RepackWriter(fixture.open(), durability: .none) == nil)
    #expect(try fixture.open().lockOutWriters() == nil)
    withExtendedLifetime(writer) {}
  }
}
