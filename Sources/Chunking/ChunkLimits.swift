/// The sizes that decide where files are cut, in bytes. Only `standard` makes files that another
/// program shares; a test shrinks them.
public struct ChunkLimits: Sendable, Equatable {
  /// A shorter file is one chunk.
  public var wholeMax = 64 << 10
  /// gear-1: a chunk is longer than this, unless the file ends.
  public var gearMin = 16 << 10
  /// gear-1: what a chunk has beyond the minimum, on average. A power of two; rounded down to one.
  public var gearTarget = 64 << 10
  /// gear-1: no chunk is longer.
  public var gearMax = 256 << 10
  /// safetensors-1 and its like: no chunk is longer.
  public var spanMax = 1 << 20
  /// The same: files whose tensors are smaller on average are cut by gear-1.
  public var spanMeanMin = 16 << 10
  /// All but safetensors-1: shorter tensors are not cut apart. Graphs have many of one number.
  public var spanMin = 4 << 10

  /// What the format says.
  public static let standard = ChunkLimits()

  /// The standard sizes, to be changed field by field.
  public init() {}

  /// The longest chunk that any cutter makes.
  public var bytesMax: Int { max(wholeMax, gearMax, spanMax) }

  /// gear-1: the bits of the hash that are zero where a chunk ends. Bit 63 stays free: that makes
  /// two bytes a step exact.
  public var gearMask: UInt64 {
    let bits = max(0, min(48, Int.bitWidth - 1 - max(gearTarget, 1).leadingZeroBitCount))
    return ((1 << UInt64(bits)) - 1) << UInt64(63 - bits)
  }
}
