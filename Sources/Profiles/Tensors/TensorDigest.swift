import Objects

/// A run of bytes whose SHA-256 is known.
public struct HashedRun: Sendable, Equatable {
  /// Where it begins in the buffer that it comes with.
  public var start: Int
  /// Bytes.
  public var count: Int
  /// The SHA-256 of the bytes.
  public var digest: Digest

  /// A run of a buffer.
  public init(start: Int, count: Int, digest: Digest) {
    self.start = start
    self.count = count
    self.digest = digest
  }
}

/// The digest of a tensor's bytes: their SHA-256 where they are at most a MiB, otherwise the SHA-256 of
/// the SHA-256 of each MiB, one after the other. So a program that has hashed the pieces already, as
/// chunks, need not hash them again.
struct TensorDigest: Sendable {
  /// Bytes of all pieces but the last.
  static let pieceBytes = 1 << 20

  private var pieces: [UInt8] = []
  private var hasher = SHA256Hasher()
  private var filled = 0

  /// Adds bytes.
  ///
  /// - Parameters:
  ///   - isEnd: whether they are the tensor's last.
  ///   - known: the SHA-256 of `count` bytes from `start` on, if somebody has it.
  mutating func update(
    _ bytes: UnsafeRawBufferPointer, isEnd: Bool, known: (_ start: Int, _ count: Int) -> Digest?
  ) {
    var start = 0
    while start < bytes.count {
      let count = min(Self.pieceBytes - filled, bytes.count - start)
      let isLast = isEnd && start + count == bytes.count
      if filled == 0, count == Self.pieceBytes || isLast, let digest = known(start, count) {
        pieces.append(contentsOf: digest.bytes)
      } else {
        hasher.update(UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]))
        filled += count
        if filled == Self.pieceBytes { closePiece() }
      }
      start += count
    }
  }

  /// The digest of what was added.
  mutating func finish() -> Digest {
    if filled > 0 || pieces.isEmpty { closePiece() }
    return Digest(bytes: pieces) ?? SHA256Hasher.hash(pieces)
  }

  private mutating func closePiece() {
    pieces.append(contentsOf: hasher.finalize().bytes)
    hasher = SHA256Hasher()
    filled = 0
  }
}
