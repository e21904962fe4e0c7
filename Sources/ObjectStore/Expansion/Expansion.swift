// Whole streams, and their beginnings, for those who have the compressed bytes at hand.
import FileFormats

/// Expanding streams that can be read at any offset.
public enum Expansion {
  private static let inputBytes = 256 << 10

  /// Gives what a compressed source expands to to `sink`, in order, in bounded memory.
  ///
  /// - Parameters:
  ///   - limits: how much may come out.
  ///   - format: what errors call the file; by the packing when nil.
  ///
  /// Errors: `UnreadableFormat` for a stream that is damaged, ends too early or expands too far; what the
  /// source and `sink` throw.
  public static func expand(
    _ source: some RandomAccess, _ packing: StreamPacking, limits: ExpansionLimits = .standard,
    as format: FileFormat? = nil, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let expander = try Expander(packing, limits: limits, as: format)
    var offset: UInt64 = 0
    while offset < source.byteCount {
      let count = Int(min(UInt64(inputBytes), source.byteCount - offset))
      let bytes = try source.read(at: offset, count: count)
      if bytes.isEmpty { break }
      offset += UInt64(bytes.count)
      try bytes.withUnsafeBytes { try expander.write($0, into: sink) }
    }
    try expander.finish()
  }

  /// All that a source expands to, at most `most` bytes.
  ///
  /// Errors: as of `expand`; memory grows with what comes out, not with what the stream claims.
  public static func bytes(
    of source: some RandomAccess, _ packing: StreamPacking, most: Int,
    as format: FileFormat? = nil
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try expand(source, packing, limits: ExpansionLimits(bytes: most), as: format) {
      bytes += $0
    }
    return bytes
  }

  /// The first bytes that a source expands to: as many as there are up to `count`. What follows is not
  /// looked at.
  ///
  /// Errors: `UnreadableFormat` when it is damaged before that; what the source throws.
  public static func head(
    of source: some RandomAccess, _ packing: StreamPacking, count: Int
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try collect(source, packing, count: count, into: &bytes)
    return bytes
  }

  static func collect(
    _ source: some RandomAccess, _ packing: StreamPacking, count: Int, into bytes: inout [UInt8]
  ) throws {
    do {
      try expand(source, packing) { piece in
        bytes += piece.prefix(count - bytes.count)
        if bytes.count >= count { throw Enough() }
      }
    } catch is Enough {}
  }

  /// The sink has what it wants.
  private struct Enough: Error {}

  /// Expands raw deflate to exactly `byteCount` bytes, as readers of archives ask for it
  /// (`FileFormats.Inflate`); nil when the bytes are damaged or make up another length.
  public static func inflate(_ deflated: [UInt8], _ byteCount: Int) throws -> [UInt8]? {
    do {
      let bytes = try bytes(of: ByteArray(deflated), .deflate, most: byteCount)
      return bytes.count == byteCount ? bytes : nil
    } catch is UnreadableFormat {
      return nil
    }
  }
}
