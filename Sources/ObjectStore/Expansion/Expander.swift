// Expanding in bounded memory: compressed bytes are pushed in, in pieces of any length, and what they
// say is handed on as it comes.
import FileFormats

/// Expands one compressed stream. One thread at a time.
public final class Expander {
  private let decoder: any StreamDecoder
  private let packing: StreamPacking
  private let limits: ExpansionLimits
  private let format: FileFormat
  private let output = UnsafeMutableRawBufferPointer.allocate(
    byteCount: outputBytes, alignment: 16)
  private var state = State.start
  /// Compressed bytes that were taken.
  private var inputBytes: UInt64 = 0
  /// Bytes that came out.
  public private(set) var byteCount: UInt64 = 0

  private enum State {
    /// Nothing yet.
    case start
    case inside
    /// Where the stream may end, or a member may follow.
    case ended
    /// Behind zeros that follow the last member, as tapes and some writers leave them.
    case padding
  }

  private static let outputBytes = 128 << 10

  /// An expander at the beginning of a stream.
  ///
  /// - Parameter format: what errors call the file; by the packing when nil.
  ///
  /// Errors: `UnreadableFormat` when there is no memory.
  public init(
    _ packing: StreamPacking, limits: ExpansionLimits = .standard, as format: FileFormat? = nil
  ) throws(UnreadableFormat) {
    let format = format ?? packing.format
    do throws(DamagedStream) {
      decoder =
        packing == .zstd ? try ZstdStreamDecoder() : try DeflateDecoder(packing)
    } catch {
      output.deallocate()
      throw UnreadableFormat(format, error.reason)
    }
    self.packing = packing
    self.limits = limits
    self.format = format
  }

  deinit { output.deallocate() }

  /// Takes the next compressed bytes, and gives what they expand to to `sink`, in order, in pieces of up
  /// to 128 KiB that are valid during the call only.
  ///
  /// Errors: `UnreadableFormat` for damage and for more than the limits allow; what `sink` throws. Nothing
  /// can be written after an error.
  public func write(
    _ bytes: UnsafeRawBufferPointer, into sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var rest = bytes
    while true {
      if state == .ended || state == .padding {
        rest = try behindMember(rest)
      }
      if rest.isEmpty && state != .inside { return }
      let step: DecoderStep
      do throws(DamagedStream) {
        step = try decoder.step(rest, into: output)
      } catch {
        throw UnreadableFormat(format, error.reason)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[step.taken...])
      inputBytes += UInt64(step.taken)
      byteCount += UInt64(step.filled)
      if let objection = limits.objection(output: byteCount, input: inputBytes) {
        throw UnreadableFormat(format, objection)
      }
      if step.filled > 0 {
        try sink(UnsafeRawBufferPointer(rebasing: output[..<step.filled]))
      }
      state = step.isAtEnd ? .ended : .inside
      // Room that was left says that all input is used up.
      let isHungry = rest.isEmpty && step.filled < output.count
      if isHungry || (step.taken == 0 && step.filled == 0 && !step.isAtEnd) { return }
    }
  }

  /// Says that no bytes follow. Errors: `UnreadableFormat` when the stream has not ended.
  public func finish() throws(UnreadableFormat) {
    switch state {
    case .start: throw UnreadableFormat(format, "it is empty")
    case .inside: throw UnreadableFormat(format, "it ends too early")
    case .ended, .padding: return
    }
  }

  /// What is left of bytes that follow an end: none of zeros.
  private func behindMember(
    _ bytes: UnsafeRawBufferPointer
  ) throws(UnreadableFormat) -> UnsafeRawBufferPointer {
    guard let first = bytes.first else { return bytes }
    if state == .padding || (packing == .gzip && first == 0) {
      guard bytes.allSatisfy({ $0 == 0 }) else {
        throw UnreadableFormat(format, "other bytes follow its end")
      }
      state = .padding
      return UnsafeRawBufferPointer(rebasing: bytes[bytes.endIndex...])
    }
    guard decoder.restart() else {
      throw UnreadableFormat(format, "other bytes follow its end")
    }
    state = .inside
    return bytes
  }
}
