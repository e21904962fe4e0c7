// A blob's bytes in order, for readers that cannot take them in pieces of their own choice.
import FileIO
import Objects

extension ObjectStore {
  /// Calls `body` with the blob's bytes in order, in pieces of up to a few MiB, each with its
  /// offset. Every chunk is verified by its id.
  ///
  /// - Parameter verifyWhole: also hash the whole blob, and throw `StoreError.blobDamaged` in the
  ///   end if that is not its id.
  public func stream(
    _ blob: BlobID, verifyWhole: Bool = false,
    _ body: (UnsafeRawBufferPointer, _ offset: UInt64) throws -> Void
  ) throws {
    guard let root = try recipeRoot(of: blob) else {
      // A single chunk: its id is the blob's.
      let bytes = try read(.chunk, blob.digest)
      return try bytes.withUnsafeBytes { try body($0, 0) }
    }
    var hasher = SHA256Hasher()
    let reader = PieceReader(self)
    try forEachPiece(root, of: blob) { piece in
      let bytes = try reader.read(piece)
      if verifyWhole { hasher.update(bytes) }
      try body(bytes, piece.offset)
    }
    if verifyWhole, hasher.finalize() != blob.digest {
      throw StoreError.blobDamaged(blob, reason: "its chunks do not add up to its id")
    }
  }

  /// Gathers the chunks of a recipe into pieces.
  func forEachPiece(
    _ root: RecipeID, of blob: BlobID, _ body: (BlobPiece) throws -> Void
  ) throws {
    var planner = PiecePlanner(bytesMax: limits.bufferBytes)
    try forEachChunk(root, of: blob) { span in
      var location = try locate(ObjectKey(kind: .chunk, digest: span.id.digest))
      // A row of another length than the recipe's cannot be right.
      if let found = location, found.row.raw != span.length { location = nil }
      if let piece = planner.add(span, at: location) { try body(piece) }
    }
    if let piece = planner.finish() { try body(piece) }
  }
}
