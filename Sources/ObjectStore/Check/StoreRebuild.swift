// `mlx fsck --repair`, the store's half: the object index, made anew from the packs.
import FileIO
import Objects
import SystemPackage

/// What a rebuild found.
public struct StoreRebuildReport: Sendable, Equatable {
  /// Packs that the new index names.
  public var packs = 0
  /// Objects that it names.
  public var objects = 0
  /// Packs that are left out, because their table cannot be read.
  public var damagedPacks: [StoreProblem] = []
  /// Objects that are damaged; the index names them only where there is no other copy.
  public var damagedObjects: [StoreProblem] = []
}

/// Makes the object index again.
public enum StoreRebuild {
  /// Reads every pack, checks every object, and replaces all segments by one.
  ///
  /// Blobs are found again through their recipes' roots. What old segments declare absent is kept as
  /// far as they can be read.
  public static func segments(
    of store: ObjectStore, durability: Durability,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws -> StoreRebuildReport {
    var report = StoreRebuildReport()
    var sound = PackedRows()
    var doubtful = PackedRows()
    for id in try packNames(store) {
      let path = store.layout.pack(id)
      do {
        let scan = try scan(path, id, store)
        let damage = try damagedRows(scan, path, &report)
        sound.add(scan.table.entry, scan.table.rows.filter { !damage.contains($0.offset) })
        doubtful.add(scan.table.entry, scan.table.rows.filter { damage.contains($0.offset) })
        sound.add(try RecipeRoots.find(in: scan.table, scan.file, decoder: store.decoder))
        report.packs += 1
        progress(Int(clamping: scan.table.entry.bytes))
      } catch let error as StoreError {
        report.damagedPacks.append(StoreProblem(error, path: path.string))
      }
    }
    sound.sort()
    doubtful.sort()
    report.objects = sound.count
    try write([.packed(sound), .packed(doubtful)], store, durability)
    return report
  }

  private static func packNames(_ store: ObjectStore) throws -> [Digest] {
    try store.fileSystem.entries(of: store.layout.packs)
      .compactMap { StoreLayout.id(in: $0.name, suffix: ".pack") }.sorted()
  }

  private static func scan(
    _ path: FilePath, _ id: Digest, _ store: ObjectStore
  ) throws -> PackScan {
    let file = try File(path, .read, in: store.fileSystem)
    let scan = try PackScan(
      file, decoder: store.decoder, objectBytesMax: store.limits.objectBytesMax)
    guard scan.table.entry.id == id else {
      throw StoreError.packDamaged(path: path.string, reason: "its name is not its checksum")
    }
    return scan
  }

  /// The offsets of payloads with damage.
  private static func damagedRows(
    _ scan: PackScan, _ path: FilePath, _ report: inout StoreRebuildReport
  ) throws -> Set<UInt64> {
    var offsets: Set<UInt64> = []
    try scan.forEachPayload { payload in
      for (row, reason) in payload.damage {
        offsets.insert(row.offset)
        report.damagedObjects.append(StoreProblem(row, path: path.string, reason: reason))
      }
    }
    return offsets
  }

  private static func write(
    _ sources: [MergeSource], _ store: ObjectStore, _ durability: Durability
  ) throws {
    let (layout, fileSystem) = (store.layout, store.fileSystem)
    let old = try SegmentSet.names(layout, in: fileSystem)
    var absent: [AbsentRow] = []
    for id in old {
      let segment = try? SegmentReader(
        layout.segment(id), id: id, in: fileSystem, loadBelow: store.limits.segmentSmallBytes)
      absent += (try? segment?.absentRows()) ?? []
    }
    let merge = SegmentMerge(
      sources: sources, absent: absent, replaced: old, isThere: { _ in true })
    let isDurable = durability == .full
    let (path, id, _) = try merge.write(
      in: layout.temporary, fileSystem: fileSystem, sync: isDurable)
    try fileSystem.rename(path, to: layout.segment(id))
    if isDurable {
      try fileSystem.syncDirectory(layout.packs)
      try fileSystem.syncDirectory(layout.segments)
    }
    for segment in old { try? fileSystem.unlink(layout.segment(segment)) }
    try store.reload()
  }
}
