// Bytes from disk: every byte flipped, every truncation. Never a trap, never wrong bytes.
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct DamageTests {
  private let fixture: StoreFixture
  private let contents: [[UInt8]]
  private let records: [Digest]

  init() throws {
    let fixture = try StoreFixture()
    var random = SeededGenerator(seed: 5)
    let contents = [
      random.bytes(300), random.bytes(700), table(rows: 40, seed: 1), table(rows: 30, seed: 2),
    ]
    let writer = fixture.writer()
    let items = try contents.enumerated().map { IngestItem(try fixture.file("f\($0)", $1)) }
    _ = try writer.ingestMany(items)
    records = [try writer.putBytes(.record, table(rows: 20, seed: 7))]
    try writer.publish(pending: [])
    self.fixture = fixture
    self.contents = contents
  }

  /// Reads everything; what comes must be right. Returns whether all of it came.
  @discardableResult
  private func readAll(_ store: ObjectStore) -> Bool {
    var isComplete = true
    func fail(_ error: any Error) {
      isComplete = false
      #expect(error is any MLXError, "\(error)")
    }
    for bytes in contents {
      let blob = sha256(bytes)
      do {
        let read = try store.readBlob(blob, maxBytes: 1 << 20)
        #expect(read == bytes)
      } catch {
        fail(error)
      }
      do {
        #expect(try fixture.checkedOut(blob, from: store) == bytes)
      } catch {
        fail(error)
      }
    }
    for record in records {
      do {
        #expect(try SHA256Hasher.hash(store.read(.record, record)) == record)
      } catch {
        fail(error)
      }
    }
    return isComplete
  }

  /// Calls `check` for each way in which `path` can be damaged.
  ///
  /// Where `MLX_CRASH_IN_TURN` is set, only every third byte is changed.
  private func damage(_ path: FilePath, step: Int, _ check: (String) throws -> Void) throws {
    let kernel = KernelFileSystem()
    try kernel.setPermissions(0o644, of: path)
    let file = try File(path, .write, in: kernel)
    let good = try file.readUpTo(Int(file.status().size), at: 0)
    for offset in stride(from: 0, to: good.count, by: CrashDisk.isInTurn ? 3 : 1) {
      try file.write([good[offset] ^ (1 << UInt8(offset % 8))], at: Int64(offset))
      try check("flipped \(offset)")
      try file.write([good[offset]], at: Int64(offset))
    }
    for length in stride(from: 0, to: good.count, by: step) {
      try file.truncate(to: Int64(length))
      try check("cut to \(length)")
      try file.write(good, at: 0)
    }
  }

  @Test func packs() throws {
    var unseen: [String] = []
    for name in try fixture.names("objects/packs") {
      try damage(fixture.root.appending("objects/packs/\(name)"), step: 13) { what in
        let isComplete = readAll(fixture.open())
        let problems = try StoreVerifier(fixture.open()).verify(.full)
        if problems.isEmpty { unseen.append("\(name) \(what)") }
        // What a check does not see must not matter: a compressed payload has bits without meaning.
        #expect(isComplete || !problems.isEmpty, "\(name) \(what)")
      }
    }
    #expect(unseen.count < 10 && !unseen.contains { $0.contains("cut") }, "\(unseen)")
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }

  @Test func segments() throws {
    for name in try fixture.names("objects/index") {
      try damage(fixture.root.appending("objects/index/\(name)"), step: 7) { what in
        readAll(fixture.open())
        let problems = try StoreVerifier(fixture.open()).verify(.full)
        #expect(!problems.isEmpty, "\(name) \(what)")
      }
    }
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }

  /// The same, where segments are read from disk row by row.
  @Test func segmentsOnDisk() throws {
    var fixture = fixture
    fixture.limits.segmentSmallBytes = 0
    for name in try fixture.names("objects/index") {
      try damage(fixture.root.appending("objects/index/\(name)"), step: 31) { _ in
        readAll(fixture.open())
      }
    }
  }

  @Test func damagedPendingPacks() throws {
    let fixture = try StoreFixture()
    let writer = fixture.writer()
    let record = try writer.putBytes(.record, table(rows: 20, seed: 7))
    let pending = try writer.seal().map { PendingPack(id: $0.id, boot: "another") }
    var unseen = 0
    for pack in pending {
      let path = fixture.root.appending("objects/packs/\(pack.id.hex).pack")
      try damage(path, step: 11) { what in
        let store = fixture.open(pending: pending)
        let failed = try store.verifyPending()
        let isThere = store.contains(ObjectKey(kind: .record, digest: record))
        if failed.isEmpty {
          // A bit without meaning: the record is whole all the same.
          unseen += 1
          #expect(try SHA256Hasher.hash(store.read(.record, record)) == record, "\(what)")
        } else {
          #expect(failed == [pack] && !isThere, "\(what)")
        }
      }
    }
    #expect(unseen < 4)
    #expect(try fixture.open(pending: pending).verifyPending() == [])
  }

  /// One copy is damaged or gone: the other one is read.
  @Test func anotherCopy() throws {
    var limits = StoreLimits.shrunk
    limits.segmentSmallBytes = 1
    let fixture = try StoreFixture(limits: limits)
    let text = Array("the same record".utf8)
    let first = fixture.writer()
    let second = fixture.writer()
    let id = try first.putBytes(.record, text)
    // Too large for the second segment to take in: a merge would keep one copy only.
    for number in 0..<60 { try first.putBytes(.record, Array("filler \(number)".utf8)) }
    try second.putBytes(.record, text)
    try second.putBytes(.record, Array("more".utf8))
    try first.publish(pending: [])
    try second.publish(pending: [])
    let packs = try fixture.names("objects/packs")
    #expect(packs.count == 2)
    for name in packs {
      let path = fixture.root.appending("objects/packs/\(name)")
      let away = fixture.root.appending("tmp/away")
      let kernel = KernelFileSystem()
      try kernel.setPermissions(0o644, of: path)
      let file = try File(path, .write, in: kernel)
      let good = try file.readUpTo(Int(file.status().size), at: 0)
      try file.write([UInt8](repeating: 0xAA, count: 30), at: 16)
      #expect(try fixture.open().read(.record, id) == text)
      try file.write(good, at: 0)
      try kernel.rename(path, to: away)
      #expect(try fixture.open().read(.record, id) == text)
      try kernel.rename(away, to: path)
    }
  }
}
