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

  /// Whether a small file, all of which is here, shrinks by a tenth or more.
  ///
  /// Half of the time of adding files that do not shrink would go into finding that out, so a piece of their
  /// beginning and one of their middle are tried first: where these do not shrink by a twentieth, the rest is taken
  /// for the same.
  static func shrinks(
    _ file: UnsafeRawBufferPointer, _ encoder: ZstdEncoder, scratch: UnsafeMutableRawBufferPointer
  ) -> Bool {
    if file.count >= 4 * pieceBytes, !piecesShrink(file, encoder, scratch) { return false }
    return ratio(file, encoder, scratch: scratch) != nil
  }

  private static let pieceBytes = 2048

  private static func piecesShrink(
    _ file: UnsafeRawBufferPointer, _ encoder: ZstdEncoder, _ scratch: UnsafeMutableRawBufferPointer
  ) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: 2 * pieceBytes, alignment: 64) { pieces in
      for (place, start) in [0, file.count / 2].enumerated() {
        let piece = UnsafeRawBufferPointer(rebasing: file[start..<start + pieceBytes])
        UnsafeMutableRawBufferPointer(rebasing: pieces[(place * pieceBytes)...]).copyMemory(
          from: piece)
      }
      guard let count = encoder.encode(UnsafeRawBufferPointer(pieces), into: scratch) else {
        return false
      }
      return count * 20 <= pieces.count * 19
    }
  }
}
