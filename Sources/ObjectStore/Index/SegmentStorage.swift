// The bytes of a segment, whether loaded or still on disk.
import FileIO
import Objects

/// Gives ranges of a segment's bytes.
enum SegmentStorage: Sendable {
  case memory([UInt8])
  case disk(File)

  init(_ file: File, bytes: Int, loadBelow: Int) throws {
    self = bytes < loadBelow ? .memory(try file.readBytes(at: 0, count: bytes)) : .disk(file)
  }

  /// Whether all bytes are in memory.
  var isLoaded: Bool {
    if case .memory = self { true } else { false }
  }

  /// Runs `body` with the bytes of rows, which must lie in the section.
  func withRows<R>(
    _ section: SegmentDirectory.Section, _ rows: Range<Int>,
    _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R {
    try withBytes(
      at: section.rowsStart + rows.lowerBound * section.rowBytes,
      count: rows.count * section.rowBytes, body)
  }

  /// A section's fan-out.
  func fanOut(_ section: SegmentDirectory.Section) throws -> [UInt32] {
    try withBytes(
      at: section.fanOutStart, count: IndexSegmentV1.fanOutBytes(bits: section.fanOutBits)
    ) { bytes in
      (0..<bytes.count / 4).map { bytes.little(UInt32.self, at: $0 * 4) }
    }
  }

  /// The SHA-256 of the first `count` bytes.
  func checksum(_ count: Int) throws -> Digest {
    var hasher = SHA256Hasher()
    var offset = 0
    while offset < count {
      try Interruption.check()
      let piece = min(1 << 20, count - offset)
      try withBytes(at: offset, count: piece) { hasher.update($0) }
      offset += piece
    }
    return hasher.finalize()
  }

  private func withBytes<R>(
    at offset: Int, count: Int, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R {
    switch self {
    case .memory(let bytes):
      try bytes.withUnsafeBytes {
        try body(UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
      }
    case .disk(let file):
      try file.readBytes(at: Int64(offset), count: count).withUnsafeBytes(body)
    }
  }

  /// Where in a bucket an id most likely is: ids are evenly spread, so its own bits tell.
  static func guess(
    _ section: SegmentDirectory.Section, _ bucket: Range<Int>, _ digest: Digest
  ) -> Range<Int> {
    guard bucket.count > 256 else { return bucket }
    let bits = digest.leadingBits &<< UInt64(section.fanOutBits)
    let place = bucket.lowerBound + Int(UInt64(bucket.count).multipliedFullWidth(by: bits).high)
    // Three standard deviations of where an id of this rank may be.
    var spread = 32
    while spread * spread < 9 * bucket.count / 4 { spread *= 2 }
    return max(bucket.lowerBound, place - spread)..<min(bucket.upperBound, place + spread)
  }
}
