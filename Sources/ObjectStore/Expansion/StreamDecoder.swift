// What zlib and zstd have in common: a step that takes some input and gives some output.
import CZlib
import CZstd

/// What one step did.
struct DecoderStep {
  /// Bytes of the input that were taken.
  var taken: Int
  /// Bytes of the output that were filled.
  var filled: Int
  /// Whether a member or a frame ended exactly here.
  var isAtEnd: Bool
}

/// A stream that is not what it should be.
struct DamagedStream: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// Expands a stream piece by piece. One thread at a time.
protocol StreamDecoder: AnyObject {
  /// Takes from `input` and fills `output` as far as both go. Errors: `DamagedStream`.
  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DamagedStream) -> DecoderStep

  /// Makes ready for another member behind one that has ended. False where none may follow.
  func restart() -> Bool
}

/// gzip, zlib and raw deflate.
final class DeflateDecoder: StreamDecoder {
  /// zlib keeps the address, so it must not move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let mayRepeat: Bool

  init(_ packing: StreamPacking) throws(DamagedStream) {
    // As zlib has it: 16 more for gzip, negative for no header.
    let windowBits: Int32 = packing == .gzip ? 31 : packing == .zlib ? 15 : -15
    mayRepeat = packing == .gzip
    stream.initialize(to: z_stream())
    let state = inflateInit2_(
      stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard state == Z_OK else { throw DamagedStream("there is no memory to expand it") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func restart() -> Bool { mayRepeat && inflateReset(stream) == Z_OK }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DamagedStream) -> DecoderStep {
    let count = min(input.count, 1 << 30)
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = uInt(count)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = uInt(output.count)
    let state = inflate(stream, Z_NO_FLUSH)
    switch state {
    case Z_OK, Z_STREAM_END, Z_BUF_ERROR: break
    case Z_MEM_ERROR: throw DamagedStream("there is no memory to expand it")
    case Z_NEED_DICT: throw DamagedStream("it needs a dictionary")
    default: throw DamagedStream("its compressed bytes are damaged")
    }
    return DecoderStep(
      taken: count - Int(stream.pointee.avail_in),
      filled: output.count - Int(stream.pointee.avail_out), isAtEnd: state == Z_STREAM_END)
  }
}

/// zstd. A frame may ask for a window of up to 128 MiB, which is zstd's own limit.
final class ZstdStreamDecoder: StreamDecoder {
  private let context: OpaquePointer

  private static let windowBits: Int32 = 27

  init() throws(DamagedStream) {
    guard let context = ZSTD_createDCtx() else {
      throw DamagedStream("there is no memory to expand it")
    }
    self.context = context
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowBits)
  }

  deinit { ZSTD_freeDCtx(context) }

  /// The next frame is looked for without being asked to.
  func restart() -> Bool { true }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(DamagedStream) -> DecoderStep {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let state = ZSTD_decompressStream(context, &target, &source)
    if ZSTD_isError(state) != 0 {
      switch ZSTD_getErrorCode(state) {
      case ZSTD_error_frameParameter_windowTooLarge:
        throw DamagedStream("it needs a window of more than 128 MiB")
      case ZSTD_error_memory_allocation:
        throw DamagedStream("there is no memory to expand it")
      case ZSTD_error_dictionary_wrong: throw DamagedStream("it needs a dictionary")
      default: throw DamagedStream("its compressed bytes are damaged")
      }
    }
    return DecoderStep(taken: source.pos, filled: target.pos, isAtEnd: state == 0)
  }
}
