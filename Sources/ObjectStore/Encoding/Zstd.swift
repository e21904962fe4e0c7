// zstd, for text and tables: frames of up to 1 MiB.
import CZstd

/// Compresses frames. One thread at a time.
final class ZstdEncoder: @unchecked Sendable {
  private let context: OpaquePointer
  /// Level 3: on tables 0.36 of the size at about 0.2 GB/s; higher ones save little.
  private static let level: Int32 = 3

  init() throws(StoreError) {
    guard let context = ZSTD_createCCtx() else { throw .compression("zstd has no memory") }
    self.context = context
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Room that `encode` may need for `count` raw bytes.
  static func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  /// Compresses into `output` and returns the length; nil when it does not fit.
  func encode(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
    let count = ZSTD_compressCCtx(
      context, output.baseAddress, output.count, bytes.baseAddress, bytes.count, Self.level)
    return ZSTD_isError(count) == 0 ? count : nil
  }
}

/// Decompresses frames. One thread at a time.
final class ZstdDecoder: @unchecked Sendable {
  private let context: OpaquePointer

  init() throws(PayloadError) {
    guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  /// The length that a frame says it decodes to, which must be at most `atMost`.
  static func contentBytes(
    _ stored: UnsafeRawBufferPointer, atMost: Int
  ) throws(PayloadError) -> Int {
    let claimed = ZSTD_getFrameContentSize(stored.baseAddress, stored.count)
    // The two highest values mean "unknown" and "not a frame".
    guard claimed <= UInt64(atMost), let count = Int(exactly: claimed) else {
      throw .damaged("it is not a zstd frame of a length that is allowed")
    }
    return count
  }

  /// Decodes a frame into exactly `output`.
  ///
  /// - Parameter prefix: what its maker had as a prefix.
  func decode(
    _ stored: UnsafeRawBufferPointer, prefix: UnsafeRawBufferPointer? = nil,
    into output: UnsafeMutableRawBufferPointer
  ) throws(PayloadError) {
    if let prefix {
      // For the next frame only.
      let state = ZSTD_DCtx_refPrefix(context, prefix.baseAddress, prefix.count)
      guard ZSTD_isError(state) == 0 else { throw .outOfMemory }
    }
    let count = ZSTD_decompressDCtx(
      context, output.baseAddress, output.count, stored.baseAddress, stored.count)
    guard ZSTD_isError(count) == 0, count == output.count else {
      throw .damaged("its zstd frame does not decode")
    }
  }
}
