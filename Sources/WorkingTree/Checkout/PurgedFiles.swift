import FileIO
import ObjectStore
import Objects

// A version with a file that was purged: all others are brought.
extension CheckoutPlan {
  /// Takes files out of what is written whose bytes were deleted on purpose. The index names them, so that they show
  /// as deleted and not as something new; what was in their place goes.
  mutating func leaveOutPurged(in store: ObjectStore) {
    var kept: [Write] = []
    for write in writes {
      let blob = BlobID(write.entry.id)
      let key = ObjectKey(kind: .chunk, digest: blob.digest)
      guard !store.containsBlob(blob), store.absence(of: key)?.state == .purged else {
        kept.append(write)
        continue
      }
      purged.append(write.path)
      if let status = write.replaced { removals.append(.init(path: write.path, status: status)) }
      changes.append(
        .set(
          IndexEntry(
            path: write.path, blob: blob, size: write.entry.size, mode: write.entry.mode)))
    }
    if !purged.isEmpty { writes = kept }
  }
}
