// What `PickleScan` asks for, by zlib and zstd.
import FileFormats

/// Expands gzip, zlib, raw deflate and zstd.
public struct StreamUnpacker: Unpacker {
  /// The only one there is.
  public init() {}

  /// nil for packings that `StreamPacking` does not have.
  public func head(of source: any RandomAccess, _ packing: String, count: Int) throws -> [UInt8]? {
    guard let packing = StreamPacking(rawValue: packing) else { return nil }
    var bytes: [UInt8] = []
    do {
      try Expansion.collect(source, packing, count: count, into: &bytes)
    } catch is UnreadableFormat {}
    return bytes
  }

  /// Errors: `UnpackFailure`.
  public func expand(_ source: any RandomAccess, _ packing: String, most: Int) throws -> [UInt8] {
    guard let packing = StreamPacking(rawValue: packing) else {
      throw UnpackFailure.damaged("nothing can expand it")
    }
    var bytes: [UInt8] = []
    do {
      try Expansion.expand(source, packing) { piece in
        bytes += piece
        if bytes.count > most { throw UnpackFailure.tooLong }
      }
    } catch let problem as UnreadableFormat {
      throw UnpackFailure.damaged(problem.reason)
    }
    return bytes
  }
}
