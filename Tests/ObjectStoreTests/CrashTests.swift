// The power goes at any moment of a transaction: what was published before is there, and the next
// transaction works.
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct CrashTests {
  private static let limits: StoreLimits = {
    var limits = StoreLimits.shrunk
    limits.smallPacksMax = 3
    // Small tensors are chunks of their own, in planes.
    limits.smallFileBytes = 32 << 10
    limits.chunk.spanMeanMin = 64
    return limits
  }()

  private func store(_ root: FilePath, _ fileSystem: any FileSystem) -> ObjectStore {
    ObjectStore(root: root, fileSystem: fileSystem, limits: Self.limits)
  }

  private func commit(_ store: ObjectStore, _ text: String) throws -> [Digest] {
    let writer = StoreWriter(store: store, durability: .full)
    let ids = [
      try writer.putBytes(.record, Array("record \(text)".utf8)),
      try writer.putSmallBlob(Array("blob \(text)".utf8)).digest,
      try writer.putSmallBlob(model(text)).digest,
    ]
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return ids
  }

  private func model(_ text: String) -> [UInt8] {
    TensorFilesTests.model(numbers: 300, seed: text.utf8.reduce(0) { $0 * 256 + UInt64($1) })
  }

  private func check(_ ids: [[Digest]], _ store: ObjectStore, _ what: String) throws {
    for pair in ids {
      #expect(try SHA256Hasher.hash(store.read(.record, pair[0])) == pair[0], "\(what)")
      #expect(try SHA256Hasher.hash(store.read(.chunk, pair[1])) == pair[1], "\(what)")
      let model = try store.readBlob(BlobID(pair[2]), maxBytes: 32 << 10)
      #expect(SHA256Hasher.hash(model) == pair[2], "\(what)")
    }
  }

  /// The transaction that is cut short folds packs and merges segments.
  @Test func anyMoment() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let root = folder.path.appending(".mlops")
    try ObjectStore.create(at: root, fileSystem: KernelFileSystem(), durability: .full)
    var before: [[Digest]] = []
    for number in 0..<4 {
      before.append(try commit(store(root, KernelFileSystem()), "\(number)"))
    }
    let faulty = try FaultyFileSystem(root: folder.path)
    let after = try commit(store(root, faulty), "new")
    let disk = CrashDisk(faulty.log)
    let states = disk.distinctStates()
    #expect(states.count > 30)
    let copy = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    for state in states {
      try disk.materialize(state, at: copy.path)
      let crashed = copy.path.appending(".mlops")
      let what = "\(state)"
      try check(before, store(crashed, KernelFileSystem()), what)
      let problems = try StoreVerifier(store(crashed, KernelFileSystem())).verify(.full)
      #expect(problems == [], "\(what)")
      let next = try commit(store(crashed, KernelFileSystem()), "next")
      let reopened = store(crashed, KernelFileSystem())
      try check(before + [next], reopened, what)
      if state.prefix == faulty.log.count {
        try check([after], reopened, what)
      }
      copy.empty()
    }
  }

  /// `add` does not sync: after a crash its packs are whole, or they are found to be damaged.
  @Test func pendingPacks() throws {
    let folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    let root = folder.path.appending(".mlops")
    try ObjectStore.create(at: root, fileSystem: KernelFileSystem(), durability: .full)
    let faulty = try FaultyFileSystem(root: folder.path)
    let writer = StoreWriter(store: store(root, faulty), durability: .full)
    let blob = model("pending")
    try writer.putSmallBlob(blob)
    let pending = try writer.seal().map { PendingPack(id: $0.id, boot: "before the crash") }
    let disk = CrashDisk(faulty.log)
    let copy = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    var lost = 0
    for state in disk.distinctStates() {
      try disk.materialize(state, at: copy.path)
      let crashed = ObjectStore(
        root: copy.path.appending(".mlops"), fileSystem: KernelFileSystem(), limits: Self.limits,
        pending: pending)
      let failed = try crashed.verifyPending()
      if failed.isEmpty {
        #expect(try crashed.readBlob(sha256(blob), maxBytes: 32 << 10) == blob, "\(state)")
      } else {
        lost += 1
        try crashed.dropPending(failed)
        let again = StoreWriter(store: crashed, durability: .full)
        try again.putSmallBlob(blob)
        try again.publish(pending: [])
        #expect(try crashed.readBlob(sha256(blob), maxBytes: 32 << 10) == blob, "\(state)")
      }
      copy.empty()
    }
    #expect(lost > 0)
  }
}
