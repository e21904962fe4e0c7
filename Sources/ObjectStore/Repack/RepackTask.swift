// What is to be stored anew, and how: the store is told, and judges by what comes out.
import FileFormats
import Objects

/// One payload that `mlx repack` makes of chunks that are stored.
public struct RepackTask: Sendable {
  /// How the chunks are to be stored.
  public enum Method: Sendable, Equatable {
    /// One chunk of numbers of this type, as differences to those of a base.
    case difference(TensorType, base: Digest)
    /// Chunks that follow each other in a file, with others as a prefix.
    case prefix([Digest])
    /// Chunks that follow each other in a file, compressed harder.
    case frame
  }

  /// Back to back they are what is encoded.
  public let chunks: [Digest]
  /// Bytes of the chunks together.
  public let rawBytes: Int
  public let method: Method

  /// A task for chunks of so many bytes.
  public init(_ chunks: [Digest], rawBytes: Int, _ method: Method) {
    self.chunks = chunks
    self.rawBytes = rawBytes
    self.method = method
  }

  /// Whether what it makes needs other chunks to be decoded.
  public var isDelta: Bool { !bases.isEmpty }

  var bases: [Digest] {
    switch method {
    case .difference(_, let base): [base]
    case .prefix(let bases): bases
    case .frame: []
    }
  }
}

/// What came of some tasks.
public struct RepackGain: Sendable, Equatable {
  /// Chunks that are stored anew.
  public var chunks = 0
  /// Their bytes.
  public var rawBytes: UInt64 = 0
  /// What they took before, and now.
  public var oldBytes: UInt64 = 0
  public var newBytes: UInt64 = 0

  /// Nothing is gained yet.
  public init() {}
}

/// How a chunk is stored: what a plan of `mlx repack` needs to know.
public struct StoredChunk: Sendable {
  /// The payload that it is in, with its neighbours or alone.
  public struct Payload: Hashable, Sendable {
    let pack: Digest
    let offset: UInt64
  }

  public let payload: Payload
  /// Bytes of the payload.
  public let storedBytes: Int
  /// Whether it needs other chunks to be decoded.
  public let isDelta: Bool
  /// Whether it is compressed as text is.
  public let isText: Bool
}

extension ObjectStore {
  /// How a chunk is stored where a writer may rely on it; nil when it is not.
  public func storedChunk(_ chunk: Digest) throws -> StoredChunk? {
    guard let found = try reliable(ObjectKey(kind: .chunk, digest: chunk)) else { return nil }
    return StoredChunk(
      payload: StoredChunk.Payload(pack: found.pack.id, offset: found.row.offset),
      storedBytes: Int(found.row.stored), isDelta: found.row.isDelta,
      isText: found.row.encoding == Encoding.zstd.rawValue)
  }

  /// The chunks that deltas of this store are made on. They stay as they are.
  public func basesInUse() throws -> Set<Digest> { try neededBases() }
}
