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
  /// Objects that it names in packs whose own table cannot be read.
  public var salvagedObjects = 0
  /// Packs whose table cannot be read.
  public var damagedPacks: [StoreProblem] = []
  /// Objects that are damaged. The index names them no more, so that their bytes can be stored again.
  public var damagedObjects: [StoreProblem] = []
}

/// Makes the object index again.
public enum StoreRebuild {
  /// Reads every pack, checks every object, and replaces all segments by one.
  ///
  /// Blobs are found again through their recipes' roots. Of a pack whose table is damaged those
  /// objects stay that old segments name and that are whole. What old segments declare absent is kept
  /// as far as they can be read. Where there is no pack at all, nothing is done.
  ///
  /// Errors: `StoreError.unsupported` for a segment or pack of a later version, which are left alone.
  public static func segments(
    of store: ObjectStore, durability: Durability,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws -> StoreRebuildReport {
    var report = StoreRebuildReport()
    let names = try packNames(store)
    if names.isEmpty { return report }
    let old = try oldSegments(store)
    let salvage = PackSalvage(store: store, segments: old)
    var sound = PackedRows()
    var deltas: [Digest] = []
    for id in names {
      let path = store.layout.pack(id)
      do {
        let scan = try scan(id, store, store.scanRules)
        let damage = try damagedObjects(scan, path, &report, deltas: false)
        let rows = scan.table.rows.filter { !$0.isDelta && !damage.contains($0.key) }
        if scan.table.rows.contains(where: \.isDelta) { deltas.append(id) }
        sound.add(scan.table.entry, rows)
        sound.add(try RecipeRoots.find(in: rows, scan.file, decoder: store.decoder))
        report.packs += 1
        progress(Int(clamping: scan.table.entry.bytes))
      } catch let error as StoreError {
        if case .unsupported = error { throw error }
        report.damagedPacks.append(StoreProblem(error, path: path.string))
        report.salvagedObjects += try salvage.add(id, to: &sound)
      }
    }
    sound.sort()
    try addDeltas(deltas, store, to: &sound, &report)
    report.objects = sound.count
    try write(sound, old, store, durability)
    return report
  }

  private static func packNames(_ store: ObjectStore) throws -> [Digest] {
    do throws(FileError) {
      return try store.fileSystem.entries(of: store.layout.packs)
        .compactMap { StoreLayout.id(in: $0.name, suffix: ".pack") }.sorted()
    } catch {
      guard case .notFound = error else { throw error }
      return []
    }
  }

  /// The segments that can be read; a damaged one is passed over.
  private static func oldSegments(_ store: ObjectStore) throws -> [SegmentReader] {
    try SegmentSet.names(store.layout, in: store.fileSystem).compactMap { id in
      do {
        return try SegmentReader(
          store.layout.segment(id), id: id, in: store.fileSystem,
          loadBelow: store.limits.segmentSmallBytes)
      } catch StoreError.segmentDamaged {
        return nil
      } catch FileError.io {
        return nil
      }
    }
  }

  /// Adds the deltas of packs: what they are made on must be among the sound rows.
  private static func addDeltas(
    _ packs: [Digest], _ store: ObjectStore, to sound: inout PackedRows,
    _ report: inout StoreRebuildReport
  ) throws {
    guard !packs.isEmpty else { return }
    let whole = sound
    var rules = store.scanRules
    rules.bases = { ids in
      var bytes: [UInt8] = []
      for id in ids {
        guard let row = whole.row(.chunk, id) else { return nil }
        let location = ObjectLocation(pack: whole.packs[Int(row.pack)], row: row)
        guard let base = try? store.bytes(at: location),
          bytes.count + base.count <= store.limits.objectBytesMax
        else { return nil }
        bytes += base
      }
      return ids.isEmpty ? nil : bytes
    }
    for id in packs {
      let path = store.layout.pack(id)
      let scan = try scan(id, store, rules)
      let damage = try damagedObjects(scan, path, &report, deltas: true)
      sound.add(scan.table.entry, scan.table.rows.filter { $0.isDelta && !damage.contains($0.key) })
    }
    sound.sort()
  }

  private static func scan(
    _ id: Digest, _ store: ObjectStore, _ rules: ScanRules
  ) throws -> PackScan {
    let path = store.layout.pack(id)
    let file = try File(path, .read, in: store.fileSystem)
    let scan = try PackScan(file, rules)
    guard scan.table.entry.id == id else {
      throw StoreError.packDamaged(path: path.string, reason: "its name is not its checksum")
    }
    return scan
  }

  /// The objects of a pack that are damaged; one in an encoding of a later version is not.
  private static func damagedObjects(
    _ scan: PackScan, _ path: FilePath, _ report: inout StoreRebuildReport, deltas: Bool
  ) throws -> Set<ObjectKey> {
    var damaged: Set<ObjectKey> = []
    try scan.forEachPayload(deltas: deltas) { payload in
      for (row, reason) in payload.damage where Encoding(rawValue: row.encoding) != nil {
        damaged.insert(row.key)
        report.damagedObjects.append(StoreProblem(row, path: path.string, reason: reason))
      }
    }
    return damaged
  }

  private static func write(
    _ rows: PackedRows, _ segments: [SegmentReader], _ store: ObjectStore, _ durability: Durability
  ) throws {
    let (layout, fileSystem) = (store.layout, store.fileSystem)
    try ObjectStore.create(at: store.root, fileSystem: fileSystem, durability: durability)
    let old = try SegmentSet.names(layout, in: fileSystem)
    let absent = segments.flatMap { (try? $0.absentRows()) ?? [] }
    let merge = SegmentMerge(
      sources: [.packed(rows)], absent: absent, replaced: old, isThere: { _ in true })
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
