import FileIO
import SystemPackage

/// The kernel's file system, with a word in between: something else can change the disk before any call that makes,
/// renames or removes a name. Calls by names in open folders stay such calls.
final class HookedFileSystem: FileSystem {
  private let kernel = KernelFileSystem()
  private let hook = Locked<(@Sendable (String, FilePath) -> Void)?>(nil)
  private let reserved = Locked<Int64>(0)

  /// The most that was set aside for one file, in bytes.
  var reservedMost: Int64 { reserved.withLock { $0 } }

  /// Runs before each change, with the call and the path.
  func beforeEachChange(_ hook: (@Sendable (String, FilePath) -> Void)?) {
    self.hook.withLock { $0 = hook }
  }

  private func tell(_ call: String, _ path: FilePath) { hook.withLock { $0 }?(call, path) }

  func open(
    _ path: FilePath, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32 {
    if mode == .create { tell("create", path) }
    return try kernel.open(path, mode, permissions: permissions)
  }

  func close(_ descriptor: Int32) { kernel.close(descriptor) }

  func openFolder(_ path: FilePath, followingLinks: Bool) throws(FileError) -> Int32? {
    try kernel.openFolder(path, followingLinks: followingLinks)
  }

  func openFolder(_ name: String, in folder: Folder) throws(FileError) -> Int32? {
    tell("open folder", folder.path.appending(name))
    return try kernel.openFolder(name, in: folder)
  }

  func open(
    _ name: UnsafePointer<CChar>, in folder: Folder, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32 {
    if mode == .create { tell("create", folder.path.appending(String(cString: name))) }
    return try kernel.open(name, in: folder, mode, permissions: permissions)
  }

  func status(
    of name: UnsafePointer<CChar>, in folder: Folder
  ) throws(FileError) -> FileStatus? { try kernel.status(of: name, in: folder) }

  func setPermissions(
    _ permissions: UInt16, of name: String, in folder: Folder
  ) throws(FileError) {
    tell("chmod", folder.path.appending(name))
    try kernel.setPermissions(permissions, of: name, in: folder)
  }

  func makeDirectory(_ name: String, in folder: Folder, permissions: UInt16) throws(FileError) {
    tell("mkdir", folder.path.appending(name))
    try kernel.makeDirectory(name, in: folder, permissions: permissions)
  }

  func rename(_ from: String, to: String, in folder: Folder) throws(FileError) {
    tell("rename", folder.path.appending(to))
    try kernel.rename(from, to: to, in: folder)
  }

  func exchange(_ first: String, _ second: String, in folder: Folder) throws(FileError) -> Bool {
    tell("exchange", folder.path.appending(second))
    return try kernel.exchange(first, second, in: folder)
  }

  func symlink(target: String, at name: String, in folder: Folder) throws(FileError) {
    tell("symlink", folder.path.appending(name))
    try kernel.symlink(target: target, at: name, in: folder)
  }

  func unlink(_ name: String, in folder: Folder) throws(FileError) {
    tell("unlink", folder.path.appending(name))
    try kernel.unlink(name, in: folder)
  }

  func removeDirectory(_ name: String, in folder: Folder) throws(FileError) {
    tell("rmdir", folder.path.appending(name))
    try kernel.removeDirectory(name, in: folder)
  }

  // As the kernel has them.
  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64,
    path: FilePath
  ) throws(FileError) -> Int { try kernel.read(descriptor, into: buffer, at: offset, path: path) }

  func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64, path: FilePath
  ) throws(FileError) { try kernel.write(descriptor, bytes, at: offset, path: path) }

  func status(of descriptor: Int32, path: FilePath) throws(FileError) -> FileStatus {
    try kernel.status(of: descriptor, path: path)
  }

  func status(at path: FilePath, followingLinks: Bool) throws(FileError) -> FileStatus? {
    try kernel.status(at: path, followingLinks: followingLinks)
  }

  func sync(_ descriptor: Int32, path: FilePath) throws(FileError) {
    try kernel.sync(descriptor, path: path)
  }

  func startWriteback(_ descriptor: Int32, at offset: Int64, count: Int64) {
    kernel.startWriteback(descriptor, at: offset, count: count)
  }

  func reserve(_ descriptor: Int32, size: Int64) {
    reserved.update { $0 = max($0, size) }
    kernel.reserve(descriptor, size: min(size, 1 << 20))
  }

  func truncate(_ descriptor: Int32, to size: Int64, path: FilePath) throws(FileError) {
    try kernel.truncate(descriptor, to: size, path: path)
  }

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

  func exchange(_ first: FilePath, _ second: FilePath) throws(FileError) -> Bool {
    try kernel.exchange(first, second)
  }

  func link(_ existing: FilePath, to new: FilePath) throws(FileError) {
    try kernel.link(existing, to: new)
  }

  func symlink(target: String, at path: FilePath) throws(FileError) {
    try kernel.symlink(target: target, at: path)
  }

  func readLink(_ path: FilePath) throws(FileError) -> String { try kernel.readLink(path) }

  func unlink(_ path: FilePath) throws(FileError) { try kernel.unlink(path) }

  func removeDirectory(_ path: FilePath) throws(FileError) { try kernel.removeDirectory(path) }

  func syncDirectory(_ path: FilePath) throws(FileError) { try kernel.syncDirectory(path) }

  func freeBytes(at path: FilePath) throws(FileError) -> Int64 { try kernel.freeBytes(at: path) }
}
