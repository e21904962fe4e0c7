// How payloads are stored, and the way back to bytes.
import FileIO
import Objects

/// The codes of the format that this version knows.
enum Encoding: UInt8, CaseIterable {
  case raw = 0
  case zlib = 1
  case zstd = 2
}

/// Why a payload is not what its row says. The caller adds path, offset and id.
enum PayloadError: Error, Equatable {
  case unknownEncoding(UInt8)
  case damaged(String)
  case outOfMemory
}

/// Decodes payloads. Contexts of zstd are kept for the next caller; threads may share this.
final class PayloadDecoder: Sendable {
  private let idle = Locked<[ZstdDecoder]>([])

  /// The decoded payload: at least `atLeast` bytes, or it is damaged.
  func decode(
    _ stored: UnsafeRawBufferPointer, encoding code: UInt8, atLeast: Int, atMost: Int
  ) throws(PayloadError) -> [UInt8] {
    guard let encoding = Encoding(rawValue: code) else { throw .unknownEncoding(code) }
    guard atLeast <= atMost else { throw .damaged("it claims to be too large") }
    let bytes: [UInt8]
    switch encoding {
    case .raw: bytes = [UInt8](stored)
    case .zlib: bytes = try Zlib.decode(stored, expected: atLeast, atMost: atMost)
    case .zstd:
      let decoder = try takeDecoder()
      defer { idle.withLock { $0.append(decoder) } }
      bytes = try decoder.decode(stored, atMost: atMost)
    }
    guard bytes.count >= atLeast else { throw .damaged("it decodes to too few bytes") }
    return bytes
  }

  private func takeDecoder() throws(PayloadError) -> ZstdDecoder {
    if let known = idle.withLock({ $0.popLast() }) { return known }
    return try ZstdDecoder()
  }
}
