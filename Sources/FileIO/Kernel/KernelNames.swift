// The real file system: names, that is, directories and what is in them.
import CLinux
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension KernelFileSystem {
  /// stat(2) or lstat(2).
  public func status(
    at path: FilePath, followingLinks: Bool
  ) throws(FileError) -> FileStatus? {
    var result = stat()
    do {
      try kernelCall("stat", path) {
        followingLinks ? stat($0, &result) : lstat($0, &result)
      }
    } catch .notFound, .notADirectory {
      return nil
    }
    return FileStatus(result)
  }

  /// chmod(2).
  public func setPermissions(_ permissions: UInt16, of path: FilePath) throws(FileError) {
    try kernelCall("change the permissions of", path) { chmod($0, mode_t(permissions)) }
  }

  /// mkdir(2).
  public func makeDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try kernelCall("make the folder", path) { mkdir($0, mode_t(permissions)) }
  }

  /// rename(2).
  public func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try kernelCall("rename to", to) { new in
      from.withPlatformString { old in Platform.rename(old, new) }
    }
  }

  /// renameat2(2) with RENAME_EXCHANGE, or what the system has for it.
  public func exchange(_ first: FilePath, _ second: FilePath) throws(FileError) -> Bool {
    do {
      try kernelCall("rename to", second) { new in
        first.withPlatformString { old in clinux_exchange(AT_FDCWD, old, new) }
      }
      return true
    } catch .io(_, _, EINVAL), .io(_, _, ENOSYS), .io(_, _, ENOTSUP) {
      return false
    }
  }

  /// link(2).
  public func link(_ existing: FilePath, to new: FilePath) throws(FileError) {
    try kernelCall("link to", new) { new in
      existing.withPlatformString { old in Platform.link(old, new) }
    }
  }

  /// symlink(2).
  public func symlink(target: String, at path: FilePath) throws(FileError) {
    guard !target.utf8.contains(0) else { throw .invalidName(target) }
    try kernelCall("make the link", path) { name in
      target.withCString { Platform.symlink($0, name) }
    }
  }

  /// readlink(2), however long the target.
  public func readLink(_ path: FilePath) throws(FileError) -> String {
    var capacity = 256
    while true {
      var target = [UInt8](repeating: 0, count: capacity)
      let count = try kernelCall("read the link", path) { name in
        target.withUnsafeMutableBytes { Platform.readLink(name, $0) }
      }
      if count < capacity {
        guard let text = String(validating: target[..<count], as: UTF8.self) else {
          throw .invalidName(path.string)
        }
        return text
      }
      capacity *= 4
    }
  }

  /// unlink(2).
  public func unlink(_ path: FilePath) throws(FileError) {
    try kernelCall("remove", path) { Platform.unlink($0) }
  }

  /// rmdir(2).
  public func removeDirectory(_ path: FilePath) throws(FileError) {
    do {
      try kernelCall("remove the folder", path) { rmdir($0) }
    } catch .exists(let name) {
      throw .notEmpty(name)
    }
  }

  /// File systems that cannot sync a directory (EINVAL) keep its names safe in other ways.
  public func syncDirectory(_ path: FilePath) throws(FileError) {
    let descriptor = try kernelCall("open", path) { clinux_open($0, O_RDONLY | O_DIRECTORY, 0) }
    defer { close(descriptor) }
    do {
      try sync(descriptor, path: path)
    } catch .io(_, _, EINVAL) {
      return
    }
  }

  /// flock(2).
  public func lock(_ descriptor: Int32, isShared: Bool, path: FilePath) throws(FileError) {
    let result =
      isShared ? clinux_try_shared_lock(descriptor) : clinux_try_lock(descriptor)
    if result != 0 { throw FileError(errno: errno, path: path, operation: FileLock.verb) }
  }

  /// statvfs(3).
  public func freeBytes(at path: FilePath) throws(FileError) -> Int64 {
    var result = statvfs()
    try kernelCall("measure the disk of", path) { statvfs($0, &result) }
    let (bytes, isOver) = Int64(clamping: result.f_bavail)
      .multipliedReportingOverflow(by: Int64(clamping: result.f_frsize))
    return isOver ? .max : bytes
  }
}
