// The seam between mlx and the kernel: tests put a recording, failing file system in its place.
import SystemPackage

/// How a file is opened. Every descriptor closes on exec.
public enum OpenMode: Sendable {
  case read
  /// Reading and writing, a file that must not exist yet.
  case create
  /// Reading and writing, a file that exists.
  case write
  /// Reading, and refusing a symbolic link as the last component: a link there now means that the
  /// file was replaced after it was looked at (`changedWhileReading`).
  case readNoFollow
}

/// One requirement per kernel call. Paths are absolute. Calls interrupted by a signal are retried.
public protocol FileSystem: Sendable {
  /// Returns a descriptor. Errors: `notFound`, `exists` (mode `create`), and the rest.
  func open(
    _ path: FilePath, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32

  func close(_ descriptor: Int32)

  /// Opens a directory for calls by name in it. Nil where names are always looked up by whole paths.
  func openFolder(_ path: FilePath, followingLinks: Bool) throws(FileError) -> Int32?

  /// The same for a directory in an open one; never through a link.
  func openFolder(_ name: String, in folder: Folder) throws(FileError) -> Int32?

  /// As `open`, for a name in an open directory.
  func open(
    _ name: UnsafePointer<CChar>, in folder: Folder, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32

  /// Of the name itself, never of a link's target; `nil` when nothing is there.
  func status(
    of name: UnsafePointer<CChar>, in folder: Folder
  ) throws(FileError) -> FileStatus?

  // As those by path, for names in an open directory: nothing can put a link on the way to them.
  func setPermissions(_ permissions: UInt16, of name: String, in folder: Folder) throws(FileError)
  func makeDirectory(_ name: String, in folder: Folder, permissions: UInt16) throws(FileError)
  func rename(_ from: String, to: String, in folder: Folder) throws(FileError)
  func exchange(_ first: String, _ second: String, in folder: Folder) throws(FileError) -> Bool
  func symlink(target: String, at name: String, in folder: Folder) throws(FileError)
  func unlink(_ name: String, in folder: Folder) throws(FileError)
  func removeDirectory(_ name: String, in folder: Folder) throws(FileError)

  /// Reads at an offset in bytes. Returns fewer bytes than asked for at the end of the file only.
  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64,
    path: FilePath
  ) throws(FileError) -> Int

  /// Writes all bytes at an offset in bytes.
  func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64, path: FilePath
  ) throws(FileError)

  func status(of descriptor: Int32, path: FilePath) throws(FileError) -> FileStatus

  /// `nil` when nothing is there.
  func status(at path: FilePath, followingLinks: Bool) throws(FileError) -> FileStatus?

  /// Returns when the content and length are on the disk.
  func sync(_ descriptor: Int32, path: FilePath) throws(FileError)

  /// Begins writing a range to the disk. Best effort, promises nothing.
  func startWriteback(_ descriptor: Int32, at offset: Int64, count: Int64)

  /// Sets disk space aside for the first `size` bytes of a file that is about to get them; its length
  /// stays. Writing is cheaper then. Best effort, promises nothing.
  func reserve(_ descriptor: Int32, size: Int64)

  /// Copies bytes from an open file to the same place of another, without a way through this process; where the
  /// file system can, both then share them on the disk. Returns how many: fewer than asked for, 0 at the end of
  /// the file and where there is no such call.
  func copyRange(
    from source: Int32, to target: Int32, at offset: Int64, count: Int, path: FilePath
  ) throws(FileError) -> Int

  func truncate(_ descriptor: Int32, to size: Int64, path: FilePath) throws(FileError)

  func setPermissions(_ permissions: UInt16, of path: FilePath) throws(FileError)

  /// Errors: `exists` when anything is there.
  func makeDirectory(_ path: FilePath, permissions: UInt16) throws(FileError)

  /// The names in a directory, without `.` and `..`, in no order.
  ///
  /// - Parameter withStatus: also fill in `DirectoryEntry.status`; far cheaper than by path.
  func entries(
    of directory: FilePath, withStatus: Bool
  ) throws(FileError) -> [DirectoryEntry]

  /// Replaces what is at `to`, atomically.
  func rename(_ from: FilePath, to: FilePath) throws(FileError)

