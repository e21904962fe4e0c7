import FileIO
import Objects
import SystemPackage

/// The SHA-256 of a file's bytes as they are on disk now: what its blob's id would be.
public enum ContentHash {
  private static let bufferBytes = 1 << 20

  /// A file's digest and its stat.
  public struct Found: Sendable {
    public let digest: Digest
    /// Nil when the file changed while it was read.
    public let status: FileStatus?
  }

  /// Follows a link; `progress` gets the bytes of each read.
  public static func file(
    _ path: FilePath, in fileSystem: any FileSystem, progress: (Int) -> Void = { _ in }
  ) throws -> Found {
    let file = try File(path, .read, in: fileSystem)
    let before = try file.status()
    var hasher = SHA256Hasher()
    let wanted = min(max(Int(clamping: before.size), 1), bufferBytes)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 4096)
    defer { buffer.deallocate() }
    var offset: Int64 = 0
    while true {
      try Interruption.check()
      let count = try file.read(into: buffer, at: offset)
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      progress(count)
      offset += Int64(count)
      if count < buffer.count || offset == before.size { break }
    }
    let after = try file.status()
    let isSteady = before == after && offset == after.size
    return Found(digest: hasher.finalize(), status: isSteady ? after : nil)
  }
}
