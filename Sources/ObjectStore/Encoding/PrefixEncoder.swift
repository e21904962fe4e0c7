// Text and tables with what they were before as a prefix: what `mlx repack` makes.
import CZstd

/// Compresses frames, with or without a prefix. One thread at a time.
final class PrefixEncoder {
  private let context: OpaquePointer

  /// The window holds the longest prefix and the frame after it.
  private static let windowLog: Int32 = 24
  /// So many places of the prefix are remembered. The fast levels remember fewer, and find the less the
  /// longer the prefix is.
  private static let hashLog: Int32 = 20

  /// - Parameter level: of zstd.
  init(level: Int32) throws(StoreError) {
    guard let context = ZSTD_createCCtx() else { throw .compression("zstd has no memory") }
    self.context = context
    _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    _ = ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, Self.windowLog)
    _ = ZSTD_CCtx_setParameter(context, ZSTD_c_hashLog, Self.hashLog)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Room that `encode` needs for `count` raw bytes.
  static func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  /// Compresses into `output` and returns the length; nil when it does not fit.
  ///
  /// - Parameter prefix: what the decoder will have too; may be empty.
  func encode(
    _ bytes: UnsafeRawBufferPointer, prefix: UnsafeRawBufferPointer,
    into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    if !prefix.isEmpty {
      let state = ZSTD_CCtx_refPrefix(context, prefix.baseAddress, prefix.count)
      guard ZSTD_isError(state) == 0 else { return nil }
    }
    let count = ZSTD_compress2(
      context, output.baseAddress, output.count, bytes.baseAddress, bytes.count)
    return ZSTD_isError(count) == 0 ? count : nil
  }
}
