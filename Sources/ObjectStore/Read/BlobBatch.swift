// Many small blobs at once: neighbours in a pack are one read, and hashed two at a time.
import Objects

extension ObjectStore {
  /// What one read takes at most, bytes.
  private static let batchBytesMax = 1 << 20

  /// Calls `body` with the verified bytes of each of some blobs and its place among them, in order. The
  /// bytes are valid during the call.
  ///
  /// - Parameter maxBytes: no blob may be larger.
  ///
  /// Errors: those of `readBlob`.
  public func readBlobs(
    _ blobs: [BlobID], maxBytes: Int, _ body: (Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var planner = PiecePlanner(bytesMax: Self.batchBytesMax)
    let reader = PieceReader(self)
    // The first of the blobs that are planned and not yet read.
    var first = 0
    func read(_ piece: BlobPiece?) throws {
      guard let piece else { return }
      let bytes = try reader.read(piece)
      for part in piece.parts {
        let range = part.rawStart..<part.rawStart + Int(part.row.raw)
        try body(first, UnsafeRawBufferPointer(rebasing: bytes[range]))
        first += 1
      }
    }
    for (place, blob) in blobs.enumerated() {
      if let location = try locate(chunkKey(blob)), Int(location.row.raw) <= maxBytes {
        let span = ChunkSpan(id: ChunkID(blob.digest), length: location.row.raw)
        try read(planner.add(span, at: location))
      } else {
        try read(planner.finish())
        try readBlob(blob, maxBytes: maxBytes).withUnsafeBytes { try body(place, $0) }
        first = place + 1
      }
    }
    try read(planner.finish())
  }
}
