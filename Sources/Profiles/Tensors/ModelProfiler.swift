import FileFormats
import Objects

/// Computes the profile of a model file that arrives in pieces from its first byte, in bounded memory.
///
/// Tensors whose bytes are not in the file as they are (compressed, in another file) keep name, type
/// and shape alone.
public struct ModelProfiler: Sendable {
  /// A tensor whose bytes are being seen.
  private struct Span {
    let tensor: Int
    let range: Range<UInt64>
    var digest = TensorDigest()
    var accumulator: TensorAccumulator?
  }

  private var profile: ModelProfile
  /// All that have bytes, by where they begin. Some may share bytes.
  private let ranges: [(tensor: Int, range: Range<UInt64>, type: TensorType?)]
  /// The first that has not begun, and those that have and are not complete.
  private var next = 0
  private var open: [Span] = []
  private var position: UInt64 = 0

  /// A profiler that has seen no bytes of the file that `model` was read from.
  public init(_ model: ModelFile) {
    profile = ModelProfile(
      format: model.format.rawValue,
      tensors: model.tensors.map {
        ModelProfile.Tensor(name: $0.name, type: $0.type?.rawValue ?? $0.dtype, shape: $0.shape)
      })
    ranges = model.tensors.enumerated().compactMap { index, tensor in
      tensor.range.map { (index, $0, tensor.type) }
    }.sorted { ($0.range.lowerBound, $0.tensor) < ($1.range.lowerBound, $1.tensor) }
  }

  /// Whether bytes say more than the file's header did.
  public var needsBytes: Bool { !ranges.isEmpty }

  /// What the header said.
  public var withoutBytes: ModelProfile { profile }

  /// Adds the bytes that follow.
  ///
  /// - Parameter runs: parts of them whose SHA-256 is known; the rest is hashed here.
  public mutating func update(_ bytes: UnsafeRawBufferPointer, hashed runs: [HashedRun] = []) {
    let end = position + UInt64(bytes.count)
    while next < ranges.count, ranges[next].range.lowerBound < end {
      let (tensor, range, type) = ranges[next]
      let accumulator = type.flatMap { TensorAccumulator(type: $0) }
      open.append(Span(tensor: tensor, range: range, accumulator: accumulator))
      next += 1
    }
    let known = Dictionary(runs.map { ($0.start, $0) }, uniquingKeysWith: { first, _ in first })
    for index in open.indices {
      let part = open[index].range.clamped(to: position..<end)
      let start = Int(part.lowerBound - position)
      let piece = UnsafeRawBufferPointer(
        rebasing: bytes[start..<Int(part.upperBound - position)])
      open[index].accumulator?.update(piece)
      open[index].digest.update(piece, isEnd: open[index].range.upperBound <= end) { from, count in
        known[start + from].flatMap { $0.count == count ? $0.digest : nil }
      }
    }
    position = end
    close()
  }

  /// The profile of the file. A tensor whose bytes did not all come has neither digest nor statistics.
  public mutating func finish() -> ModelProfile {
    while next < ranges.count, ranges[next].range.isEmpty {
      open.append(Span(tensor: ranges[next].tensor, range: ranges[next].range))
      next += 1
    }
    close()
    return profile
  }

  private mutating func close() {
    for index in open.indices.reversed() where open[index].range.upperBound <= position {
      var span = open.remove(at: index)
      profile.tensors[span.tensor].digest = span.digest.finish()
      profile.tensors[span.tensor].statistics = span.accumulator?.finish()
    }
  }
}
