// A stretch of two tensors: what is read and compared at once.
import FileFormats
import Objects

/// The same numbers of two tensors, at most some MiB of each.
public struct TensorStretch: Sendable, Equatable {
  /// Places in the lists of files.
  public let beforeFile: Int
  public let afterFile: Int
  /// Bytes from the beginning of the files; neither is empty.
  public let before: Range<UInt64>
  public let after: Range<UInt64>
  let mode: TensorReading.Mode

  /// Bytes of the side that takes fewer of them.
  static let bytes: UInt64 = 1 << 20

  /// The stretches of a pair, from its beginning on: `bytes` of each side, the last one less. Chunks of
  /// tensors are as long, so that a stretch of a stored file is one of them.
  static func of(
    _ reading: TensorReading, beforeFile: Int, afterFile: Int
  ) -> [TensorStretch] {
    var (old, new) = (bytes, bytes)
    if case .numbers(let before, let after) = reading.mode {
      let narrow = UInt64(min(before.bitCount, after.bitCount))
      old = bytes / narrow * UInt64(before.bitCount)
      new = bytes / narrow * UInt64(after.bitCount)
    }
    var stretches: [TensorStretch] = []
    var (i, j): (UInt64, UInt64) = (0, 0)
    while i < reading.beforeBytes, j < reading.afterBytes {
      let (k, l) = (min(i + old, reading.beforeBytes), min(j + new, reading.afterBytes))
      stretches.append(
        TensorStretch(
          beforeFile: beforeFile, afterFile: afterFile,
          before: reading.beforeStart + i..<reading.beforeStart + k,
          after: reading.afterStart + j..<reading.afterStart + l, mode: reading.mode))
      (i, j) = (k, l)
    }
    return stretches
  }
}

/// Where the bytes of models come from, and on how many threads they are compared.
public protocol TensorSource: Sendable {
  /// The results of `body` for `0..<count`, in order. Calls may come at the same time; each gets a
  /// reader that no other call uses meanwhile.
  func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int, any TensorReader) throws -> Result
  ) throws -> [Result]
}

/// Reads files of two versions of a model, for one thread.
public protocol TensorReader {
  /// Exactly these bytes of a file. Errors: whatever makes that impossible.
  func read(_ range: Range<UInt64>, of file: Int, isAfter: Bool) throws -> [UInt8]
  /// The bytes of both sides, the same array where it is known that they are the same.
  func read(_ stretch: TensorStretch) throws -> (before: [UInt8], after: [UInt8])
}

extension TensorReader {
  /// One side after the other.
  public func read(_ stretch: TensorStretch) throws -> (before: [UInt8], after: [UInt8]) {
    (
      try read(stretch.before, of: stretch.beforeFile, isAfter: false),
      try read(stretch.after, of: stretch.afterFile, isAfter: true)
    )
  }
}

/// Files in memory or behind any other source, compared on the thread that asks.
public struct PlainTensorSource<Source: RandomAccess & Sendable>: TensorSource, TensorReader {
  /// In the order of the lists of files.
  public var before: [Source]
  public var after: [Source]

  /// The files of both versions.
  public init(before: [Source], after: [Source]) {
    self.before = before
    self.after = after
  }

  /// One after the other.
  public func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int, any TensorReader) throws -> Result
  ) throws -> [Result] {
    try (0..<count).map { try body($0, self) }
  }

  /// From the file of that place.
  public func read(_ range: Range<UInt64>, of file: Int, isAfter: Bool) throws -> [UInt8] {
    try (isAfter ? after : before)[file]
      .read(at: range.lowerBound, count: Int(range.upperBound - range.lowerBound))
  }
}
