import ObjectStore
import Objects

/// How many bytes of new files are made of chunks that old files have: what need not be stored again.
struct SharedBytes {
  private let store: ObjectStore
  private var chunks = Set<Digest>()

  init(_ store: ObjectStore) {
    self.store = store
  }

  /// Takes in the chunks of an old file; nothing when its recipe is not here.
  mutating func add(_ blob: BlobID) {
    for (id, _) in spans(of: blob) ?? [] { chunks.insert(id) }
  }

  /// Bytes of a new file that the old ones have; nil when its recipe is not here.
  func shared(by blob: BlobID) -> UInt64? {
    spans(of: blob)?.reduce(0) { $0 + (chunks.contains($1.0) ? $1.1 : 0) }
  }

  private func spans(of blob: BlobID) -> [(Digest, UInt64)]? {
    guard !store.isPromised(blob) else { return nil }
    if let recipe = try? store.recipe(of: blob) {
      return recipe.chunks.map { ($0.id.digest, UInt64($0.length)) }
    }
    guard store.containsBlob(blob), let size = try? store.size(of: blob) else { return nil }
    return [(blob.digest, size)]
  }
}
