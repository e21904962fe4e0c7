// An open file: the descriptor has one owner, which closes it.
import SystemPackage

/// Owns an open descriptor and closes it in the end. Reads and writes name their offset, so several
/// threads can use one file.
public final class File: Sendable {
  /// Where it was when it was opened; used in messages.
  public let path: FilePath
  /// For calls that only the kernel has, such as flock(2). Closed with this object.
  public let descriptor: Int32
  private let fileSystem: any FileSystem

  /// Opens a file. `permissions` (less the umask) are those of a file that mode `create` makes.
  public init(
    _ path: FilePath, _ mode: OpenMode, in fileSystem: any FileSystem, permissions: UInt16 = 0o644
  ) throws(FileError) {
    descriptor = try fileSystem.open(path, mode, permissions: permissions)
    self.path = path
    self.fileSystem = fileSystem
  }

  /// Takes an open descriptor over.
  init(owning descriptor: Int32, path: FilePath, in fileSystem: any FileSystem) {
    self.descriptor = descriptor
    self.path = path
    self.fileSystem = fileSystem
  }

  deinit { fileSystem.close(descriptor) }

  /// Returns the number of bytes read: fewer than the buffer holds at the end of the file only.
  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) throws(FileError) -> Int {
    try fileSystem.read(descriptor, into: buffer, at: offset, path: path)
  }

  /// Reads exactly `count` bytes, or throws `FileError.io`. A large count is checked against the
  /// file's size before memory is taken, so a count from a damaged file costs nothing.
  public func readBytes(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
    guard count >= 0, offset >= 0 else { throw .shortRead(path) }
    if count > 1 << 20 {
      let (end, isOver) = offset.addingReportingOverflow(Int64(count))
      guard !isOver, try end <= status().size else { throw .shortRead(path) }
    }
    let bytes = try readUpTo(count, at: offset)
    guard bytes.count == count else { throw .shortRead(path) }
    return bytes
  }

  /// Reads `count` bytes, or fewer at the end of the file.
  public func readUpTo(_ count: Int, at offset: Int64) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileError) {
        // The buffer may be larger than was asked for.
        let exact = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count)
        filled = try read(into: exact, at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all bytes.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileError) {
    try fileSystem.write(descriptor, bytes, at: offset, path: path)
  }

  /// Writes all bytes.
  public func write(_ bytes: [UInt8], at offset: Int64) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// What the file is now: size in bytes, times, inode.
  public func status() throws(FileError) -> FileStatus {
    try fileSystem.status(of: descriptor, path: path)
  }

  /// Returns when content and length are on the disk.
  public func sync() throws(FileError) { try fileSystem.sync(descriptor, path: path) }

  /// Begins writing a range to the disk. Best effort.
  public func startWriteback(at offset: Int64, count: Int64) {
    fileSystem.startWriteback(descriptor, at: offset, count: count)
  }

  /// Sets disk space aside for the first `size` bytes; the length stays. Best effort.
  public func reserve(_ size: Int64) {
    fileSystem.reserve(descriptor, size: size)
  }

  /// Copies bytes of another file to the same place of this one, in the kernel. Returns how many: 0 at its end,
  /// and where that cannot be.
  public func copyRange(of source: File, at offset: Int64, count: Int) throws(FileError) -> Int {
    try fileSystem.copyRange(
      from: source.descriptor, to: descriptor, at: offset, count: count, path: path)
  }

  /// Cuts off, or adds zeros; the size is in bytes.
  public func truncate(to size: Int64) throws(FileError) {
    try fileSystem.truncate(descriptor, to: size, path: path)
  }
}
