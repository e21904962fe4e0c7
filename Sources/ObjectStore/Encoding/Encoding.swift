// How payloads are stored, and the way back to bytes.
import FileIO
import Objects

/// The codes of the format that this version knows.
enum Encoding: UInt8, CaseIterable {
  case raw = 0
  case zlib = 1
  case zstd = 2
  case planes = 3
  /// Differences of floats to those of one base.
  case difference = 16
  /// zstd, with bases as a prefix.
  case prefixed = 17

  /// Whether payloads need other objects to be decoded.
  var isDelta: Bool {
    switch self {
    case .raw, .zlib, .zstd, .planes: false
    case .difference, .prefixed: true
    }
  }
}

/// Why a payload is not what its row says. The caller adds path, offset and id.
enum PayloadError: Error, Equatable {
  case unknownEncoding(UInt8)
  case damaged(String)
  /// A base cannot be had.
  case baseMissing
  case outOfMemory
}

/// Decodes payloads. Contexts of zstd are kept for the next caller; threads may share this.
final class PayloadDecoder: Sendable {
  private let idle = Locked<[DecodingContext]>([])

  /// The decoded payload: at least `atLeast` bytes, or it is damaged.
  ///
  /// - Parameter base: the bytes of a delta's bases, back to back.
  func decode(
    _ stored: UnsafeRawBufferPointer, encoding code: UInt8, base: UnsafeRawBufferPointer? = nil,
    atLeast: Int, atMost: Int
  ) throws(PayloadError) -> [UInt8] {
    guard let encoding = Encoding(rawValue: code) else { throw .unknownEncoding(code) }
    guard atLeast <= atMost else { throw .damaged("it claims to be too large") }
    let bytes: [UInt8]
    switch encoding {
    case .raw: bytes = [UInt8](stored)
    case .zlib: bytes = try Zlib.decode(stored, expected: atLeast, atMost: atMost)
    case .zstd:
      let count = try ZstdDecoder.contentBytes(stored, atMost: atMost)
      let context = try takeContext()
      defer { giveBack(context) }
      bytes = try Self.filled(count) { output throws(PayloadError) in
        try context.zstd.decode(stored, into: output)
      }
    case .planes:
      let context = try takeContext()
      defer { giveBack(context) }
      let plan = try context.planes.plan(stored, atMost: atMost)
      bytes = try Self.filled(plan.byteCount) { output throws(PayloadError) in
        try context.planes.decode(plan, into: output)
      }
    case .difference:
      let base = try Self.needed(base)
      let context = try takeContext()
      defer { giveBack(context) }
      let plan = try context.differences.plan(stored, atMost: atMost)
      bytes = try Self.filled(plan.byteCount) { output throws(PayloadError) in
        try context.differences.decode(plan, base: base, into: output)
      }
    case .prefixed:
      let base = try Self.needed(base)
      let count = try ZstdDecoder.contentBytes(stored, atMost: atMost)
      let context = try takeContext()
      defer { giveBack(context) }
      bytes = try Self.filled(count) { output throws(PayloadError) in
        try context.zstd.decode(stored, prefix: base, into: output)
      }
    }
    guard bytes.count >= atLeast else { throw .damaged("it decodes to too few bytes") }
    return bytes
  }

  /// Decodes a payload straight into `output` if that is exactly what it holds. False when it holds
  /// more or less, or is of an encoding that has no such way; then nothing is said of the payload.
  func decode(
    _ stored: UnsafeRawBufferPointer, encoding code: UInt8, base: UnsafeRawBufferPointer? = nil,
    into output: UnsafeMutableRawBufferPointer
  ) throws(PayloadError) -> Bool {
    switch Encoding(rawValue: code) {
    case .raw:
      guard stored.count == output.count else { return false }
      output.copyMemory(from: stored)
    case .zstd:
      guard try ZstdDecoder.contentBytes(stored, atMost: .max) == output.count else { return false }
      let context = try takeContext()
      defer { giveBack(context) }
      try context.zstd.decode(stored, into: output)
    case .planes:
      let context = try takeContext()
      defer { giveBack(context) }
      let plan = try context.planes.plan(stored, atMost: output.count)
      guard plan.byteCount == output.count else { return false }
      try context.planes.decode(plan, into: output)
    case .difference:
      let base = try Self.needed(base)
      let context = try takeContext()
      defer { giveBack(context) }
      let plan = try context.differences.plan(stored, atMost: output.count)
      guard plan.byteCount == output.count else { return false }
      try context.differences.decode(plan, base: base, into: output)
    case .prefixed:
      let base = try Self.needed(base)
      guard try ZstdDecoder.contentBytes(stored, atMost: .max) == output.count else { return false }
      let context = try takeContext()
      defer { giveBack(context) }
      try context.zstd.decode(stored, prefix: base, into: output)
    case .zlib, nil: return false
    }
    return true
  }

  private static func needed(
    _ base: UnsafeRawBufferPointer?
  ) throws(PayloadError) -> UnsafeRawBufferPointer {
    guard let base else { throw .baseMissing }
    return base
  }

  private func takeContext() throws(PayloadError) -> DecodingContext {
    if let known = idle.withLock({ $0.popLast() }) { return known }
    return try DecodingContext()
  }

  private func giveBack(_ context: DecodingContext) { idle.withLock { $0.append(context) } }

  /// So many bytes, filled by `body` or not at all.
  private static func filled(
    _ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(PayloadError) -> Void
  ) throws(PayloadError) -> [UInt8] {
    var failure: PayloadError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let output = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
      do throws(PayloadError) {
        try body(output)
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// What one thread decodes with.
private final class DecodingContext: @unchecked Sendable {
  let zstd: ZstdDecoder
  let planes: PlanesDecoder
  let differences: DifferenceDecoder

  init() throws(PayloadError) {
    zstd = try ZstdDecoder()
    planes = PlanesDecoder(zstd)
    differences = DifferenceDecoder(zstd, planes)
  }
}
