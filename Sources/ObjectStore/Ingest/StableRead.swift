// Reading a file that somebody may be writing: what is stored is what was there at one time.
import FileIO
import Objects
import SystemPackage

/// An open file with what the kernel said of it before it was read.
struct StableFile {
  let file: File
  let before: FileStatus

  /// Opens an item. Errors: `FileError.isADirectory`, or whatever opening says.
  init(_ item: IngestItem, in fileSystem: any FileSystem) throws(FileError) {
    file = try File(item.path, item.followsLink ? .read : .readNoFollow, in: fileSystem)
    before = try file.status()
    switch before.type {
    case .regular: break
    case .directory: throw .isADirectory(item.path.string)
    case .symlink, .other: throw .changedWhileReading(item.path.string)
    }
  }

  /// Throws `changedWhileReading` if the file is not as it was.
  func checkUnchanged() throws(FileError) {
    let after = try file.status()
    guard after.size == before.size, after.mtime == before.mtime, after.ctime == before.ctime
    else { throw .changedWhileReading(file.path.string) }
  }

  /// Runs `body`, and once more when the file changed meanwhile.
  static func retrying<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch FileError.changedWhileReading {
      return try body()
    }
  }
}
