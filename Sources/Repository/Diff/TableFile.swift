import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import SystemPackage

/// A table of one state: in the store, or on the disk.
struct TableFile: Sendable {
  enum Place: Sendable {
    case stored(BlobID, ObjectStore)
    case disk(FilePath, any FileSystem)
  }

  let name: String
  let place: Place
  /// Is told how many bytes more were read; from any thread.
  let onRead: @Sendable (Int) -> Void

  /// Bytes that are looked at to tell the format.
  private static let headBytes = 4_096
  /// Bytes that are read from the disk at once.
  private static let bufferBytes = 1 << 20
  /// The largest blob without a recipe that is read whole.
  private static let wholeMax = 64 << 20

  /// The bytes at any offset.
  func open() throws -> any RandomAccess {
    switch place {
    case .stored(let blob, let store):
      if let recipe = try store.recipe(of: blob) { return StoredBlob(recipe, in: store) }
      return ByteArray(try store.readBlob(blob, maxBytes: Self.wholeMax))
    case .disk(let path, let fileSystem):
      return try FileReader(File(path, .read, in: fileSystem))
    }
  }

  /// The format by name and first bytes.
  func format() throws -> FileFormat? {
    let source = try open()
    let count = Int(min(source.byteCount, UInt64(Self.headBytes)))
    return FileFormat.guess(name: name, head: try source.read(at: 0, count: count))
  }

  /// The footer of a Parquet file; nil when it is damaged.
  func footer() throws -> ParquetFooter? { try ParquetFooter(reading: open()) }

  /// The table, to be read as often as wanted.
  ///
  /// Errors while it is read: `file-changed` when a file is not what it was when this was called.
  func source(_ format: FileFormat) throws -> TableSource {
    switch place {
    case .stored(let blob, let store):
      return TableSource(format: format) { body in
        try store.stream(blob) { bytes, _ in
          try Interruption.check()
          onRead(bytes.count)
          try body(bytes)
        }
      }
    case .disk(let path, let fileSystem):
      let status = try File(path, .read, in: fileSystem).status()
      return TableSource(format: format) { body in
        try read(File(path, .read, in: fileSystem), expecting: status, body)
      }
    }
  }

  private func read(
    _ file: File, expecting status: FileStatus, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.bufferBytes, alignment: 16)
    defer { buffer.deallocate() }
    var offset: Int64 = 0
    while true {
      try Interruption.check()
      let count = try file.read(into: buffer, at: offset)
      if count == 0 { break }
      onRead(count)
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += Int64(count)
    }
    let now = try file.status()
    guard now.size == status.size, now.mtime == status.mtime, offset == status.size else {
      throw FileError.changedWhileReading(file.path.string)
    }
  }
}
