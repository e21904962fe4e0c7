/// The rule that cut a blob into chunks. Unknown codes are kept: the code never changes what a blob
/// is.
public struct Cutter: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt16
  /// The cutter with this code.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// One chunk.
  public static let whole = Cutter(rawValue: 0)
  /// By content, with a gear hash.
  public static let gear1 = Cutter(rawValue: 1)
  /// By the tensors of a safetensors file.
  public static let safetensors1 = Cutter(rawValue: 2)
  /// By the tensors of a GGUF file.
  public static let gguf1 = Cutter(rawValue: 3)
  /// By the arrays of a .npy or .npz file.
  public static let npy1 = Cutter(rawValue: 4)
  /// By the storages of an archive of torch.
  public static let pt1 = Cutter(rawValue: 5)
  /// By the tensors of an ONNX file.
  public static let onnx1 = Cutter(rawValue: 6)
  /// By the column chunks of a Parquet file.
  public static let parquet1 = Cutter(rawValue: 7)
}

/// One chunk of a blob.
public struct ChunkSpan: Sendable, Hashable {
  public let id: ChunkID
  /// Bytes.
  public let length: UInt32

  /// A chunk of `length` bytes.
  public init(id: ChunkID, length: UInt32) {
    self.id = id
    self.length = length
  }
}

/// The chunks that a blob is made of, in order.
public struct Recipe: Sendable, Equatable {
  public let cutter: Cutter
  public let blob: BlobID
  /// Bytes of the blob: the sum of its chunks' lengths.
  public let size: UInt64
  public let chunks: [ChunkSpan]

  /// A recipe of chunks that add up to `size`.
  public init(cutter: Cutter, blob: BlobID, size: UInt64, chunks: [ChunkSpan]) {
    self.cutter = cutter
    self.blob = blob
    self.size = size
    self.chunks = chunks
  }
}
