// Many small packs become one, so that small commits do not leave thousands of files.
import FileIO
import Objects
import SystemPackage

/// Copies the objects of small packs, as they are stored, into new packs.
struct PackFold {
  /// What a fold made, and which packs it made needless.
  struct Outcome {
    var sealed: [SealedPack] = []
    var folded: Set<Digest> = []
  }

  let store: ObjectStore

  /// Folds the small packs of each class that has enough of them.
  ///
  /// - Parameter taken: the segments that the transaction takes in.
  /// - Parameter left: the live segments that stay: what they name cannot go.
  func run(taken: [SegmentReader], left: [SegmentReader]) throws -> Outcome {
    var outcome = Outcome()
    let kept = Set(left.flatMap(\.packs).map(\.id))
    let condemned = store.condemned
    let small = Set(taken.flatMap(\.packs)).filter {
      $0.bytes < UInt64(store.limits.smallPackBytes) && !kept.contains($0.id)
        && !condemned.contains($0.id)
    }
    for isMetadata in [false, true] {
      let candidates = small.filter { $0.isMetadata == isMetadata }.sorted { $0.id < $1.id }
      guard candidates.count >= max(store.limits.smallPacksMax, 2) else { continue }
      do {
        try fold(candidates, of: taken, isMetadata: isMetadata, &outcome)
      } catch {
        for pack in outcome.sealed { try? store.fileSystem.unlink(pack.temporary) }
        throw error
      }
    }
    return outcome
  }

  private func fold(
    _ candidates: [PackEntry], of taken: [SegmentReader], isMetadata: Bool,
    _ outcome: inout Outcome
  ) throws {
    var writer: PackWriter?
    var copied: Set<ObjectKey> = []
    // Where one of them holds all that the others do, the same table comes again; and they go.
    let going = Set(candidates.map(\.id))
    do {
      for candidate in candidates {
        guard let scan = try soundScan(candidate) else { continue }
        if let full = writer, full.isFull(adding: Int(scan.table.bodyEnd)) {
          outcome.sealed.append(try full.seal())
          writer = nil
        }
        let open = try writer ?? store.makePackWriter(isMetadata: isMetadata, avoiding: going)
        writer = open
        try copy(scan, naming: taken, to: open, &copied)
        outcome.folded.insert(candidate.id)
      }
      if let writer { outcome.sealed.append(try writer.seal()) }
    } catch {
      if let writer { try? store.fileSystem.unlink(writer.path) }
      throw error
    }
  }

  /// The pack, unless it is gone or damaged: such a pack stays where it is, for a check to find.
  private func soundScan(_ candidate: PackEntry) throws -> PackScan? {
    guard let file = try store.packFiles.file(candidate) else { return nil }
    do {
      let scan = try PackScan(file, store.scanRules)
      return try scan.firstDamage() == nil ? scan : nil
    } catch is StoreError {
      return nil
    }
  }

  private func copy(
    _ scan: PackScan, naming segments: [SegmentReader], to writer: PackWriter,
    _ copied: inout Set<ObjectKey>
  ) throws {
    try scan.forEachPayload { payload in
      // A copy that no segment names stays behind: it was collected, or there is another one.
      let new = try payload.rows.filter { row in
        try segments.name(row, in: scan.table.entry.id) && copied.insert(row.key).inserted
      }
      guard !new.isEmpty else { return }
      // The pack was sound a moment ago: then it was read, and now it could not be.
      if let damage = payload.damage.first {
        throw StoreError.corrupt(
          damage.row.key, path: scan.file.path.string, offset: damage.row.offset,
          reason: damage.reason)
      }
      let offset = try payload.stored.withUnsafeBytes { try writer.append($0) }
      for row in new {
        var row = row
        row.offset = offset
        writer.add(row, bases: scan.table.bases.ids(of: row))
      }
    }
  }
}
