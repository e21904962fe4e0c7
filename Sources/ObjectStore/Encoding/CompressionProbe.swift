// Whether a file is worth compressing: its beginning tells.

/// The rule of the format: zstd must save a tenth of the first 64 KiB.
enum CompressionProbe {
  static let bytes = 64 << 10

  /// Stored over raw of the first bytes of a file, or nil when they shrink by less than a tenth.
  static func ratio(
    _ head: UnsafeRawBufferPointer, _ encoder: ZstdEncoder,
    scratch: UnsafeMutableRawBufferPointer
  ) -> Double? {
    let sample = UnsafeRawBufferPointer(rebasing: head.prefix(bytes))
    // Below this a frame's own header eats what could be saved.
    guard sample.count >= 128, let count = encoder.encode(sample, into: scratch) else { return nil }
    return count * 10 <= sample.count * 9 ? Double(count) / Double(sample.count) : nil
  }
}
