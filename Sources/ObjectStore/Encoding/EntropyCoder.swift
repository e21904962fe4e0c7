// Bytes to shorter codes by how frequent they are, with no search for repetition: a zstd frame.
//
// At a very low negative level zstd looks for matches at one place in a thousand; forced to code
// literals all the same, it is a fast Huffman coder whose output any zstd decoder reads.
import CZstd

/// Compresses planes. One thread at a time.
final class EntropyCoder: @unchecked Sendable {
  private let context: OpaquePointer
  /// How the frames are made.
  let method: PlaneMethod

  init() throws(StoreError) {
    guard let context = ZSTD_createCCtx() else { throw .compression("zstd has no memory") }
    self.context = context
    // ZSTD_c_literalCompressionMode, a macro that Swift does not see. It is an experimental parameter:
    // another version of the library may not have it.
    let mode = ZSTD_CCtx_setParameter(
      context, ZSTD_c_experimentalParam5, Int32(bitPattern: ZSTD_ps_enable.rawValue))
    method = ZSTD_isError(mode) == 0 ? .entropy : .zstd
    if method == .entropy {
      _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, -1000)
      _ = ZSTD_CCtx_setParameter(context, ZSTD_c_minMatch, 7)
    } else {
      _ = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1)
    }
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Room that `encode` needs for `count` bytes to be at its fastest.
  static func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  /// Compresses into `output` and returns the length; nil when it does not fit.
  func encode(_ plane: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
    let count = ZSTD_compress2(
      context, output.baseAddress, output.count, plane.baseAddress, plane.count)
    return ZSTD_isError(count) == 0 ? count : nil
  }
}
