import Foundation
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import FileIO
@testable import Lineage
@testable import ObjectStore
@testable import WorkingTree

/// Each byte of each golden file changed, and each file cut everywhere (Documentation/testing.md, "Fuzz"). In every run
/// at some of the places; `MLX_FUZZ_WHOLE=1` takes all of them.
@Suite struct WholeDamageTests {
  private static let isWhole = ProcessInfo.processInfo.environment["MLX_FUZZ_WHOLE"] != nil

  /// The damaged copies of some bytes. Of short ones every byte takes every value, of others three.
  private static func copies(of bytes: [UInt8], most: Int, _ body: ([UInt8]) throws -> Void)
    rethrows
  {
    let isShort = isWhole && bytes.count <= 256
    let each = isShort ? 256 : 4
    let step = isWhole ? 1 : max(1, bytes.count * each / most)
    // Beginnings and ends say what the rest is.
    let places = bytes.indices.filter { $0 % step == 0 || $0 < 4 || bytes.count - $0 <= 4 }
    for place in places {
      try body(Array(bytes[..<place]))
      let masks: [UInt8] = isShort ? Array(1...255) : [0x01, 0x80, UInt8(place % 253) | 0x02]
      for mask in masks {
        var changed = bytes
        changed[place] ^= mask
        try body(changed)
      }
    }
  }

  /// Every reader: a value that does not contradict itself, or an error of the domain. Commands read no bytes that
  /// are not among these.
  @Test(arguments: FuzzTargets.all.filter { !$0.runsCommands }) func nothingTraps(
    _ target: FuzzTarget
  ) {
    for seed in target.seeds {
      Self.copies(of: seed, most: 40) { bytes in
        do {
          try target.read(bytes)
        } catch {
          let isKnown = !(error is FuzzTarget.Broken) && target.allows(error)
          #expect(isKnown, "\(target.name): \(error)")
        }
      }
    }
  }

  // MARK: Layouts with a checksum: no damage is accepted

  @Test func index() {
    let bytes = Golden.bytes("FormatTests/Vectors/index/index-v1.bin")
    Self.copies(of: bytes, most: 2000) { damaged in
      #expect(throws: IndexReaderV1.Failure.self) { try IndexReaderV1.decode(damaged) }
    }
  }

  @Test func lineageCache() throws {
    let target = try #require(FuzzTargets.all.first { $0.name == "lineage cache" })
    for bytes in target.seeds {
      Self.copies(of: bytes, most: 400) { damaged in
        #expect(throws: CacheDamage.self) { try FactsDecoderV1.decode(damaged) }
      }
    }
  }

  /// Opening a segment checks its structure; its checksum is compared by fsck, by a clone, and by a salvage.
  @Test func segment() throws {
    let bytes = Golden.store("index.seg")
    let id = SHA256Hasher.hash(Array(bytes.dropLast(IndexSegmentV1.footerBytes)))
    Self.copies(of: bytes, most: 2000) { damaged in
      #expect(throws: (any Error).self) {
        let file = BytesFile(bytes: damaged)
        let segment = try SegmentReader("/s", id: id, in: file, loadBelow: .max)
        guard try segment.contentChecksum() == id else { throw segment.damaged("checksum") }
      }
    }
  }

  /// Header, table and footer have a checksum. A payload has the ids of its objects: a damaged one is found, unless
  /// it decodes to the same bytes all the same.
  @Test(arguments: ["data.pack", "metadata.pack", "deltas.pack", "planes.pack"])
  func pack(_ name: String) throws {
    let bytes = Golden.store(name)
    let sound = try PackTable(reading: File("/p", .read, in: BytesFile(bytes: bytes)))
    Self.copies(of: bytes, most: 2000) { damaged in
      let file = BytesFile(bytes: damaged)
      guard damaged.count == bytes.count,
        damaged[..<PackFormatV1.headerBytes] == bytes[..<PackFormatV1.headerBytes],
        damaged[Int(sound.bodyEnd)...] == bytes[Int(sound.bodyEnd)...]
      else {
        #expect(throws: (any Error).self) { try PackTable(reading: File("/p", .read, in: file)) }
        return
      }
      #expect(throws: Never.self) { try StoreTargets.scan(damaged) }
    }
  }

  // MARK: Layouts that are found by their hash

  /// A store of golden files, one of them damaged: each object is read as it was, or is an error. Never another byte.
  @Test func wholeStore() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let kernel = KernelFileSystem()
    let layout = StoreLayout(root: folder.path)
    try ObjectStore.create(at: folder.path, fileSystem: kernel, durability: .none)
    var files: [FilePath: [UInt8]] = [:]
    for name in ["data.pack", "metadata.pack"] {
      let bytes = Golden.store(name)
      let footer = try #require(PackFormatV1.footer(in: Array(bytes.suffix(64))))
      files[layout.pack(footer.checksum)] = bytes
    }
    let segment = Golden.store("index.seg")
    let id = SHA256Hasher.hash(Array(segment.dropLast(IndexSegmentV1.footerBytes)))
    files[layout.segment(id)] = segment
    for (path, bytes) in files { try File(path, .create, in: kernel).write(bytes, at: 0) }
    let sound = try Self.objects(in: ObjectStore(root: folder.path, fileSystem: kernel))
    #expect(sound.count > 4)
    for (path, bytes) in files {
      try Self.copies(of: bytes, most: 400) { damaged in
        try kernel.unlink(path)
        try File(path, .create, in: kernel).write(damaged, at: 0)
        let store = ObjectStore(root: folder.path, fileSystem: kernel)
        for (key, right) in sound {
          do {
            #expect(try store.read(key.kind, key.digest) == right)
          } catch { #expect(error is any MLXError, "\(error)") }
        }
      }
      try kernel.unlink(path)
      try File(path, .create, in: kernel).write(bytes, at: 0)
    }
  }

  private static func objects(in store: ObjectStore) throws -> [ObjectKey: [UInt8]] {
    var found: [ObjectKey: [UInt8]] = [:]
    for kind in StoredKind.allCases {
      var ids: [Digest] = []
      try store.forEachObject(kind) { id, _ in ids.append(id) }
      for id in ids { found[ObjectKey(kind: kind, digest: id)] = try store.read(kind, id) }
    }
    return found
  }

  /// Trees, recipes and records: other bytes have another id, so a store refuses them under the old one. What a decoder
  /// makes of them all the same is never what it makes of the golden ones.
  @Test(arguments: [
    "commit", "commit-beside-git", "operation", "staging", "note", "environment", "run",
    "tree-modes", "tree-view",
    "recipe-two-chunks",
  ])
  func objects(_ name: String) {
    let bytes = Golden.object(name)
    let id = SHA256Hasher.hash(bytes)
    Self.copies(of: bytes, most: 300) { #expect(SHA256Hasher.hash($0) != id) }
  }
}
