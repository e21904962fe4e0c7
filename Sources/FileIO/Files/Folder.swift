// An open directory: names in it cost less than whole paths, and mean this directory and no other.
import SystemPackage

/// Owns an open directory and closes it in the end. Threads may share it.
public final class Folder: Sendable {
  /// Where it was when it was opened; used in messages.
  public let path: FilePath
  /// Nil where names are looked up by whole paths.
  let descriptor: Int32?
  /// Through which names in it are reached.
  public let fileSystem: any FileSystem

  /// Opens a directory.
  ///
  /// - Parameter followingLinks: whether the path may be a link to it.
  ///
  /// Errors: `notFound`, `notADirectory`, and the rest.
  public init(
    _ path: FilePath, followingLinks: Bool = true, in fileSystem: any FileSystem
  ) throws(FileError) {
    descriptor = try fileSystem.openFolder(path, followingLinks: followingLinks)
    self.path = path
    self.fileSystem = fileSystem
  }

  /// Opens a directory in another one; never through a link.
  ///
  /// Errors: `notFound`; `notADirectory`, also for a link.
  public init(_ name: String, in folder: Folder) throws(FileError) {
    descriptor = try folder.fileSystem.openFolder(name, in: folder)
    path = folder.path.entry(name)
    fileSystem = folder.fileSystem
  }

  deinit {
    if let descriptor { fileSystem.close(descriptor) }
  }

  /// What the directory itself is now.
  public func status() throws(FileError) -> FileStatus {
    if let descriptor { return try fileSystem.status(of: descriptor, path: path) }
    guard let status = try fileSystem.status(at: path, followingLinks: true) else {
      throw .notFound(path.string)
    }
    return status
  }

  /// Of the name itself, never of a link's target; `nil` when nothing is there.
  public func status(of name: UnsafePointer<CChar>) throws(FileError) -> FileStatus? {
    try fileSystem.status(of: name, in: self)
  }
}

extension File {
  /// Opens a name in a directory. `permissions` (less the umask) are those of a file that mode
  /// `create` makes.
  public convenience init(
    _ name: String, in folder: Folder, _ mode: OpenMode, permissions: UInt16 = 0o644
  ) throws(FileError) {
    var failure: FileError?
    let descriptor = name.withCString { name -> Int32 in
      do throws(FileError) {
        return try folder.fileSystem.open(name, in: folder, mode, permissions: permissions)
      } catch {
        failure = error
        return -1
      }
    }
    if let failure { throw failure }
    self.init(
      owning: descriptor, path: folder.path.entry(name), in: folder.fileSystem)
  }
}
