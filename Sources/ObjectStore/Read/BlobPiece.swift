// A run of a blob that is read from its pack at once.
import Objects

/// Some consecutive chunks of a blob, up to a few MiB, whose payloads follow each other in a pack.
struct BlobPiece: Sendable {
  /// A chunk within the piece.
  struct Part: Sendable {
    var row: ObjectRow
    /// Where the chunk begins in the piece's raw bytes.
    var rawStart: Int
  }

  /// Where the piece begins in the blob.
  var offset: UInt64
  /// Nil when a chunk was not found: it is then read by its id, which says what is wrong.
  var pack: PackEntry?
  var parts: [Part] = []
  var rawCount = 0

  /// The bytes of the pack that the piece needs.
  var storedRange: Range<UInt64> {
    guard let first = parts.first?.row, let last = parts.last?.row else { return 0..<0 }
    return first.offset..<(last.offset + UInt64(last.stored))
  }

  /// Whether what is read is what is wanted, with nothing to decode or to move.
  var isRaw: Bool {
    parts.allSatisfy {
      $0.row.encoding == Encoding.raw.rawValue && $0.row.inner == 0 && $0.row.stored == $0.row.raw
    }
  }
}

/// Gathers the chunks of a blob into pieces.
struct PiecePlanner {
  private let bytesMax: Int
  private var current: BlobPiece
  private var offset: UInt64 = 0

  init(bytesMax: Int) {
    self.bytesMax = bytesMax
    current = BlobPiece(offset: 0)
  }

  /// Adds the next chunk; returns a piece that is complete.
  mutating func add(_ span: ChunkSpan, at location: ObjectLocation?) -> BlobPiece? {
    let row =
      location?.row
      ?? ObjectRow(
        id: span.id.digest, offset: 0, stored: 0, raw: span.length, inner: 0, base: 0, pack: 0,
        kind: .chunk, encoding: 0)
    let complete = continues(location, row) ? nil : finish()
    if current.parts.isEmpty { current.pack = location?.pack }
    current.parts.append(BlobPiece.Part(row: row, rawStart: current.rawCount))
    current.rawCount += Int(span.length)
    offset += UInt64(span.length)
    return complete
  }

  /// The last piece, if there is one.
  mutating func finish() -> BlobPiece? {
    defer { current = BlobPiece(offset: offset) }
    return current.parts.isEmpty ? nil : current
  }

  private func continues(_ location: ObjectLocation?, _ row: ObjectRow) -> Bool {
    guard let last = current.parts.last?.row else { return true }
    guard let pack = current.pack, let location, location.pack == pack,
      current.rawCount + Int(row.raw) <= bytesMax
    else { return false }
    let isSameFrame = row.sharesPayload(with: last) && row.encoding != Encoding.raw.rawValue
    return isSameFrame || row.offset == last.offset + UInt64(last.stored)
  }
}
