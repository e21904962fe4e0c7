import ObjectStore
import Objects

/// Tells of a file's content whether all of it can be had. Each is looked at once.
struct BrokenBlobs {
  let store: ObjectStore
  /// Objects that a check found missing or damaged.
  let broken: Set<ObjectKey>
  private var known: [BlobID: Bool] = [:]

  init(_ store: ObjectStore, broken: Set<ObjectKey>) {
    self.store = store
    self.broken = broken
  }

  /// Whether any of its bytes are lost. What is declared absent is not.
  mutating func contains(_ blob: BlobID) -> Bool {
    if let known = known[blob] { return known }
    let isBroken = find(blob)
    known[blob] = isBroken
    return isBroken
  }

  private func find(_ blob: BlobID) -> Bool {
    let chunk = ObjectKey(kind: .chunk, digest: blob.digest)
    if broken.contains(chunk) { return true }
    if store.contains(chunk) { return false }
    if !store.containsBlob(blob) { return store.absence(of: chunk) == nil }
    guard let recipe = try? store.recipe(of: blob) else { return true }
    return recipe.chunks.contains { span in
      let key = ObjectKey(kind: .chunk, digest: span.id.digest)
      return broken.contains(key) || (!store.contains(key) && store.absence(of: key) == nil)
    }
  }
}
