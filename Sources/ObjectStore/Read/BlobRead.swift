// Blobs: one chunk, or a recipe of many.
import FileIO
import Objects

extension ObjectStore {
  /// Whether the blob can be read, as far as the index tells: a chunk of its id is there, or the
  /// root of a recipe for it.
  public func containsBlob(_ blob: BlobID) -> Bool {
    if contains(chunkKey(blob)) { return true }
    return ((try? recipeRoots(of: blob)) ?? []).isEmpty == false
  }

  /// The same for those to whom a wrong no would lose something: a disk that does not answer is an error.
  public func isStored(_ blob: BlobID) throws -> Bool {
    try isStored(chunkKey(blob)) || !recipeRoots(of: blob).isEmpty
  }

  /// The blob's recipe; nil when it is a single chunk.
  ///
  /// Of several recipes, one whose chunks are all there. Errors: `StoreError.missing`, `.absent`,
  /// or what is wrong with the recipe.
  public func recipe(of blob: BlobID) throws -> Recipe? {
    guard let root = try recipeRoot(of: blob) else { return nil }
    return try decodeRecipe(root, of: blob)
  }

  /// The blob's length in bytes.
  public func size(of blob: BlobID) throws -> UInt64 {
    if let chunk = try locate(chunkKey(blob)) { return UInt64(chunk.row.raw) }
    guard let root = try recipeRoot(of: blob) else {
      guard let chunk = try locate(chunkKey(blob)) else { throw missing(blob) }
      return UInt64(chunk.row.raw)
    }
    guard let head = try RecipeCodec.decodeRoot(read(.recipe, root.digest), id: root),
      head.blob == blob
    else { throw StoreError.blobDamaged(blob, reason: "its recipe is of another blob") }
    return head.size
  }

  /// The whole blob, if it has at most `maxBytes`; else `StoreError.tooLarge`.
  public func readBlob(_ blob: BlobID, maxBytes: Int) throws -> [UInt8] {
    let key = chunkKey(blob)
    if let chunk = try locate(key) {
      guard Int(chunk.row.raw) <= maxBytes else {
        throw StoreError.tooLarge(key, bytes: UInt64(chunk.row.raw), maximum: UInt64(maxBytes))
      }
      return try read(.chunk, blob.digest)
    }
    let size = try size(of: blob)
    guard size <= UInt64(maxBytes) else {
      throw StoreError.tooLarge(key, bytes: size, maximum: UInt64(maxBytes))
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(size))
    try stream(blob) { piece, _ in bytes.append(contentsOf: piece) }
    return bytes
  }

  func chunkKey(_ blob: BlobID) -> ObjectKey { ObjectKey(kind: .chunk, digest: blob.digest) }

  /// The root of the recipe to use; nil when the blob is a single chunk that is there. A blob that is promised
  /// is brought.
  func recipeRoot(of blob: BlobID) throws -> RecipeID? {
    if try locate(chunkKey(blob)) != nil { return nil }
    let roots = try recipeRoots(of: blob)
    if roots.count > 1 {
      for root in roots where (try? isComplete(root, of: blob)) == true { return root }
    }
    if let root = roots.first { return root }
    let snapshot = try snapshot()
    let isNew = try self.snapshot(newerThan: snapshot) != nil || bringIfPromised(blob)
    if isNew { return try recipeRoot(of: blob) }
    throw missing(blob)
  }

  /// The roots of recipes for the blob that are stored.
  func recipeRoots(of blob: BlobID) throws -> [RecipeID] {
    try snapshot().recipes(of: blob.digest).compactMap { root in
      try locate(ObjectKey(kind: .recipe, digest: root)) == nil ? nil : RecipeID(root)
    }
  }

  private func isComplete(_ root: RecipeID, of blob: BlobID) throws -> Bool {
    var isComplete = true
    try forEachChunk(root, of: blob) { span in
      guard isComplete else { return }
      isComplete = try locate(ObjectKey(kind: .chunk, digest: span.id.digest)) != nil
    }
    return isComplete
  }

  private func decodeRecipe(_ root: RecipeID, of blob: BlobID) throws -> Recipe {
    try RecipeCodec.decode(root: root, expecting: blob) { try read(.recipe, $0.digest) }
  }

  /// Calls `body` with each chunk of a recipe in order, without holding them all.
  func forEachChunk(
    _ root: RecipeID, of blob: BlobID, _ body: (ChunkSpan) throws -> Void
  ) throws {
    try RecipeCodec.forEachChunk(
      root: root, expecting: blob, load: { try read(.recipe, $0.digest) }, body)
  }

  private func missing(_ blob: BlobID) -> StoreError {
    let key = chunkKey(blob)
    if let absence = absence(of: key) { return .absent(key, absence) }
    return .missing(key, pack: (try? packLoss(of: blob)) ?? nil)
  }

  /// What became of the pack with the blob's only chunk, or with its recipe.
  private func packLoss(of blob: BlobID) throws -> PackLoss? {
    if let loss = try packLoss(of: chunkKey(blob)) { return loss }
    for root in try snapshot().recipes(of: blob.digest) {
      if let loss = try packLoss(of: ObjectKey(kind: .recipe, digest: root)) { return loss }
    }
    return nil
  }
}
