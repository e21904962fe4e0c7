// Replacing a small file so that a reader, or a crash, sees the old or the new content only.
import SystemPackage

extension FileSystem {
  /// Writes a new file in the folder `temporary` (same file system) and renames it to `path`. The folder is made
  /// where it is not there: copies of repositories often leave empty folders out.
  ///
  /// - Parameter durable: sync the content before and the folder after the rename: a crash later
  ///   does not bring the old content back.
  public func replaceFile(
    _ path: FilePath, with bytes: [UInt8], temporary: FilePath, durable: Bool
  ) throws(FileError) {
    let name = TemporaryName.make(prefix: path.lastComponent?.string ?? "file")
    let new = temporary.entry(name)
    do throws(FileError) {
      let file = try newFile(new, in: temporary)
      try file.write(bytes, at: 0)
      if durable { try file.sync() }
      try rename(new, to: path)
    } catch {
      try? unlink(new)
      throw error
    }
    if durable { try syncDirectory(path.removingLastComponent()) }
  }

  private func newFile(_ path: FilePath, in folder: FilePath) throws(FileError) -> File {
    do throws(FileError) {
      return try File(path, .create, in: self)
    } catch {
      guard case .notFound = error else { throw error }
    }
    do throws(FileError) {
      try makeDirectory(folder, permissions: 0o775)
    } catch {
      guard case .exists = error else { throw error }
    }
    return try File(path, .create, in: self)
  }
}
