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
        folder.path.appending(String(cString: name)), mode, permissions: permissions)
    }
    do {
      return try kernelCall("open", of: folder.path.appending(String(cString: name))) {
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
        at: folder.path.appending(String(cString: name)), followingLinks: false)
    }
    var result = stat()
    do {
      try kernelCall("stat", of: folder.path.appending(String(cString: name))) {
        fstatat(directory, name, &result, AT_SYMLINK_NOFOLLOW)
      }
    } catch .notFound {
      return nil
    }
    return FileStatus(result)
  }
}
