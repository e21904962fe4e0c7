// Every number that shapes packs, segments and buffers, in one value that a test can shrink.
import Chunking
import Objects

/// The sizes that a store works with. All are bytes unless the name says otherwise.
public struct StoreLimits: Sendable {
  /// A pack is closed before its body would grow beyond this.
  public var packBytesTarget = 64 << 20
  /// A body larger than this is refused when written (one object may exceed the target).
  public var packBytesMax = 128 << 20
  /// The largest object, decoded.
  public var objectBytesMax = 64 << 20
  /// Raw bytes that are compressed together.
  public var frameBytesMax = 1 << 20
  /// A pack file under this counts as small.
  public var smallPackBytes = 1 << 20
  /// So many small packs of one class are folded into one. A count.
  public var smallPacksMax = 32
  /// A segment file under this is merged by every transaction, and loaded whole.
  public var segmentSmallBytes = 1 << 20
  /// A larger segment is merged when it is less than so many times what is already taken. A factor.
  public var segmentFactor = 4
  /// Files up to this are read whole, in batches; larger ones go through the pipeline.
  public var smallFileBytes = 1 << 20
  /// One buffer of the pipeline, and one piece of a blob that is written out.
  public var bufferBytes = 4 << 20
  /// Buffers of the pipeline. A count.
  public var buffers = 8
  /// Decoded frames that a store keeps.
  public var frameCacheBytes = 16 << 20
  /// Pack files that a store keeps open. A count.
  public var openPacksMax = 128
  /// Raw bytes that `repack` encodes before it appends them.
  public var repackBatchBytes = 32 << 20
  /// Stored bytes after which `repack` publishes what it has made.
  public var repackPublishBytes = 256 << 20
  /// Objects that a transfer has sent and not published, about: their rows are in memory then. A count.
  public var transferObjectsMax = 400_000
  /// Raw bytes of bases that a frame of `repack` may have as its prefix.
  public var prefixBytesMax = 4 << 20
  /// How files are cut.
  public var chunk: ChunkLimits = .standard
  /// How trees and recipes are split.
  public var tree: TreeLimits = .standard

  /// What the format says.
  public static let standard = StoreLimits()

  /// The standard sizes, to be changed field by field.
  public init() {}
}
