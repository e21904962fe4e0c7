// zlib, for metadata: small objects with much repetition.
import CZlib

/// One-shot zlib.
enum Zlib {
  /// The fastest level that still finds the repetition in names.
  private static let level: Int32 = 1

  /// The compressed bytes, or nil unless they save a sixteenth.
  static func encode(_ bytes: [UInt8]) -> [UInt8]? {
    let limit = bytes.count - max(bytes.count / 16, 1)
    guard limit > 0 else { return nil }
    let capacity = Int(compressBound(uLong(bytes.count)))
    var isDone = false
    let encoded = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      var count = uLong(capacity)
      let result = bytes.withUnsafeBufferPointer {
        compress2(buffer.baseAddress, &count, $0.baseAddress, uLong($0.count), level)
      }
      isDone = result == Z_OK
      filled = isDone ? Int(count) : 0
    }
    return isDone && encoded.count <= limit ? encoded : nil
  }

  /// Decodes a whole zlib stream; memory grows with what comes out, never beyond `atMost`.
  static func decode(
    _ stored: UnsafeRawBufferPointer, expected: Int, atMost: Int
  ) throws(PayloadError) -> [UInt8] {
    var bytes: [UInt8] = []
    var capacity = min(max(expected, 64), atMost)
    let stream = try Inflation(stored)
    while true {
      let state = stream.step(&bytes, upTo: capacity)
      switch state {
      case Z_STREAM_END: return bytes
      case Z_OK where bytes.count == capacity && capacity < atMost,
        Z_BUF_ERROR where bytes.count == capacity && capacity < atMost:
        capacity = min(capacity * 2, atMost)
      case Z_MEM_ERROR: throw .outOfMemory
      // An object of exactly `atMost` bytes may need one more call to see the end.
      case Z_OK where bytes.count == atMost && stream.hasEnded(): return bytes
      default: throw .damaged("it is not a zlib stream of the right length")
      }
    }
  }

  /// The first bytes of a stream, as many as there are up to `count`; nil when damaged.
  static func prefix(_ stored: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    guard let stream = try? Inflation(stored) else { return nil }
    var bytes: [UInt8] = []
    let state = stream.step(&bytes, upTo: count)
    return state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR ? bytes : nil
  }
}

/// An inflate stream over bytes that outlive it.
private final class Inflation {
  /// zlib keeps the address, so it must not move.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

  init(_ stored: UnsafeRawBufferPointer) throws(PayloadError) {
    stream.initialize(to: z_stream())
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: stored.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = uInt(stored.count)
    let state = inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard state == Z_OK else { throw .outOfMemory }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Appends output until `bytes` has `count` of them or the stream stops.
  func step(_ bytes: inout [UInt8], upTo count: Int) -> Int32 {
    let room = count - bytes.count
    guard room > 0 else { return Z_BUF_ERROR }
    var state = Z_OK
    let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      stream.pointee.next_out = buffer.baseAddress
      stream.pointee.avail_out = uInt(room)
      state = inflate(stream, Z_NO_FLUSH)
      filled = room - Int(stream.pointee.avail_out)
    }
    if bytes.isEmpty { bytes = piece } else { bytes += piece }
    return state
  }

  /// Whether nothing but the end of the stream is left.
  func hasEnded() -> Bool {
    var byte: UInt8 = 0
    return withUnsafeMutablePointer(to: &byte) {
      stream.pointee.next_out = $0
      stream.pointee.avail_out = 1
      return inflate(stream, Z_NO_FLUSH) == Z_STREAM_END && stream.pointee.avail_out == 1
    }
  }
}
