import FileIO
import ObjectStore
import Objects
import TestSupport
import Testing

@testable import WorkingTree

@Suite struct IndexCodecTests {
  static func sample() throws -> Index {
    var index = Index()
    var racy = IndexEntry.sample("data/b.csv", size: 1 << 40)
    racy.flags = [.racy, .linked]
    racy.cutter = .gear1
    racy.mtime = FileTime(seconds: -1, nanoseconds: 999_999_999)
    index.apply([
      .set(.sample("metrics.json")), .set(racy), .set(.sample("data/é", mode: .symlink)),
      .set(.sample("data/deep/run.sh", mode: .executable)), .emptyFolder("data/none"),
    ])
    index.assets = [try .sample(kind: .dataset, name: "data", path: "data")]
    index.metrics = [try .sample(model: "fraud", path: "metrics.json")]
    index.params = "params.yaml"
    index.base = CommitID(SHA256Hasher.hash("base"))
    index.pending = [PendingPack(id: SHA256Hasher.hash("pack"), boot: "boot-1")]
    index.written = FileTime(seconds: 1_000, nanoseconds: 5)
    return index
  }

  @Test func readsWhatItWrote() throws {
    let index = try Self.sample()
    let bytes = IndexWriterV1.encode(index)
    let back = try IndexReaderV1.decode(bytes)
    #expect(back.entries() == index.entries())
    #expect(back.emptyFolders() == index.emptyFolders())
    #expect(back.assets == index.assets)
    #expect(back.metrics == index.metrics)
    #expect(back.params == index.params)
    #expect(back.base == index.base)
    #expect(back.pending == index.pending)
    #expect(back.written == index.written)
    #expect(IndexWriterV1.encode(back) == bytes)
  }

  @Test func readsAnEmptyIndex() throws {
    let back = try IndexReaderV1.decode(IndexWriterV1.encode(Index()))
    #expect(back.isEmpty && back.assets.isEmpty && back.base == nil && back.params == nil)
  }

  @Test func everyTruncationIsDamage() throws {
    let bytes = IndexWriterV1.encode(try Self.sample())
    for length in 0..<bytes.count {
      #expect(throws: IndexReaderV1.Failure.self) {
        try IndexReaderV1.decode(Array(bytes[..<length]))
      }
    }
  }

  @Test func everyFlippedByteIsDamage() throws {
    let bytes = IndexWriterV1.encode(try Self.sample())
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 0x41
      #expect(throws: IndexReaderV1.Failure.self) { try IndexReaderV1.decode(damaged) }
    }
  }

  /// Damage that the checksum does not show, as from a hostile index: an error or an index, never
  /// a trap.
  @Test func hostileRowsNeverTrap() throws {
    let bytes = IndexWriterV1.encode(try Self.sample())
    var accepted = 0
    for place in 12..<bytes.count - IndexLayoutV1.footerBytes {
      for value in [UInt8(0), 0x2F, 0x7F, 0xFF] {
        var hostile = bytes
        hostile[place] = value
        Self.seal(&hostile)
        if let index = try? IndexReaderV1.decode(hostile) {
          accepted += 1
          _ = index.entries()
        }
      }
    }
    #expect(accepted > 0)
  }

  @Test func aLaterVersionIsToldApart() throws {
    var bytes = IndexWriterV1.encode(Index())
    bytes[8] = 2
    Self.seal(&bytes)
    #expect(throws: IndexReaderV1.Failure.tooNew(2)) { try IndexReaderV1.decode(bytes) }
  }

  @Test func loadsFromAFile() throws {
    let project = try Project()
    let path = project.tree.metadata.appending("index")
    #expect(try Index.load(from: path, in: project.fileSystem) == nil)
    let index = try Self.sample()
    try index.write(to: path, temporary: project.tree.temporary, in: project.fileSystem)
    let back = try Index.load(from: path, in: project.fileSystem)
    #expect(back?.entries() == index.entries())
    try project.write(".mlops/index", "MLXINDX\nnot really")
    #expect {
      _ = try Index.load(from: path, in: project.fileSystem)
    } throws: {
      ($0 as? WorkTreeError)?.code == "index-too-new"
        || ($0 as? WorkTreeError)?.code == "index-damaged"
    }
  }

  private static func seal(_ bytes: inout [UInt8]) {
    let end = bytes.count - IndexLayoutV1.footerBytes
    bytes.replaceSubrange(end..<end + 32, with: SHA256Hasher.hash(Array(bytes[..<end])).bytes)
  }
}

extension MetricsDeclaration {
  static func sample(model: String, path: String) throws -> MetricsDeclaration {
    MetricsDeclaration(
      model: model, path: try RepositoryPath(validating: path), on: nil)
  }
}
