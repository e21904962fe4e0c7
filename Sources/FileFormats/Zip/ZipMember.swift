/// One file in a zip archive.
public struct ZipMember: Sendable, Equatable {
  /// As the archive writes it; may be hostile. Bytes that are no UTF-8 are replaced.
  public let name: String
  /// 0 stored, 8 deflate; others are not read.
  public let method: UInt16
  /// Bytes of the file itself.
  public let byteCount: UInt64
  /// Its bytes as they are in the archive, compressed or not, from the archive's beginning.
  public let range: Range<UInt64>
  /// Whether the bytes are encrypted: they cannot be read then.
  public let isEncrypted: Bool

  /// Whether the bytes are in the archive as they are.
  public var isStored: Bool { method == 0 && !isEncrypted }
}

/// Expands raw deflate (RFC 1951, without a zlib header) to exactly `byteCount` bytes; nil when the
/// bytes are damaged or make up another length. FileFormats links no library: whoever calls, does.
public typealias Inflate = (_ deflated: [UInt8], _ byteCount: Int) throws -> [UInt8]?

extension ZipMember {
  /// The member's content as a source: a part of the archive, or bytes that were expanded.
  ///
  /// - Parameter most: a longer content is not expanded; a stored one may have any length.
  func content(
    in archive: any RandomAccess, most: Int, inflate: Inflate?
  ) throws -> any RandomAccess {
    guard !isEncrypted else { throw Unsound("\(name) is encrypted") }
    if method == 0 { return SourceSlice(archive, range) }
    guard method == 8 else { throw Unsound("\(name) is compressed by method \(method)") }
    guard let inflate else { throw Unsound("\(name) is compressed, and nothing can expand it") }
    let packed = range.upperBound - range.lowerBound
    guard byteCount <= UInt64(most), packed <= UInt64(most) else {
      throw Unsound("\(name) has \(byteCount) bytes")
    }
    let bytes = try archive.read(at: range.lowerBound, count: Int(packed))
    guard let content = try inflate(bytes, Int(byteCount)), content.count == Int(byteCount) else {
      throw Unsound("\(name) cannot be expanded")
    }
    return ByteArray(content)
  }

  /// The member's content; nil when it is longer than `most`, damaged, encrypted, or packed by something
  /// that `unpacker` does not know.
  public func bytes(
    in archive: some RandomAccess, most: Int, unpacker: any Unpacker
  ) throws -> [UInt8]? {
    guard !isEncrypted, byteCount <= UInt64(most) else { return nil }
    let slice = SourceSlice(archive, range)
    switch method {
    case 0: return try slice.read(at: 0, count: Int(byteCount))
    case 8:
      do {
        let bytes = try unpacker.expand(slice, "deflate", most: Int(byteCount))
        return UInt64(bytes.count) == byteCount ? bytes : nil
      } catch is UnpackFailure {
        return nil
      }
    default: return nil
    }
  }
}
