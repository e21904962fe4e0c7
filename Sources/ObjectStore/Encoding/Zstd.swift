// zstd, for text and tables: frames of up to 1 MiB.
import CZstd

/// Compresses frames. One thread at a time.
final class ZstdEncoder: @unchecked Sendable {
  /// How long to search for what repeats.
  enum Effort {
    /// zstd's quickest search, but for a window of a whole frame, more places in its hash table, and
    /// matches of at least 7 bytes: digits repeat by chance in shorter ones, which cost more than they
    /// save. On tables as small as level 3 in three quarters of its time: 0.36 at 0.25 GB/s.
    case quick
    /// Level 6: a twentieth smaller than `quick`, at a quarter of its speed.
    case thorough
    /// Level 1 as it is: the tables of `quick` take longer to set up than a sample of 2 KiB to compress.
    case sample

    /// The level comes first: it resets the others.
    fileprivate var parameters: [(ZSTD_cParameter, Int32)] {
      switch self {
      case .quick:
        [
          (ZSTD_c_compressionLevel, 1), (ZSTD_c_windowLog, 20), (ZSTD_c_hashLog, 17),
          (ZSTD_c_minMatch, 7),
        ]
      case .thorough: [(ZSTD_c_compressionLevel, 6)]
      case .sample: [(ZSTD_c_compressionLevel, 1)]
      }
    }
  }

  private let context: OpaquePointer

  init(_ effort: Effort = .quick) throws(StoreError) {
    guard let context = ZSTD_createCCtx() else { throw .compression("zstd has no memory") }
    self.context = context
    for (parameter, value) in effort.parameters {
      let result = ZSTD_CCtx_setParameter(context, parameter, value)
      // The object is complete by now, so `deinit` frees the context.
      if ZSTD_isError(result) != 0 { throw .compression("zstd refuses a parameter") }
    }
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Room that `encode` may need for `count` raw bytes.
  static func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  /// Compresses into `output` and returns the length; nil when it does not fit.
  func encode(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
    let count = ZSTD_compress2(
      context, output.baseAddress, output.count, bytes.baseAddress, bytes.count)
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
