import FileIO
import Foundation
import Objects
import TestSupport
import Testing

@testable import ObjectStore

/// A golden pack of float chunks as planes, of each width and with each method.
/// `Vectors/store/make_planes.py` made it from Documentation/format.md without any code of mlx.
@Suite struct PlanesVectorTests {
  private let folder: TemporaryDirectory
  private let store: ObjectStore
  private let rows: [ObjectRow]
  private let pack: [UInt8]

  /// The numbers that the script splits.
  private static let chunks: [[UInt8]] = [
    (0..<256).flatMap { bytes(UInt16(0x3C00 + $0 * $0 % 700)) },
    (0..<64).flatMap { bytes(UInt32(0x3F80_0000 + $0 * 0x0001_0203)) },
    (0..<16).flatMap { bytes(UInt64(0x3FF0_0000_0000_0000 + $0 * 0x0001_0203_0405_0607)) },
    [],
  ]

  private static func bytes(_ word: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
  }

  init() throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let vectors = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Vectors/store")
    pack = Array(try Data(contentsOf: vectors.appending(path: "planes.pack")))
    let layout = StoreLayout(root: folder.path.appending(".mlops"))
    let fileSystem = KernelFileSystem()
    try ObjectStore.create(at: layout.root, fileSystem: fileSystem, durability: .none)
    let id = try #require(PackFormatV1.footer(in: Array(pack.suffix(64)))).checksum
    let file = try File(layout.pack(id), .create, in: fileSystem)
    try file.write(pack, at: 0)
    rows = try PackTable(reading: File(layout.pack(id), .read, in: fileSystem)).rows
    store = ObjectStore(root: layout.root, fileSystem: fileSystem)
    _ = try StoreRebuild.segments(of: store, durability: .none)
    try store.reload()
  }

  @Test func everyChunkIsRead() throws {
    #expect(rows.map(\.encoding) == [3, 3, 3, 3])
    for chunk in Self.chunks {
      #expect(try store.read(.chunk, SHA256Hasher.hash(chunk)) == chunk)
      #expect(try store.readBlob(BlobID(SHA256Hasher.hash(chunk)), maxBytes: 1 << 10) == chunk)
    }
    #expect(try StoreVerifier(store).verify(.full) == [])
  }

  /// What mlx makes of the same numbers has that layout too; which planes it codes, and the coder's
  /// output, are not fixed.
  @Test func theEncoderWritesThatLayout() throws {
    let layout = try #require(FloatLayout(.bf16))
    let encoder = try PlanesEncoder()
    var room = [UInt8](repeating: 0, count: PlanesEncoder.bound(512))
    let count = Self.chunks[0].withUnsafeBytes { raw in
      room.withUnsafeMutableBytes { encoder.encode(raw, layout, into: $0) }
    }
    let payload = Array(room.prefix(try #require(count)))
    #expect(payload.prefix(2) == self.payload(rows[0]).prefix(2))
    let decoded = try payload.withUnsafeBytes {
      try store.decoder.decode($0, encoding: 3, atLeast: 512, atMost: 512)
    }
    #expect(decoded == Self.chunks[0])
  }

  /// Every truncation, and every byte changed: an error, or bytes whose id tells, or the same bytes.
  @Test func damageIsSeen() throws {
    for (row, chunk) in zip(rows, Self.chunks) {
      let golden = payload(row)
      for end in golden.indices { expectSeen(Array(golden[..<end]), chunk, isShort: true) }
      expectSeen(golden + [0], chunk, isShort: true)
      for index in golden.indices {
        for mask in [0x01, 0x03, 0x20, 0x80, 0xFF] as [UInt8] {
          var changed = golden
          changed[index] ^= mask
          expectSeen(changed, chunk, isShort: false)
        }
      }
    }
  }

  private func payload(_ row: ObjectRow) -> [UInt8] {
    Array(pack[Int(row.offset)..<Int(row.offset) + Int(row.stored)])
  }

  private func expectSeen(_ payload: [UInt8], _ chunk: [UInt8], isShort: Bool) {
    let decoded = try? payload.withUnsafeBytes {
      try store.decoder.decode($0, encoding: 3, atLeast: chunk.count, atMost: 64 << 20)
    }
    guard let decoded else { return }
    #expect(!isShort)
    #expect(decoded == chunk || SHA256Hasher.hash(decoded) != SHA256Hasher.hash(chunk))
  }
}
