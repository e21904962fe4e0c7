// A pack with an encoding that a later version of mlx made.
import FileIO
import Objects
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct LaterEncodingTests {
  /// Stores a pack with one chunk that is known and one that is not.
  private func pack(_ fixture: StoreFixture, _ known: [UInt8], _ later: [UInt8]) throws -> Digest {
    let header = PackFormatV1.header(flags: 0)
    var table: [UInt8] = []
    var body: [UInt8] = []
    for (bytes, encoding) in [(later, UInt8(200)), (known, Encoding.raw.rawValue)] {
      PackFormatV1.append(
        ObjectRow(
          id: SHA256Hasher.hash(bytes), offset: UInt64(header.count + body.count),
          stored: UInt32(bytes.count), raw: UInt32(bytes.count), inner: 0, base: 0, pack: 0,
          kind: .chunk, encoding: encoding), to: &table)
      body += bytes
    }
    let id = SHA256Hasher.hash(header + table)
    let footer = PackFormatV1.footer(
      .init(
        objects: 2, bases: 0, tableOffset: UInt64(header.count + body.count), checksum: id))
    let path = fixture.open().layout.pack(id)
    try File(path, .create, in: KernelFileSystem()).write(header + body + table + footer, at: 0)
    return id
  }

  @Test func itIsRefusedAndTheRestIsRead() throws {
    let fixture = try StoreFixture()
    let (known, later) = (Array("known".utf8), Array("later".utf8))
    let id = try pack(fixture, known, later)
    _ = try StoreRebuild.segments(of: fixture.open(), durability: .none)
    let store = fixture.open()
    #expect(try store.read(.chunk, SHA256Hasher.hash(known)) == known)
    #expect(
      throws: StoreError.unsupported(path: store.layout.pack(id).string, what: "encoding 200")
    ) { try store.read(.chunk, SHA256Hasher.hash(later)) }
  }

  /// After a reboot a pending pack is judged: not by a version that cannot.
  @Test func whatALaterVersionStagedIsNotDropped() throws {
    let fixture = try StoreFixture()
    let id = try pack(fixture, Array("known".utf8), Array("later".utf8))
    let store = fixture.open(pending: [PendingPack(id: id, boot: "before the reboot")])
    #expect(
      throws: StoreError.unsupported(path: store.layout.pack(id).string, what: "encoding 200")
    ) { try store.verifyPending() }
    let same = fixture.open(pending: [PendingPack(id: id, boot: BootID.current())])
    #expect(try same.verifyPending() == [])
  }
}
