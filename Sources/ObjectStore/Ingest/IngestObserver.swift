// Who else sees the bytes of a file while it is stored: it is read once, whatever is computed of it.
import FileFormats
import Objects

/// A chunk of a buffer.
public struct HashedChunk: Sendable, Equatable {
  /// Where it begins in the buffer.
  public let start: Int
  /// Bytes.
  public let count: Int
  /// The SHA-256 of the bytes.
  public let id: ChunkID
}

/// Sees the bytes of one large file, in order, while it is stored. One thread at a time calls it.
public protocol IngestObserver: AnyObject {
  /// The bytes that follow, and the chunks that they are cut into; chunks do not go beyond a buffer.
  func update(_ bytes: UnsafeRawBufferPointer, chunks: [HashedChunk])

  /// The file was stored as it was seen.
  func finish(_ blob: BlobID)
}

/// Makes observers.
public protocol IngestObserving {
  /// An observer of a file that is about to be stored; nil when nobody wants to see it.
  ///
  /// - Parameters:
  ///   - name: the file's name, without its folder.
  ///   - source: the file, to look at its header.
  func observer(name: String, source: some RandomAccess) -> (any IngestObserver)?
}
