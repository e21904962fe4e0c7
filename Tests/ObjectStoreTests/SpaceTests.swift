// A file that does not fit is refused before anything is written; one that is mostly stored is not.
import FileIO
import Objects
import SystemPackage
import TestSupport
import Testing

@testable import ObjectStore

@Suite struct SpaceTests {
  @Test func refusedBeforeWriting() throws {
    let freeBytes: Int64 = 1 << 20 + 20_000
    let fixture = try StoreFixture(fileSystem: NearlyFull(freeBytes: freeBytes))
    var random = SeededGenerator(seed: 1)
    let bytes = random.bytes(100_000)
    let path = try fixture.file("a", bytes)
    let writer = fixture.writer()
    do {
      _ = try writer.ingestMany([IngestItem(path)])
      Issue.record("there is no room for it")
    } catch FileError.noSpace(_, let needed, let free) {
      #expect(try #require(needed) > 100_000)
      #expect(free == freeBytes)
    }
    #expect(try fixture.names("tmp") == [])
    // The same bytes are stored by somebody else: now there is nothing to write.
    let roomy = StoreWriter(
      store: ObjectStore(
        root: fixture.root, fileSystem: KernelFileSystem(), limits: fixture.limits),
      durability: .none)
    _ = try roomy.ingestMany([IngestItem(path)])
    try roomy.publish(pending: [])
    let again = fixture.writer()
    let result = try #require(try again.ingestMany([IngestItem(path)]).first).get()
    #expect(result.newBytes == 0)
    #expect(result.blob == sha256(bytes))
  }
}

/// The real file system, on a disk that is said to be small.
private struct NearlyFull: FileSystem {
  let freeBytes: Int64
  private let kernel = KernelFileSystem()

  init(freeBytes: Int64) { self.freeBytes = freeBytes }

  func freeBytes(at path: FilePath) throws(FileError) -> Int64 { freeBytes }
  func open(_ path: FilePath, _ mode: OpenMode, permissions: UInt16) throws(FileError) -> Int32 {
    try kernel.open(path, mode, permissions: permissions)
  }
  func close(_ descriptor: Int32) { kernel.close(descriptor) }
  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64,
    path: FilePath
  ) throws(FileError) -> Int {
    try kernel.read(descriptor, into: buffer, at: offset, path: path)
  }
  func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64, path: FilePath
  ) throws(FileError) {
    try kernel.write(descriptor, bytes, at: offset, path: path)
  }
  func status(of descriptor: Int32, path: FilePath) throws(FileError) -> FileStatus {
    try kernel.status(of: descriptor, path: path)
  }
  func status(at path: FilePath, followingLinks: Bool) throws(FileError) -> FileStatus? {
    try kernel.status(at: path, followingLinks: followingLinks)
  }
  func sync(_ descriptor: Int32, path: FilePath) throws(FileError) {
    try kernel.sync(descriptor, path: path)
  }
  func startWriteback(_ descriptor: Int32, at offset: Int64, count: Int64) {}
  func truncate(_ descriptor: Int32, to size: Int64, path: FilePath) throws(FileError) {
    try kernel.truncate(descriptor, to: size, path: path)
  }
  func reserve(_ descriptor: Int32, size: Int64) {}
  func setPermissions(_ permissions: UInt16, of path: FilePath) throws(FileError) {
    try kernel.setPermissions(permissions, of: path)
  }
  func makeDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try kernel.makeDirectory(path, permissions: permissions)
  }
  func entries(of directory: FilePath, withStatus: Bool) throws(FileError) -> [DirectoryEntry] {
    try kernel.entries(of: directory, withStatus: withStatus)
  }
  func rename(_ from: FilePath, to: FilePath) throws(FileError) { try kernel.rename(from, to: to) }
  func link(_ existing: FilePath, to new: FilePath) throws(FileError) {
    try kernel.link(existing, to: new)
  }
  func exchange(_ first: FilePath, _ second: FilePath) throws(FileError) -> Bool {
    try kernel.exchange(first, second)
  }
  func symlink(target: String, at path: FilePath) throws(FileError) {
    try kernel.symlink(target: target, at: path)
  }
  func readLink(_ path: FilePath) throws(FileError) -> String { try kernel.readLink(path) }
  func unlink(_ path: FilePath) throws(FileError) { try kernel.unlink(path) }
  func removeDirectory(_ path: FilePath) throws(FileError) { try kernel.removeDirectory(path) }
  func syncDirectory(_ path: FilePath) throws(FileError) { try kernel.syncDirectory(path) }
}
