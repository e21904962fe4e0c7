import FileFormats
import Objects

/// Computes the profile of a model file that arrives in pieces from its first byte, in bounded memory.
///
/// Tensors whose bytes are not in the file as they are (compressed, in another file) keep name, type
/// and shape alone.
public struct ModelProfiler: Sendable {
  /// Bytes of a file that are numbers of a type. Tied weights are several tensors of one place.
  private struct Place: Hashable {
    let range: Range<UInt64>
    let type: TensorType?
  }

  /// A place whose bytes are being seen.
  private struct Span {
    let tensors: [Int]
    let range: Range<UInt64>
    var digest = TensorDigest()
    var accumulator: TensorAccumulator?
  }

  /// Places may overlap; so many are looked at together, and so many times the length of the file. In
  /// honest files hardly two do.
  private static let openMax = 256
  private static let sharesMax: UInt64 = 4

  private var profile: ModelProfile
  /// By where they begin.
  private let places: [(place: Place, tensors: [Int])]
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
    places = Self.places(of: model)
  }

  private static func places(of model: ModelFile) -> [(place: Place, tensors: [Int])] {
    var tensors: [Place: [Int]] = [:]
    for (index, tensor) in model.tensors.enumerated() {
      guard let range = tensor.range else { continue }
      tensors[Place(range: range, type: tensor.type), default: []].append(index)
    }
    let end = tensors.keys.reduce(0) { max($0, $1.range.upperBound) }
    let sum = tensors.keys.reduce(UInt64(0)) { sum, place in
      let (next, isOver) = sum.addingReportingOverflow(UInt64(place.range.count))
      return isOver ? .max : next
    }
    guard sum / sharesMax <= end else { return [] }
    return tensors.map { ($0.key, $0.value) }.sorted { a, b in
      (a.0.range.lowerBound, a.1[0]) < (b.0.range.lowerBound, b.1[0])
    }
  }

  /// Whether bytes say more than the file's header did.
  public var needsBytes: Bool { !places.isEmpty }

  /// What the header said.
  public var withoutBytes: ModelProfile { profile }

  /// Adds the bytes that follow.
  ///
  /// - Parameter runs: parts of them whose SHA-256 is known; the rest is hashed here.
  public mutating func update(_ bytes: UnsafeRawBufferPointer, hashed runs: [HashedRun] = []) {
    let end = position + UInt64(bytes.count)
    begin { $0.lowerBound < end }
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
    begin { $0.isEmpty }
    close()
    return profile
  }

  /// Opens the places whose turn it is.
  private mutating func begin(while isDue: (Range<UInt64>) -> Bool) {
    while next < places.count, isDue(places[next].place.range) {
      let (place, tensors) = places[next]
      next += 1
      guard open.count < Self.openMax else { continue }
      let accumulator = place.type.flatMap { TensorAccumulator(type: $0) }
      open.append(Span(tensors: tensors, range: place.range, accumulator: accumulator))
    }
  }

  private mutating func close() {
    for index in open.indices.reversed() where open[index].range.upperBound <= position {
      var span = open.remove(at: index)
      let digest = span.digest.finish()
      let statistics = span.accumulator?.finish()
      for tensor in span.tensors {
        profile.tensors[tensor].digest = digest
        profile.tensors[tensor].statistics = statistics
      }
    }
  }
}
