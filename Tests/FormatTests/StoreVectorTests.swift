import FileIO
import Foundation
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

/// Golden packs, with each encoding, and a golden segment. `Vectors/store/make.py` made them from
/// Documentation/format.md without any code of mlx.
@Suite struct StoreVectorTests {
  private let folder: TemporaryDirectory
  private let store: ObjectStore

  private static let hello = Array("hello\n".utf8)
  private static let parts = ["the first chunk of a frame, ", "and the second one\n"]
  private static let record =
    #"{"schema":"mlx.example/1","text":"hello hello hello hello hello hello"}"#

  private static func golden(_ name: String) throws -> [UInt8] {
    let vectors = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Vectors/store")
    return Array(try Data(contentsOf: vectors.appending(path: name)))
  }

  init() throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let layout = StoreLayout(root: folder.path.appending(".mlops"))
    let fileSystem = KernelFileSystem()
    try ObjectStore.create(at: layout.root, fileSystem: fileSystem, durability: .none)
    for name in ["data.pack", "metadata.pack"] {
      let bytes = try Self.golden(name)
      let id = try #require(PackFormatV1.footer(in: Array(bytes.suffix(64)))).checksum
      try File(layout.pack(id), .create, in: fileSystem).write(bytes, at: 0)
    }
    let segment = try Self.golden("index.seg")
    let id = SHA256Hasher.hash(Array(segment.dropLast(IndexSegmentV1.footerBytes)))
    try File(layout.segment(id), .create, in: fileSystem).write(segment, at: 0)
    store = ObjectStore(root: layout.root, fileSystem: fileSystem)
  }

  @Test func everyEncodingIsRead() throws {
    #expect(try store.read(.chunk, SHA256Hasher.hash(Self.hello)) == Self.hello)
    for part in Self.parts {
      #expect(try store.read(.chunk, SHA256Hasher.hash(part)) == Array(part.utf8))
    }
    #expect(try store.read(.record, SHA256Hasher.hash(Self.record)) == Array(Self.record.utf8))
    let blob = Array(Self.parts.joined().utf8)
    #expect(try store.readBlob(BlobID(SHA256Hasher.hash(blob)), maxBytes: 1 << 10) == blob)
  }

  @Test func theCheckFindsNothing() throws {
    #expect(try StoreVerifier(store).verify(.full) == [])
  }

  @Test func absencesAreRead() throws {
    let key = ObjectKey(kind: .chunk, digest: SHA256Hasher.hash("absent"))
    #expect(store.absence(of: key) == Absence(.promised, detail: "an old remote"))
  }

  /// What mlx writes for the same payloads is the golden pack.
  @Test(arguments: ["data.pack", "metadata.pack"])
  func headerTableAndFooterAreWrittenAlike(_ name: String) throws {
    let bytes = try Self.golden(name)
    let path = folder.path.appending("copy")
    try File(path, .create, in: KernelFileSystem()).write(bytes, at: 0)
    let table = try PackTable(reading: File(path, .read, in: KernelFileSystem()))
    var tail: [UInt8] = []
    for row in table.rows { PackFormatV1.append(row, to: &tail) }
    let header = PackFormatV1.header(flags: table.entry.flags)
    #expect(Array(bytes.prefix(header.count)) == header)
    let checksum = SHA256Hasher.hash(header + tail)
    tail += PackFormatV1.footer(
      PackFormatV1.Footer(
        objects: UInt64(table.rows.count), bases: 0, tableOffset: table.bodyEnd,
        checksum: checksum))
    #expect(Array(bytes.suffix(tail.count)) == tail)
  }

  /// A rebuild from the packs alone writes the sections of objects and packs as the golden one has
  /// them.
  @Test func theSegmentIsRebuiltFromThePacks() throws {
    _ = try StoreRebuild.segments(of: store, durability: .none)
    let again = ObjectStore(root: store.root, fileSystem: KernelFileSystem())
    #expect(try StoreVerifier(again).verify(.full) == [])
    #expect(try again.statistics().objects == [.chunk: 3, .recipe: 1, .tree: 1, .record: 1])
  }
}
