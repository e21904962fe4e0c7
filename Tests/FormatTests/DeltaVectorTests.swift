import FileIO
import Foundation
import Objects
import TestSupport
import Testing

@testable import ObjectStore

/// A golden pack of deltas, of both encodings and each form and width, with their bases.
/// `Vectors/store/make_deltas.py` made it from Documentation/format.md without any code of mlx.
@Suite struct DeltaVectorTests {
  private let folder: TemporaryDirectory
  private let store: ObjectStore
  private let table: PackTable
  private let pack: [UInt8]

  init() throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let vectors = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Vectors/store")
    pack = Array(try Data(contentsOf: vectors.appending(path: "deltas.pack")))
    let layout = StoreLayout(root: folder.path.appending(".mlops"))
    let fileSystem = KernelFileSystem()
    try ObjectStore.create(at: layout.root, fileSystem: fileSystem, durability: .none)
    let id = try #require(PackFormatV1.footer(in: Array(pack.suffix(64)))).checksum
    try File(layout.pack(id), .create, in: fileSystem).write(pack, at: 0)
    table = try PackTable(reading: File(layout.pack(id), .read, in: fileSystem))
    store = ObjectStore(root: layout.root, fileSystem: fileSystem)
    _ = try StoreRebuild.segments(of: store, durability: .none)
    try store.reload()
  }

  /// The ids are of the raw bytes, which no delta shows: reading one checks it.
  @Test func everyDeltaIsRead() throws {
    #expect(table.rows.map(\.encoding) == [0, 0, 0, 0, 0, 16, 16, 16, 16, 17, 17])
    for row in table.rows {
      #expect(try store.read(.chunk, row.id).count == Int(row.raw))
      #expect(row.isDelta == (row.encoding >= 16))
    }
    #expect(table.rows.map { table.bases.ids(of: $0).count } == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2])
    #expect(table.bases.needed.count == 5)
    #expect(try StoreVerifier(store).verify(.full) == [])
    let text = try store.read(.chunk, table.rows[10].id)
    #expect(String(decoding: text, as: UTF8.self).hasSuffix("\na new row\n"))
  }

  @Test func theWriterWritesThatLayout() throws {
    let writer = try PackWriter(
      isMetadata: false, in: store.layout.temporary, fileSystem: KernelFileSystem(),
      limits: .standard)
    for row in table.rows {
      let payload = pack[Int(row.offset)..<Int(row.offset) + Int(row.stored)]
      var copy = row
      copy.offset = try Array(payload).withUnsafeBytes { try writer.append($0) }
      writer.add(copy, bases: table.bases.ids(of: row))
    }
    let sealed = try writer.seal()
    #expect(try KernelFileSystem().readFile(sealed.temporary, maxBytes: 1 << 20) != pack)
    let made = try PackTable(reading: File(sealed.temporary, .read, in: KernelFileSystem()))
    #expect(made.rows.map { made.bases.ids(of: $0) } == table.rows.map { table.bases.ids(of: $0) })
  }

  @Test func damageIsSeen() throws {
    for row in table.rows where row.isDelta {
      let golden = Array(pack[Int(row.offset)..<Int(row.offset) + Int(row.stored)])
      let base = try #require(try store.baseBytes(table.bases.ids(of: row)))
      for end in golden.indices {
        #expect(throws: PayloadError.self) { try decode(Array(golden[..<end]), row, base) }
      }
      for index in golden.indices {
        for mask in [0x01, 0x03, 0x20, 0x80, 0xFF] as [UInt8] {
          var changed = golden
          changed[index] ^= mask
          _ = try? decode(changed, row, base)
        }
      }
      #expect(SHA256Hasher.hash(try decode(golden, row, base)) == row.id)
      #expect(throws: PayloadError.self) { try decode(golden, row, nil) }
    }
  }

  private func decode(_ payload: [UInt8], _ row: ObjectRow, _ base: [UInt8]?) throws -> [UInt8] {
    try payload.withUnsafeBytes { payload in
      guard let base else {
        return try store.decoder.decode(
          payload, encoding: row.encoding, atLeast: Int(row.raw), atMost: 64 << 20)
      }
      return try base.withUnsafeBytes { base in
        try store.decoder.decode(
          payload, encoding: row.encoding, base: base, atLeast: Int(row.raw), atMost: 64 << 20)
      }
    }
  }
}
