// The real file system: names in an open directory. Hot: a work tree can have a million files.
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
  /// open(2) of a directory.
  public func openFolder(_ path: FilePath, followingLinks: Bool) throws(FileError) -> Int32? {
    let flags = O_RDONLY | O_DIRECTORY | (followingLinks ? 0 : O_NOFOLLOW)
    return try kernelCall("open", path) { clinux_open($0, flags, 0) }
  }

  /// openat(2).
  public func open(
    _ name: UnsafePointer<CChar>, in folder: Folder, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32 {
    guard let directory = folder.descriptor else {
      return try open(
        folder.path.entry(String(cString: name)), mode, permissions: permissions)
    }
    do {
      return try kernelCall("open", of: folder.path.entry(String(cString: name))) {
        clinux_open_at(directory, name, mode.flags, UInt32(permissions))
      }
    } catch .io(let name, _, ELOOP) where mode == .readNoFollow {
      throw .changedWhileReading(name)
    }
  }

  /// fstatat(2).
  public func status(
    of name: UnsafePointer<CChar>, in folder: Folder
  ) throws(FileError) -> FileStatus? {
    guard let directory = folder.descriptor else {
      return try status(
        at: folder.path.entry(String(cString: name)), followingLinks: false)
    }
    var result = stat()
    do {
      try kernelCall("stat", of: folder.path.entry(String(cString: name))) {
        fstatat(directory, name, &result, AT_SYMLINK_NOFOLLOW)
      }
    } catch .notFound {
      return nil
    }
    return FileStatus(result)
  }

  /// openat(2) of a directory, which refuses a link.
  public func openFolder(_ name: String, in folder: Folder) throws(FileError) -> Int32? {
    guard let directory = folder.descriptor else {
      return try openFolder(folder.path.entry(name), followingLinks: false)
    }
    let path = folder.path.entry(name)
    do {
      return try kernelCall("open", of: path) {
        clinux_open_at(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
      }
    } catch .io(let name, _, ELOOP) {
      throw .notADirectory(name)
    }
  }

  /// fchmod(2) of what openat(2) gives, since fchmodat(2) would follow a link.
  public func setPermissions(
    _ permissions: UInt16, of name: String, in folder: Folder
  ) throws(FileError) {
    let file = try File(name, in: folder, .readNoFollow)
    try kernelCall("change the permissions of", of: file.path) {
      fchmod(file.descriptor, mode_t(permissions))
    }
  }

  /// mkdirat(2).
  public func makeDirectory(
    _ name: String, in folder: Folder, permissions: UInt16
  ) throws(FileError) {
    try atCall("make the folder", name, folder) { mkdirat($0, name, mode_t(permissions)) }
  }

  /// renameat(2).
  public func rename(_ from: String, to: String, in folder: Folder) throws(FileError) {
    try atCall("rename to", to, folder) { renameat($0, from, $0, to) }
  }

  /// renameat2(2) with RENAME_EXCHANGE, or what the system has for it.
  public func exchange(
    _ first: String, _ second: String, in folder: Folder
  ) throws(FileError) -> Bool {
    do {
      try atCall("rename to", second, folder) { clinux_exchange($0, first, second) }
      return true
    } catch .io(_, _, EINVAL), .io(_, _, ENOSYS), .io(_, _, ENOTSUP) {
      return false
    }
  }

  /// symlinkat(2).
  public func symlink(target: String, at name: String, in folder: Folder) throws(FileError) {
    guard !target.utf8.contains(0) else { throw .invalidName(target) }
    try atCall("make the link", name, folder) { symlinkat(target, $0, name) }
  }

  /// unlinkat(2).
  public func unlink(_ name: String, in folder: Folder) throws(FileError) {
    try atCall("remove", name, folder) { unlinkat($0, name, 0) }
  }

  /// unlinkat(2) with AT_REMOVEDIR.
  public func removeDirectory(_ name: String, in folder: Folder) throws(FileError) {
    do {
      try atCall("remove the folder", name, folder) { unlinkat($0, name, AT_REMOVEDIR) }
    } catch .exists(let name) {
      throw .notEmpty(name)
    }
  }

  /// A call by a name in a directory that this file system has opened, as it does all of them.
  private func atCall(
    _ operation: StaticString, _ name: String, _ folder: Folder, _ call: (Int32) -> Int32
  ) throws(FileError) {
    let path = folder.path.entry(name)
    guard let directory = folder.descriptor else {
      throw .io(path.string, operation: "\(operation)", errno: EBADF)
    }
    try kernelCall(operation, of: path) { call(directory) }
  }
}
