// parquet-1: gear-1, but for places where it begins anew. What lies between two such places is then cut
// as if it were a file of its own, wherever it lies.

/// Finds where chunks end in a stream of bytes that has bounds which no chunk crosses.
public struct BoundedGear: Sendable {
  private let cutter: GearCutter
  private let bounds: [UInt64]
  private var next = 0

  /// - Parameter bounds: bytes from the beginning of the file, ascending; none for gear-1 itself.
  public init(bounds: [UInt64], limits: ChunkLimits = .standard) {
    cutter = GearCutter(limits: limits)
    self.bounds = bounds
  }

  /// The length of the first chunk in `bytes`, as `GearCutter.cut` gives it.
  ///
  /// - Parameter offset: where `bytes` begin in the file; never less than before.
  public mutating func cut(
    _ bytes: UnsafeRawBufferPointer, at offset: UInt64, isEnd: Bool
  ) -> Int? {
    while next < bounds.count, bounds[next] <= offset { next += 1 }
    guard next < bounds.count, bounds[next] - offset <= UInt64(bytes.count) else {
      return cutter.cut(bytes, isEnd: isEnd)
    }
    let part = UnsafeRawBufferPointer(rebasing: bytes[..<Int(bounds[next] - offset)])
    return cutter.cut(part, isEnd: true)
  }
}
