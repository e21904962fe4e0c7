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

/// The same for small files, all of which are in memory. One thread at a time.
///
/// A quarter of the time of adding files that do not shrink went into finding that out. So of all but the smallest a
/// piece of the beginning and one of the middle are looked at first, together: where these are noise, or do not
/// shrink by a twentieth, the file is taken not to.
final class SmallFileProbe {
  private static let pieceBytes = 1024

  private let encoder: ZstdEncoder
  private let sampler: ZstdEncoder
  private let scratch: UnsafeMutableRawBufferPointer
  private let pieces: UnsafeMutableRawBufferPointer

  init() throws {
    encoder = try ZstdEncoder()
    sampler = try ZstdEncoder(.sample)
    scratch = .allocate(
      byteCount: ZstdEncoder.bound(CompressionProbe.bytes), alignment: 64)
    pieces = .allocate(byteCount: 2 * Self.pieceBytes, alignment: 64)
  }

  deinit {
    scratch.deallocate()
    pieces.deallocate()
  }

  /// Whether a file shrinks by a tenth or more, as far as can be told quickly.
  func shrinks(_ file: UnsafeRawBufferPointer) -> Bool {
    if file.count >= 4 * Self.pieceBytes, !piecesShrink(of: file) { return false }
    return CompressionProbe.ratio(file, encoder, scratch: scratch) != nil
  }

  private func piecesShrink(of file: UnsafeRawBufferPointer) -> Bool {
    for (place, start) in [(0, 0), (Self.pieceBytes, file.count / 2)] {
      let piece = UnsafeRawBufferPointer(rebasing: file[start..<start + Self.pieceBytes])
      UnsafeMutableRawBufferPointer(rebasing: pieces[place...]).copyMemory(from: piece)
    }
    if NoiseSample.isNoise(UnsafeRawBufferPointer(pieces)) { return false }
    guard let count = sampler.encode(UnsafeRawBufferPointer(pieces), into: scratch) else {
      return false
    }
    return count * 20 <= pieces.count * 19
  }
}
