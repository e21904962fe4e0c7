// Files and buffers as the cutters read them.
import FileFormats
import FileIO

/// An open file of a known size.
struct FileSource: RandomAccess {
  let file: File
  let byteCount: UInt64

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
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