  /// Swaps what two names lead to, atomically. False, and nothing is done, where the file system has
  /// no such call.
  func exchange(_ first: FilePath, _ second: FilePath) throws(FileError) -> Bool

  /// Errors: `exists` when something has that name: another process was first.
  func link(_ existing: FilePath, to new: FilePath) throws(FileError)

  func symlink(target: String, at path: FilePath) throws(FileError)

  /// Errors: `invalidName` when the target is not UTF-8.
  func readLink(_ path: FilePath) throws(FileError) -> String

  func unlink(_ path: FilePath) throws(FileError)

  func removeDirectory(_ path: FilePath) throws(FileError)

  /// Returns when the names in the directory are on the disk.
  func syncDirectory(_ path: FilePath) throws(FileError)

  /// Takes a flock(2) of an open file without waiting; it goes with the descriptor.
  ///
  /// - Parameter isShared: others may share it.
  ///
  /// Errors: `busy` when somebody else holds it; `locksUnsupported`.
  func lock(_ descriptor: Int32, isShared: Bool, path: FilePath) throws(FileError)

  /// Bytes that an ordinary user can still write there.
  func freeBytes(at path: FilePath) throws(FileError) -> Int64
}

extension FileSystem {
  /// The names in a directory, without `.` and `..`, in no order.
  public func entries(of directory: FilePath) throws(FileError) -> [DirectoryEntry] {
    try entries(of: directory, withStatus: false)
  }
}

// By whole paths: what a file system does that stands in for the kernel.
extension FileSystem {
  /// There is no such call.
  public func copyRange(
    from source: Int32, to target: Int32, at offset: Int64, count: Int, path: FilePath
  ) throws(FileError) -> Int { 0 }

  /// Files cannot be locked.
  public func lock(_ descriptor: Int32, isShared: Bool, path: FilePath) throws(FileError) {
    throw .locksUnsupported(path.string)
  }

  /// No descriptor.
  public func openFolder(_ path: FilePath, followingLinks: Bool) throws(FileError) -> Int32? { nil }

  /// No descriptor. Errors: `notADirectory` for a link; `notFound`.
  public func openFolder(_ name: String, in folder: Folder) throws(FileError) -> Int32? {
    let path = folder.path.entry(name)
    guard let status = try status(at: path, followingLinks: false) else {
      throw .notFound(path.string)
    }
    guard status.type == .directory else { throw .notADirectory(path.string) }
    return nil
  }

  /// Opens the path.
  public func open(
    _ name: UnsafePointer<CChar>, in folder: Folder, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32 {
    try open(folder.path.entry(String(cString: name)), mode, permissions: permissions)
  }

  /// Looks at the path.
  public func status(
    of name: UnsafePointer<CChar>, in folder: Folder
  ) throws(FileError) -> FileStatus? {
    try status(at: folder.path.entry(String(cString: name)), followingLinks: false)
  }

  /// Changes those of the path.
  public func setPermissions(
    _ permissions: UInt16, of name: String, in folder: Folder
  ) throws(FileError) {
    try setPermissions(permissions, of: folder.path.entry(name))
  }

  /// Makes the path.
  public func makeDirectory(
    _ name: String, in folder: Folder, permissions: UInt16
  ) throws(FileError) {
    try makeDirectory(folder.path.entry(name), permissions: permissions)
  }

  /// Renames the path.
  public func rename(_ from: String, to: String, in folder: Folder) throws(FileError) {
    try rename(folder.path.entry(from), to: folder.path.entry(to))
  }

  /// Swaps the paths.
  public func exchange(
    _ first: String, _ second: String, in folder: Folder
  ) throws(FileError) -> Bool {
    try exchange(folder.path.entry(first), folder.path.entry(second))
  }

  /// Makes the path.
  public func symlink(target: String, at name: String, in folder: Folder) throws(FileError) {
    try symlink(target: target, at: folder.path.entry(name))
  }

  /// Removes the path.
  public func unlink(_ name: String, in folder: Folder) throws(FileError) {
    try unlink(folder.path.entry(name))
  }

  /// Removes the path.
  public func removeDirectory(_ name: String, in folder: Folder) throws(FileError) {
    try removeDirectory(folder.path.entry(name))
  }
}
