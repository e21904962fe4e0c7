// Files that are written to while they are read, and disks that are full.
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ChangingFileTests {
  private let folder: TemporaryDirectory
  private let faulty: FaultyFileSystem
  private let fixture: StoreFixture

  init() throws {
    folder = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    faulty = try FaultyFileSystem(root: folder.path)
    fixture = try StoreFixture(fileSystem: faulty)
  }

  /// Changes `path` before its n-th read.
  private func change(_ path: FilePath, beforeReads numbers: Set<Int>, _ bytes: [UInt8]) {
    let reads = Locked(0)
    faulty.beforeEachCall { kind, called in
      guard kind == .read, called == path else { return }
      let number = reads.withLock { reads in
        reads += 1
        return reads
      }
      guard numbers.contains(number) else { return }
      try? File(path, .write, in: KernelFileSystem()).write(bytes, at: Int64(number))
    }
  }

  @Test(arguments: [1000, 50_000]) func changedOnce(_ size: Int) throws {
    var random = SeededGenerator(seed: 1)
    let path = try fixture.file("a", random.bytes(size))
    change(path, beforeReads: [1], [1, 2, 3])
    let writer = fixture.writer()
    let file = try #require(try writer.ingestMany([IngestItem(path)]).first).get()
    faulty.beforeEachCall(nil)
    try writer.publish(pending: [])
    let now = try File(path, .read, in: KernelFileSystem()).readBytes(at: 0, count: size)
    #expect(file.blob == sha256(now))
    #expect(try fixture.open().readBlob(file.blob, maxBytes: size) == now)
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }

  @Test(arguments: [1000, 50_000]) func keepsChanging(_ size: Int) throws {
    var random = SeededGenerator(seed: 2)
    let path = try fixture.file("a", random.bytes(size))
    let other = try fixture.file("b", [1, 2, 3])
    change(path, beforeReads: Set(1...1000), [9, 9])
    let writer = fixture.writer()
    let results = try writer.ingestMany([IngestItem(path), IngestItem(other)])
    #expect(throws: FileError.changedWhileReading(path.string)) { try results[0].get() }
    #expect(try results[1].get().size == 3)
    faulty.beforeEachCall(nil)
    // What was read in vain does no harm.
    let again = try #require(try writer.ingestMany([IngestItem(path)]).first).get()
    try writer.publish(pending: [])
    #expect(
      try fixture.open().readBlob(again.blob, maxBytes: size)
        == File(path, .read, in: KernelFileSystem()).readBytes(at: 0, count: size))
    #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
  }

  @Test(arguments: [1000, 50_000], [true, false]) func otherSize(_ size: Int, _ grows: Bool) throws
  {
    var random = SeededGenerator(seed: 3)
    let path = try fixture.file("a", random.bytes(size))
    let writer = fixture.writer()
    let file = try File(path, .read, in: faulty)
    #expect(throws: FileError.changedWhileReading(path.string)) {
      try writer.ingest(file, size: UInt64(grows ? size - 10 : size + 10))
    }
    // Chunks that were claimed and not written are stored by the next one.
    let ingested = try writer.ingest(file, size: UInt64(size))
    try writer.publish(pending: [])
    #expect(try fixture.open().readBlob(ingested.blob, maxBytes: size).count == size)
  }

  /// Every change to the disk can be the one that fails; the store is then as it was.
  @Test(arguments: [Fault.Effect.failing, .halfWriting, .persisting])
  func fullDisk(_ effect: Fault.Effect) throws {
    let first = try fixture.commit(["first", "second"])
    var random = SeededGenerator(seed: 4)
    let bytes = random.bytes(40_000)
    let path = try fixture.file("a", bytes)
    var step = 1
    while true {
      faulty.clearFaults()
      let packs = try fixture.names("objects/packs")
      faulty.inject(Fault(at: step, errno: ENOSPC, effect: effect))
      let writer = fixture.writer(.full)
      var failure: FileError?
      do {
        let results = try writer.ingestMany([IngestItem(path)])
        _ = try #require(results.first).get()
        try writer.putBytes(.record, Array("commit \(step)".utf8))
        try writer.publish(pending: [])
      } catch let error as FileError {
        failure = error
      }
      let isOver = faulty.changeCount < step
      faulty.clearFaults()
      writer.discard()
      guard !isOver else { break }
      #expect(failure != nil)
      if case .noSpace? = failure {
      } else {
        Issue.record("\(step): \(String(describing: failure))")
      }
      let store = fixture.open()
      for id in first { #expect(store.contains(ObjectKey(kind: .record, digest: id))) }
      #expect(try StoreVerifier(store).verify(.full) == [])
      // With the disk full for good, not even a deletion works in this model.
      if case .persisting = effect {} else { #expect(try fixture.names("tmp") == []) }
      #expect(try fixture.names("objects/packs").count >= packs.count)
      step += 1
    }
    #expect(step > 10)
    #expect(try fixture.open().readBlob(sha256(bytes), maxBytes: 1 << 20) == bytes)
  }

  /// Every read can fail: the error is told, nothing traps, and nothing wrong is stored.
  @Test(arguments: 0..<4) func unreadable(_ start: Int) throws {
    var random = SeededGenerator(seed: 5)
    let bytes = random.bytes(40_000)
    for step in stride(from: 1 + start, to: 1_000, by: 8) {
      // A store of its own, so that each step meets the same calls.
      let fixture = try StoreFixture(fileSystem: faulty)
      let ids = try fixture.commit(["first", "second"])
      let path = try fixture.file("a", bytes)
      faulty.clearFaults()
      faulty.inject(Fault(at: step, errno: EIO, counting: .everything))
      let writer = fixture.writer()
      do {
        for result in try writer.ingestMany([IngestItem(path)]) { _ = try result.get() }
        try writer.putBytes(.record, Array("\(step)".utf8))
        try writer.publish(pending: [])
      } catch {
        #expect(error is any MLXError)
      }
      let isOver = faulty.callCount < step
      faulty.clearFaults()
      writer.discard()
      for id in ids { #expect(fixture.open().contains(ObjectKey(kind: .record, digest: id))) }
      #expect(try StoreVerifier(fixture.open()).verify(.full) == [])
      if isOver {
        #expect(step > 30)
        return
      }
    }
    Issue.record("it never went through")
  }
}
