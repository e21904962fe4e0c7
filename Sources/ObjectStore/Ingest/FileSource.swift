// Files and buffers as the cutters read them.
import FileFormats
import FileIO

/// An open file of a known size.
public struct FileSource: RandomAccess {
  let file: File
  public let byteCount: UInt64

  /// A file of `byteCount` bytes: a part of it when it is longer.
  init(file: File, byteCount: UInt64) {
    self.file = file
    self.byteCount = byteCount
  }

  /// An open file, as long as it is now.
  public init(_ file: File) throws(FileError) {
    self.init(file: file, byteCount: UInt64(clamping: try file.status().size))
  }

  /// Errors: `changedWhileReading` when the file has become shorter.
  public func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset <= byteCount, UInt64(count) <= byteCount - offset else {
      throw FileError.changedWhileReading(file.path.string)
    }
    return try file.readBytes(at: Int64(offset), count: count)
  }
}

/// Bytes in memory, which must outlive this.
struct BufferSource: RandomAccess {
  let bytes: UnsafeRawBufferPointer

  var byteCount: UInt64 { UInt64(bytes.count) }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset <= byteCount, UInt64(count) <= byteCount - offset else {
      throw FileError.io("buffer", operation: "read", errno: 0)
    }
    return [UInt8](bytes[Int(offset)..<Int(offset) + count])
  }
}
