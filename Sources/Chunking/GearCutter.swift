// gear-1: cut where the content says so. `h = (h << 1) + table[byte]` depends on the last 64 bytes
// only, so an insertion moves the cuts near it and no others.

/// Finds where chunks end in a stream of bytes.
public struct GearCutter: Sendable {
  private let table: GearTable
  private let minimum: Int
  private let maximum: Int
  private let mask: UInt64

  /// A cutter with these sizes; `standard` is gear-1.
  public init(limits: ChunkLimits = .standard) {
    table = .gear1
    maximum = max(1, limits.gearMax)
    minimum = min(max(0, limits.gearMin), maximum)
    mask = limits.gearMask
  }

  /// The length of the first chunk in `bytes`, which begin where a chunk begins.
  ///
  /// nil when more bytes are needed to tell; never once the longest chunk is there, nor, with
  /// `isEnd`, while there is a byte. Bytes beyond the chunk play no part.
  ///
  /// - Parameter isEnd: no bytes follow these.
  public func cut(_ bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int? {
    let count = min(bytes.count, maximum)
    if let length = firstEnd(in: bytes, count: count) { return length }
    if count == maximum { return maximum }
    return isEnd && count > 0 ? count : nil
  }

  /// The length up to the first byte after which the masked hash is zero.
  ///
  /// Two bytes a step. After the first of a pair the true hash is h1 = 2h + t[a]; the loop holds its
  /// double, 4h + 2t[a], which is what the second step adds to. The top bit that doubling loses is
  /// not in the mask, so `double & (mask << 1) == 0` says the same as `h1 & mask == 0`.
  private func firstEnd(in bytes: UnsafeRawBufferPointer, count: Int) -> Int? {
    guard count > minimum, let base = bytes.baseAddress else { return nil }
    return table.pairs.withUnsafeBufferPointer { pairs -> Int? in
      guard let single = pairs.baseAddress else { return nil }
      let double = single + 256
      let input = base.assumingMemoryBound(to: UInt8.self)
      let mask = self.mask
      let doubleMask = mask << 1
      let pairsEnd = minimum &+ ((count &- minimum) & ~1)
      var hash: UInt64 = 0
      var index = minimum
      while index < pairsEnd {
        hash = (hash &<< 2) &+ double[Int(input[index])]
        if hash & doubleMask == 0 { return index &+ 1 }
        hash = hash &+ single[Int(input[index &+ 1])]
        index = index &+ 2
        if hash & mask == 0 { return index }
      }
      guard index < count else { return nil }
      hash = (hash &<< 1) &+ single[Int(input[index])]
      return hash & mask == 0 ? count : nil
    }
  }
}
