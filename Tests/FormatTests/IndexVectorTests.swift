import Chunking
import FileIO
import ObjectStore
import Objects
import SystemPackage
import Testing

@testable import WorkingTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The golden bytes of the index (Documentation/format.md). `MLX_WRITE_VECTORS=1` writes the file
/// where it is missing; an existing one is never changed.
@Suite struct IndexVectorTests {
  private static let path = FilePath(#filePath).removingLastComponent()
    .appending("Vectors").appending("index").appending("index-v1.bin")

  /// Every kind of row: two folders with files, an empty one, each mode, flag and cutter.
  private static func sample() throws -> Index {
    func entry(
      _ path: String, _ text: String, _ mode: TreeMode, _ flags: IndexFlags, _ cutter: CutterCode
    ) -> IndexEntry {
      IndexEntry(
        path: RepositoryPath(unchecked: path), blob: BlobID(SHA256Hasher.hash(text)),
        size: UInt64(text.utf8.count), mode: mode,
        mtime: FileTime(seconds: 981_173_106, nanoseconds: 789),
        ctime: FileTime(seconds: -1, nanoseconds: 999_999_999), inode: 0x0102_0304_0506_0708,
        flags: flags, cutter: cutter)
    }
    var index = Index()
    index.apply([
      .set(entry("metrics.json", "{}", .file, [], .whole)),
      .set(entry("data/a.csv", "a,b\n1,2\n", .file, [.racy], .gear1)),
      .set(entry("data/é", "a.csv", .symlink, [], .whole)),
      .set(entry("data/sub/run.sh", "#!/bin/sh\n", .executable, [.linked], .safetensors1)),
      .set(entry("data.old", "x", .file, [.racy, .linked], .whole)),
      .emptyFolder(RepositoryPath(unchecked: "data/none")),
    ])
    index.assets = [
      AssetDeclaration(kind: .dataset, name: "data", path: try .init(validating: "data"))
    ]
    index.metrics = [
      MetricsDeclaration(model: "fraud", path: try .init(validating: "metrics.json"), on: "data")
    ]
    index.params = try RepositoryPath(validating: "params.yaml")
    index.base = CommitID(SHA256Hasher.hash("a commit"))
    index.pending = [PendingPack(id: SHA256Hasher.hash("a pack"), boot: "a boot")]
    index.written = FileTime(seconds: 981_173_107, nanoseconds: 1)
    return index
  }

  @Test func theIndexIsTheGoldenFile() throws {
    let bytes = IndexWriterV1.encode(try Self.sample())
    let fileSystem = KernelFileSystem()
    if getenv("MLX_WRITE_VECTORS") != nil,
      try fileSystem.status(at: Self.path, followingLinks: false) == nil
    {
      try File(Self.path, .create, in: fileSystem).write(bytes, at: 0)
    }
    let golden = try fileSystem.readFile(Self.path, maxBytes: 1 << 20)
    #expect(bytes == golden)
    let read = try IndexReaderV1.decode(golden)
    let expected = try Self.sample()
    #expect(read.entries() == expected.entries())
    #expect(read.emptyFolders() == expected.emptyFolders())
    #expect(read.assets == expected.assets && read.metrics == expected.metrics)
    #expect(read.params == expected.params && read.base == expected.base)
    #expect(read.pending == expected.pending && read.written == expected.written)
  }
}
