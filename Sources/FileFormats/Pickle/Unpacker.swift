// This target links no library: whoever scans brings one that expands what is compressed.

/// Expands compressed bytes for `PickleScan`. Packings are words: `gzip`, `zlib`, `zstd`, `xz`, `bzip2`,
/// `lzma`, `lz4`, `7z`, `rar`, and `deflate` for members of zip archives.
public protocol Unpacker {
  /// The first `count` bytes that a stream expands to, or those before its damage or its end; nil when
  /// nothing can expand that packing.
  func head(of source: any RandomAccess, _ packing: String, count: Int) throws -> [UInt8]?

  /// All that a stream expands to, at most `most` bytes, in memory that grows with what comes out.
  ///
  /// Errors: `UnpackFailure`; what the source throws.
  func expand(_ source: any RandomAccess, _ packing: String, most: Int) throws -> [UInt8]
}

/// Why a stream was not expanded.
public enum UnpackFailure: Error, Equatable {
  /// What is wrong with it, as a clause.
  case damaged(String)
  /// More bytes would come out than may.
  case tooLong
}

/// Expands nothing.
public struct NoUnpacker: Unpacker {
  /// The only one there is.
  public init() {}

  /// nil, whatever it is.
  public func head(of source: any RandomAccess, _ packing: String, count: Int) throws -> [UInt8]? {
    nil
  }

  /// Throws `UnpackFailure.damaged`.
  public func expand(_ source: any RandomAccess, _ packing: String, most: Int) throws -> [UInt8] {
    throw UnpackFailure.damaged("nothing can expand it")
  }
}
