// What a store sees at one moment: the live segments, and the pending packs of this work tree.
import FileIO
import Objects

/// Where a copy of an object is.
struct ObjectLocation: Sendable {
  var pack: PackEntry
  var row: ObjectRow
}

/// An immutable view. Threads may share it.
final class StoreSnapshot: Sendable {
  let segments: SegmentSet
  let pending: PackedRows
  /// Pending packs that are damaged or gone; nothing is read from them.
  let failedPending: [PendingPack]

  init(segments: SegmentSet, pending: PackedRows, failedPending: [PendingPack]) {
    self.segments = segments
    self.pending = pending
    self.failedPending = failedPending
  }

  /// The first copy that `isUsable` accepts. Copies that need no base come first.
  func copy(
    of key: ObjectKey, where isUsable: (ObjectLocation) throws -> Bool
  ) throws -> ObjectLocation? {
    var deltas: [ObjectLocation] = []
    if let row = pending.row(key.kind, key.digest) {
      let location = ObjectLocation(pack: pending.packs[Int(row.pack)], row: row)
      if row.isDelta { deltas.append(location) } else if try isUsable(location) { return location }
    }
    for segment in segments.live {
      guard let row = try segment.row(key.kind, key.digest) else { continue }
      let location = ObjectLocation(pack: segment.packs[Int(row.pack)], row: row)
      if row.isDelta { deltas.append(location) } else if try isUsable(location) { return location }
    }
    return try deltas.first(where: isUsable)
  }

  /// The roots of all recipes for a blob, each once.
  func recipes(of blob: Digest) throws -> [Digest] {
    var roots = pending.recipes(of: blob)
    for segment in segments.live {
      for root in try segment.recipes(of: blob) where !roots.contains(root) { roots.append(root) }
    }
    return roots
  }

  /// Why an object is absent.
  func absence(of key: ObjectKey) throws -> Absence? {
    for segment in segments.live {
      if let absence = try segment.absence(of: key) { return absence }
    }
    return nil
  }

  /// Everything that can be merged, pending packs first.
  var sources: [MergeSource] { [.packed(pending)] + segments.live.map(MergeSource.segment) }
}
