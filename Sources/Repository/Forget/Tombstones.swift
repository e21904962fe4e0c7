// The files that were purged, as the refs' notes say.
import ObjectStore
import Objects
import References
import WorkingTree

extension [Tombstone] {
  /// The tombstones that a stored view names. A note that cannot be read is passed over, for a check to find.
  package static func load(_ view: TreeID, from store: ObjectStore) throws -> [Tombstone] {
    try View.notes(about: nil, .tombstone, in: view, from: store).compactMap { placed in
      do {
        return try store.note(placed.id).tombstone
      } catch let error as StoreError where error.isLoss {
        return nil
      }
    }.sorted { $0.note < $1.note }
  }

  /// What is not needed any more because of them.
  package var forgotten: Forgotten {
    Forgotten(blobs: Set(map(\.blob)), records: Set(flatMap(\.records)))
  }

  /// Why an object is gone; nil when none of them is about it.
  package func absence(of key: ObjectKey) -> Absence? {
    let found = first { tombstone in
      switch key.kind {
      case .chunk: tombstone.blob.digest == key.digest
      case .record: tombstone.records.contains(key.digest)
      case .recipe, .tree: false
      }
    }
    return found.map { Absence(.purged, detail: $0.note.hex) }
  }

  /// Those whose file a tree has at one of their paths.
  func held(by tree: TreeID, in store: ObjectStore) throws -> [Tombstone] {
    try filter { tombstone in
      try tombstone.paths.contains { path in
        try TreeWalk.find(path, in: tree, in: store)?.id == tombstone.blob.digest
      }
    }
  }
}

extension Tombstone {
  /// `'data/a.csv' was purged by Ana at 2026-11-23T06:00:00Z: asked to`
  package var sentence: String {
    let names = paths.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    let what = names.isEmpty ? "blob \(blob.short)" : names
    return "\(what) was purged by \(author.name) at \(author.time): \(reason)"
  }
}

extension Repository {
  /// The files that were purged, as far as it is known here.
  package func tombstones() throws -> [Tombstone] {
    try .load(operations.current().operation.view, from: store)
  }
}
