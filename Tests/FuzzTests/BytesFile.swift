import FileIO
import SystemPackage

/// A file system of one read-only file in memory, whatever it is called: readers of files are given bytes.
struct BytesFile: FileSystem {
  let bytes: [UInt8]

  func open(_ path: FilePath, _ mode: OpenMode, permissions: UInt16) throws(FileError) -> Int32 {
    3
  }

  func close(_ descriptor: Int32) {}

  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64,
    path: FilePath
  ) throws(FileError) -> Int {
    guard offset >= 0, offset < Int64(bytes.count) else { return 0 }
    let part = bytes[Int(offset)..<min(bytes.count, Int(offset) + buffer.count)]
    buffer.copyBytes(from: part)
    return part.count
  }

  func status(of descriptor: Int32, path: FilePath) throws(FileError) -> FileStatus { status }

  func status(at path: FilePath, followingLinks: Bool) throws(FileError) -> FileStatus? { status }

  private var status: FileStatus {
    let time = FileTime(seconds: 0, nanoseconds: 0)
    return FileStatus(
      type: .regular, size: Int64(bytes.count), mtime: time, ctime: time, inode: 1, device: 1,
      permissions: 0o644, links: 1)
  }

  // Nothing else is asked for by a reader.
  func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64, path: FilePath
  ) throws(FileError) { throw .readOnly(path.string) }
  func sync(_ descriptor: Int32, path: FilePath) throws(FileError) {}
  func startWriteback(_ descriptor: Int32, at offset: Int64, count: Int64) {}
  func reserve(_ descriptor: Int32, size: Int64) {}
  func truncate(_ descriptor: Int32, to size: Int64, path: FilePath) throws(FileError) {
    throw .readOnly(path.string)
  }
  func setPermissions(_ permissions: UInt16, of path: FilePath) throws(FileError) {}
  func makeDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    throw .readOnly(path.string)
  }
  func entries(of directory: FilePath, withStatus: Bool) throws(FileError) -> [DirectoryEntry] {
    []
  }
  func rename(_ from: FilePath, to: FilePath) throws(FileError) { throw .readOnly(from.string) }
  func exchange(_ first: FilePath, _ second: FilePath) throws(FileError) -> Bool { false }
  func link(_ existing: FilePath, to new: FilePath) throws(FileError) {
    throw .readOnly(new.string)
  }
  func symlink(target: String, at path: FilePath) throws(FileError) { throw .readOnly(path.string) }
  func readLink(_ path: FilePath) throws(FileError) -> String { throw .notFound(path.string) }
  func unlink(_ path: FilePath) throws(FileError) { throw .readOnly(path.string) }
  func removeDirectory(_ path: FilePath) throws(FileError) { throw .readOnly(path.string) }
  func syncDirectory(_ path: FilePath) throws(FileError) {}
  func freeBytes(at path: FilePath) throws(FileError) -> Int64 { 0 }
}
