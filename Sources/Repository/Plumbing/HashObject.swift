// `mlx hash-object`.
import FileIO
import ObjectStore
import Objects
import SystemPackage

extension Repository {
  /// The id of a file: the SHA-256 of its bytes.
  ///
  /// - Parameter write: also store the bytes, so that `cat-file` finds them.
  public func hashObject(_ path: FilePath, write: Bool) throws -> BlobID {
    guard write else { return try Self.hash(fileAt: path, in: environment.fileSystem) }
    try format.checkWriting()
    let file = try File(path, .read, in: environment.fileSystem)
    let status = try file.status()
    if status.type == .directory { throw FileError.isADirectory(path.string) }
    let writer = makeWriter()
    do {
      let stored = try writer.ingest(file, size: UInt64(clamping: status.size))
      try writer.publish(pending: [])
      writer.finishAfterSwap()
      return stored.blob
    } catch {
      writer.discard()
      throw error
    }
  }

  /// The id of a file, for which no repository is needed.
  public static func hash(
    fileAt path: FilePath, in fileSystem: any FileSystem = KernelFileSystem()
  ) throws -> BlobID {
    let file = try File(path, .read, in: fileSystem)
    if try file.status().type == .directory { throw FileError.isADirectory(path.string) }
    var hasher = SHA256Hasher()
    var offset: Int64 = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      try Interruption.check()
      let count = try file.read(into: buffer, at: offset)
      if count == 0 { break }
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += Int64(count)
    }
    return BlobID(hasher.finalize())
  }
}
