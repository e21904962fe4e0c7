// A store in a temporary folder, with sizes that small data reaches.
import Chunking
import FileIO
import Objects
import SystemPackage
import TestSupport

@testable import ObjectStore

/// A store for one test.
struct StoreFixture {
  let folder: TemporaryDirectory
  let fileSystem: any FileSystem
  var limits: StoreLimits

  var root: FilePath { folder.path.appending("repository/.mlops") }

  init(limits: StoreLimits = .shrunk, fileSystem: (any FileSystem)? = nil) throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    self.fileSystem = fileSystem ?? KernelFileSystem()
    self.limits = limits
    try ObjectStore.create(at: root, fileSystem: KernelFileSystem(), durability: .none)
  }

  /// A store as another command would open it.
  func open(pending: [PendingPack] = []) -> ObjectStore {
    ObjectStore(root: root, fileSystem: fileSystem, limits: limits, pending: pending)
  }

  func writer(_ durability: Durability = .none) -> StoreWriter {
    StoreWriter(store: open(), durability: durability)
  }

  /// Puts records and publishes them.
  @discardableResult
  func commit(_ texts: [String], _ durability: Durability = .none) throws -> [Digest] {
    let writer = writer(durability)
    let ids = try texts.map { try writer.putBytes(.record, Array($0.utf8)) }
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return ids
  }

  /// Writes a user's file.
  func file(_ name: String, _ bytes: [UInt8]) throws -> FilePath {
    let path = folder.path.appending(name)
    let kernel = KernelFileSystem()
    if try kernel.status(at: path, followingLinks: false) != nil { try kernel.unlink(path) }
    try File(path, .create, in: kernel).write(bytes, at: 0)
    return path
  }

  /// What a blob is when it is written out.
  func checkedOut(_ blob: BlobID, from store: ObjectStore) throws -> [UInt8] {
    let path = folder.path.appending(TemporaryName.make(prefix: "out"))
    let file = try File(path, .create, in: KernelFileSystem())
    try KernelFileSystem().unlink(path)
    try store.write(blob, to: file)
    return try file.readUpTo(Int(file.status().size), at: 0)
  }

  func names(_ part: String) throws -> [String] {
    try KernelFileSystem().entries(of: root.appending(part)).map(\.name).sorted()
  }
}

extension StoreLimits {
  /// Sizes that a few kilobytes exceed.
  static let shrunk: StoreLimits = {
    var limits = StoreLimits.standard
    limits.packBytesTarget = 64 << 10
    limits.smallPackBytes = 4 << 10
    limits.smallPacksMax = 8
    limits.segmentSmallBytes = 4 << 10
    limits.frameBytesMax = 4 << 10
    limits.smallFileBytes = 4 << 10
    limits.bufferBytes = 16 << 10
    limits.buffers = 4
    limits.frameCacheBytes = 16 << 10
    limits.openPacksMax = 4
    limits.chunk.wholeMax = 256
    limits.chunk.gearMin = 64
    limits.chunk.gearTarget = 256
    limits.chunk.gearMax = 1024
    limits.chunk.spanMax = 4096
    return limits
  }()
}

/// Text that compresses well and repeats nothing for long.
func table(rows: Int, seed: UInt64) -> [UInt8] {
  var random = SeededGenerator(seed: seed)
  var bytes: [UInt8] = []
  for row in 0..<rows {
    bytes += Array("\(row),\(random.next() % 1000),label-\(random.next() % 7),0.5\n".utf8)
  }
  return bytes
}

func sha256(_ bytes: [UInt8]) -> BlobID { BlobID(SHA256Hasher.hash(bytes)) }
