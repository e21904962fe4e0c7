// What a file's content is stored as.
import Objects

extension ObjectStore {
  /// Whether nothing is lost with a copy of a file: its bytes are here, or a remote has them. In a shared store
  /// that may be the remote of another clone.
  public func keeps(_ blob: BlobID) -> Bool {
    containsBlob(blob)
      || !isShared && absence(of: ObjectKey(kind: .chunk, digest: blob.digest))?.state == .promised
  }

  /// Whether all that a file is stored as is here, as far as the index tells.
  public func isWhole(_ blob: BlobID) throws -> Bool {
    do {
      var isWhole = true
      try forEachPart(of: blob) { key in
        if isWhole { isWhole = contains(key) }
      }
      return isWhole
    } catch let error as StoreError where error.isLoss {
      return false
    }
  }

  /// Calls `body` with the objects that a blob is stored as: its one chunk, or the parts of a recipe and the
  /// chunks that it lists, in the order of the file. A chunk that is in it twice is named twice.
  ///
  /// Errors: `object-missing`, `object-absent` when neither is here; `object-corrupt`.
  public func forEachPart(of blob: BlobID, _ body: (ObjectKey) throws -> Void) throws {
    guard let root = try recipeRoot(of: blob) else { return try body(chunkKey(blob)) }
    try RecipeCodec.forEachChunk(
      root: root, expecting: blob,
      load: { part in
        try body(ObjectKey(kind: .recipe, digest: part.digest))
        return try read(.recipe, part.digest)
      },
      { span in try body(ObjectKey(kind: .chunk, digest: span.id.digest)) })
  }
}
