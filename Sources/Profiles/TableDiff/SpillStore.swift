/// Where a comparison puts what its memory does not hold: bytes that are appended, and read again.
/// Several threads use one.
public protocol SpillStore: Sendable {
  /// Puts bytes behind all others, and returns where they begin.
  func append(_ bytes: UnsafeRawBufferPointer) throws -> UInt64

  /// Fills the buffer with bytes that were appended.
  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws
}
