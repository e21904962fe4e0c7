// How this target sees a file: a length, and bytes at an offset. It never opens one.

/// Bytes that can be read at any offset: an open file, or an array.
public protocol RandomAccess {
  /// How many bytes there are.
  var byteCount: UInt64 { get }

  /// Exactly `count` bytes from `offset`.
  ///
  /// Callers ask only for ranges within `byteCount`. Errors: whatever the reader throws when the
  /// bytes are not there any more.
  func read(at offset: UInt64, count: Int) throws -> [UInt8]
}

/// An array as a source.
public struct ByteArray: RandomAccess, Sendable {
  /// All of the bytes.
  public let bytes: [UInt8]

  /// Wraps an array.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var byteCount: UInt64 { UInt64(bytes.count) }

  /// Fewer bytes than asked for when the range goes beyond the end.
  public func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    let start = Int(min(offset, byteCount))
    let end = start + min(max(count, 0), bytes.count - start)
    return [UInt8](bytes[start..<end])
  }
}
