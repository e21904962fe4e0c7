// A file that was put together by another store's list.
import FileIO
import Objects

extension ObjectStore {
  /// Hashes a file whose chunks are here, by the recipe that another store has for it.
  ///
  /// Errors: `object-corrupt` when that is not its id; those of reading.
  public func verify(_ blob: BlobID, asListedIn other: ObjectStore) throws {
    guard let root = try other.recipeRoot(of: blob) else { return }
    var hasher = SHA256Hasher()
    try other.forEachChunk(root, of: blob) { span in
      try Interruption.check()
      hasher.update(try read(.chunk, span.id.digest))
    }
    guard hasher.finalize() == blob.digest else {
      throw StoreError.blobDamaged(blob, reason: "its recipe is of another file")
    }
  }
}
