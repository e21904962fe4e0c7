import FileFormats

/// Computes the statistics of a tensor whose bytes arrive in pieces.
///
/// Numbers are taken in blocks of 2 048 from the tensor's start, whatever the pieces are, and blocks
/// are combined from the first to the last.
public struct TensorAccumulator: Sendable {
  /// Numbers in a block.
  public static let blockCount = 2_048

  private let decoder: TensorDecoder
  private var pending: [UInt8] = []
  private var numbers = [Double](repeating: 0, count: Self.blockCount)
  private var moments = NumberMoments()
  private var statistics = TensorStatistics()

  /// An accumulator that has seen nothing; nil for types without statistics (F4, F6, C64).
  public init?(type: TensorType) {
    guard let decoder = TensorDecoder(type) else { return nil }
    self.decoder = decoder
  }

  /// Adds bytes; they may end within a number.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let blockBytes = Self.blockCount * decoder.stride
    var rest = bytes[...]
    if !pending.isEmpty {
      let taken = min(blockBytes - pending.count, rest.count)
      pending.append(contentsOf: rest.prefix(taken))
      rest = rest.dropFirst(taken)
      guard pending.count == blockBytes else { return }
      takePending()
    }
    while rest.count >= blockBytes {
      let block = UnsafeRawBufferPointer(rebasing: rest.prefix(blockBytes))
      if let base = block.baseAddress { take(base, count: Self.blockCount) }
      rest = rest.dropFirst(blockBytes)
    }
    pending.append(contentsOf: rest)
  }

  /// The statistics of what was added; bytes that make no whole number play no part.
  public mutating func finish() -> TensorStatistics {
    takePending()
    var result = statistics
    result.zeros = UInt64(moments.zeros)
    guard moments.count > 0 else { return result }
    result.minimum = moments.minimum
    result.maximum = moments.maximum
    func known(_ value: Double) -> Double? { value.isFinite ? value + 0 : nil }
    result.mean = known(moments.mean)
    result.standardDeviation = known((moments.spread / moments.count).squareRoot())
    result.l2 = known(moments.squares.squareRoot())
    return result
  }

  private mutating func takePending() {
    let bytes = pending
    pending.removeAll(keepingCapacity: true)
    bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return }
      take(base, count: raw.count / decoder.stride)
    }
  }

  private mutating func take(_ raw: UnsafeRawPointer, count: Int) {
    statistics.count += UInt64(count)
    let block = numbers.withUnsafeMutableBufferPointer { buffer -> NumberMoments in
      guard let base = buffer.baseAddress, count <= buffer.count else { return NumberMoments() }
      decoder.decode(raw, count: count, into: base)
      let block = NumberMoments(base, count: count)
      // NaN and infinities show in the sums: then the finite numbers alone are taken.
      guard !block.isFinite else { return block }
      var kept = 0
      for index in 0..<count {
        let number = base[index]
        if number.isNaN { statistics.nans += 1 }
        if number.isInfinite { statistics.infinities += 1 }
        if number.isFinite {
          base[kept] = number
          kept += 1
        }
      }
      return NumberMoments(base, count: kept)
    }
    moments.combine(block)
  }
}
