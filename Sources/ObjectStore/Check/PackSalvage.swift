// What is left of a pack that cannot tell itself what is in it.
import FileIO
import Objects

/// Finds the objects of a pack whose table is damaged or cut off: old segments say where they are, and
/// their hashes whether they are whole.
struct PackSalvage {
  let store: ObjectStore
  let segments: [SegmentReader]

  /// Adds what is whole to the rows; returns how many objects that is.
  func add(_ pack: Digest, to rows: inout PackedRows) throws -> Int {
    let file = try File(store.layout.pack(pack), .read, in: store.fileSystem)
    let size = UInt64(clamping: try file.status().size)
    var found: Set<ObjectKey> = []
    for segment in segments {
      guard let number = segment.packs.firstIndex(where: { $0.id == pack }) else { continue }
      // The pack counts as large as it is now, so that what is in it can be read.
      let entry = PackEntry(id: pack, bytes: size, flags: segment.packs[number].flags)
      let whole = try self.whole(try named(by: segment, number), in: file, entry)
        .filter { found.insert($0.key).inserted }
      rows.add(entry, whole)
      rows.add(try RecipeRoots.find(in: whole, file, decoder: store.decoder))
    }
    return found.count
  }

  /// The rows of a segment about a pack, in body order, as far as the segment can be read.
  private func named(by segment: SegmentReader, _ number: Int) throws -> [ObjectRow] {
    var rows: [ObjectRow] = []
    for kind in StoredKind.allCases {
      do {
        var cursor = try MergeSource.segment(segment).cursor(kind)
        while let row = cursor.current {
          if Int(row.pack) == number { rows.append(row) }
          try cursor.advance()
        }
      } catch StoreError.segmentDamaged {
        continue
      }
    }
    return rows.sorted { ($0.offset, $0.inner) < ($1.offset, $1.inner) }
  }

  private func whole(_ rows: [ObjectRow], in file: File, _ entry: PackEntry) throws -> [ObjectRow] {
    let inside = rows.filter { row in
      (try? store.check(ObjectLocation(pack: entry, row: row))) != nil
    }
    var whole: [ObjectRow] = []
    var start = 0
    while start < inside.count {
      try Interruption.check()
      let payload = inside[start...].prefix { $0.sharesPayload(with: inside[start]) }
      let scanned = try PackScan.scan(
        // The list of bases went with the table.
        payload, in: file, BaseList(), store.scanRules)
      let damaged = Set(scanned.damage.map { $0.row.key })
      whole += payload.filter { !damaged.contains($0.key) }
      start = payload.endIndex
    }
    return whole
  }
}
