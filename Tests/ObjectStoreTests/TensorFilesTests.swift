// Files of float tensors: stored as planes, given back bit for bit.
import Chunking
import FileFormats
import FileIO
import Objects
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct TensorFilesTests {
  /// A safetensors file of tensors of all kinds, with a gap between two.
  static func model(numbers: Int, seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var data: [UInt8] = []
    var members: [String] = []
    func add(_ name: String, _ type: String, _ bytes: [UInt8]) {
      let offsets = "[\(data.count),\(data.count + bytes.count)]"
      members.append(#""\#(name)":{"dtype":"\#(type)","shape":[1],"data_offsets":\#(offsets)}"#)
      data += bytes
    }
    for type in [TensorType.bf16, .f32, .f64] {
      guard let layout = FloatLayout(type) else { continue }
      let name = type.rawValue
      add("t.\(name)", name, weights(numbers, layout, seed: seed))
      add("noise.\(name)", name, random.bytes(numbers * layout.planes))
      // Not whole numbers: the header says what it likes.
      add("odd.\(name)", name, weights(numbers, layout, seed: seed + 1) + [7])
      data += [1, 2, UInt8(layout.planes)]
    }
    add("i", "I32", table(rows: numbers / 8, seed: seed))
    let json = Array("{\(members.joined(separator: ","))}".utf8)
    var head: [UInt8] = []
    head.append(little: UInt64(json.count))
    return head + json + data
  }

  private func encodings(_ store: ObjectStore) throws -> [UInt8: Int] {
    var found: [UInt8: Int] = [:]
    for pack in try store.packs() where !pack.isMetadata {
      let file = try File(store.layout.pack(pack.id), .read, in: store.fileSystem)
      for row in try PackTable(reading: file).rows { found[row.encoding, default: 0] += 1 }
    }
    return found
  }

  /// Small enough for a batch, and large enough for the pipeline.
  @Test(arguments: [300, 1000, 20_000]) func roundTrip(_ numbers: Int) throws {
    var fixture = try StoreFixture()
    fixture.limits.smallFileBytes = 16 << 10
    fixture.limits.chunk.spanMeanMin = 64
    let bytes = Self.model(numbers: numbers, seed: 1)
    #expect((bytes.count > fixture.limits.smallFileBytes) == (numbers > 300))
    let path = try fixture.file("model", bytes)
    let writer = fixture.writer()
    let result = try #require(try writer.ingestMany([IngestItem(path)]).first).get()
    #expect(result.blob == sha256(bytes))
    #expect(result.cutter == .safetensors1)
    #expect(result.newBytes == bytes.count)
    #expect(result.newStoredBytes < bytes.count - bytes.count / 40)
    try writer.publish(pending: [])
    let store = fixture.open()
    let found = try encodings(store)
    #expect(found[Encoding.planes.rawValue, default: 0] >= 2)
    #expect(found[Encoding.raw.rawValue, default: 0] >= 3)
    #expect(found[Encoding.zstd.rawValue] == nil)
    #expect(try store.readBlob(result.blob, maxBytes: bytes.count) == bytes)
    #expect(try fixture.checkedOut(result.blob, from: store) == bytes)
    #expect(try StoreVerifier(store).verify(.full) == [])
  }

  @Test func rawIsRaw() throws {
    var fixture = try StoreFixture()
    fixture.limits.chunk.spanMeanMin = 64
    let bytes = Self.model(numbers: 5000, seed: 2)
    let path = try fixture.file("model", bytes)
    let writer = StoreWriter(store: fixture.open(), durability: .none, tensors: .raw)
    let result = try #require(try writer.ingestMany([IngestItem(path)]).first).get()
    #expect(result.newStoredBytes == bytes.count)
    try writer.publish(pending: [])
    #expect(try encodings(fixture.open()).keys.sorted() == [Encoding.raw.rawValue])
    // What is stored raw stays so: the same chunks are not stored again.
    let again = fixture.writer()
    let second = try #require(try again.ingestMany([IngestItem(path)]).first).get()
    #expect(second.newBytes == 0)
    #expect(try fixture.checkedOut(second.blob, from: again.store) == bytes)
  }

  /// A later version keeps what did not change, whatever it is stored as.
  @Test func aChangedTensorAlone() throws {
    var fixture = try StoreFixture()
    fixture.limits.chunk.spanMeanMin = 64
    var bytes = Self.model(numbers: 5000, seed: 3)
    for tensors in [TensorEncoding.auto, .raw] {
      let writer = StoreWriter(store: fixture.open(), durability: .none, tensors: tensors)
      bytes[bytes.count - 1] ^= 1
      let path = try fixture.file("model", bytes)
      let result = try #require(try writer.ingestMany([IngestItem(path)]).first).get()
      try writer.publish(pending: [])
      #expect(try fixture.checkedOut(result.blob, from: fixture.open()) == bytes)
      if tensors == .raw { #expect(result.newBytes <= fixture.limits.chunk.spanMax) }
    }
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }
}
