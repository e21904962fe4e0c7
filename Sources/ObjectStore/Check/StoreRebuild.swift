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
  /// Objects that only damaged packs had, copied into fresh packs.
  public var salvagedObjects = 0
  /// Packs whose table cannot be read.
  public var damagedPacks: [StoreProblem] = []
  /// The ids of those of them that nothing else tells the content of either.
  public var unexplainedPacks: [String] = []
  /// Objects that are damaged. The index names them no more, so that their bytes can be stored again.
  public var damagedObjects: [StoreProblem] = []
  /// Packs that were moved to the trash, by their new paths.
  public var trashedPacks: [String] = []
  /// Whether deltas are left out only because what they are made on is not to be had.
  public var lacksBases = false
}

/// Makes the object index again.
public enum StoreRebuild {
  /// Reads every pack, checks every object, copies what is whole of damaged packs into fresh ones, and
  /// replaces all segments by one. Then the damaged packs go to the trash.
  ///
  /// Blobs are found again through their recipes' roots. Of a pack whose table is damaged old segments and
  /// the rest of the table say where objects are, and hashes which of them are whole. What old
  /// segments declare absent is kept as far as they can be read. Where there is no pack at all, nothing
  /// is done. The caller keeps all writers out. Stopped at any point, it can be done again.
  ///
  /// - Parameter time: names the folder of the trash; nil leaves damaged packs where they are.
  /// Errors: `StoreError.unsupported` for a segment or pack of a later version, which are left alone.
  public static func segments(
    of store: ObjectStore, durability: Durability, trashingAt time: Timestamp? = nil,
    progress: @escaping (Int) -> Void = { _ in }
  ) throws -> StoreRebuildReport {
    var report = StoreRebuildReport()
    let names = try packNames(store)
    if names.isEmpty { return report }
    let old = try oldSegments(store)
    let packs = try contents(of: names, store, old, progress)
    var sound = PackedRows()
    for pack in packs where !pack.isDamaged {
      try add(pack.entry, pack.whole, pack.file, store, to: &sound)
    }
    sound.sort()
    let damaged = packs.filter(\.isDamaged)
    let fresh = try SalvageCopy(store: store, sound: sound).run(damaged)
    Failpoint.salvageCopied.hit()
    for table in fresh {
      let file = try File(store.layout.pack(table.entry.id), .read, in: store.fileSystem)
      try add(table.entry, table.rows, file, store, to: &sound)
      report.salvagedObjects += table.rows.count
    }
    sound.sort()
    report.note(packs, fresh: fresh.count)
    report.objects = sound.count
    try write(sound, old, store, durability)
    Failpoint.salvagePublished.hit()
    if let time {
      // Deltas without their bases may be whole: the pack stays for the next repair.
      let going = Set(damaged.filter { !$0.mustStay }.map(\.entry.id))
        .subtracting(fresh.map(\.entry.id))
      report.trashedPacks = try store.trashDamaged(going, at: time, durability: durability)
    }
    return report
  }

  /// Reads all packs; deltas when all else is known.
  private static func contents(
    of names: [Digest], _ store: ObjectStore, _ segments: [SegmentReader],
    _ progress: (Int) -> Void
  ) throws -> [PackContent] {
    var packs: [PackContent] = []
    var bases = PackedRows()
    for id in names {
      let pack = try PackContent(id, in: store, segments: segments)
      bases.add(pack.entry, pack.whole)
      packs.append(pack)
      progress(Int(clamping: pack.entry.bytes))
    }
    bases.sort()
    let rules = rules(store, bases)
    for index in packs.indices { try packs[index].checkDeltas(rules) }
    return packs
  }

  /// Deltas may be made on whatever was found whole, wherever it is.
  private static func rules(_ store: ObjectStore, _ whole: PackedRows) -> ScanRules {
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
    return rules
  }

  private static func add(
    _ entry: PackEntry, _ rows: [ObjectRow], _ file: File, _ store: ObjectStore,
    to sound: inout PackedRows
  ) throws {
    sound.add(entry, rows)
    sound.add(try RecipeRoots.find(in: rows, file, decoder: store.decoder))
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
    try store.share(path)
    try fileSystem.rename(path, to: layout.segment(id))
    if isDurable {
      try fileSystem.syncDirectory(layout.packs)
      try fileSystem.syncDirectory(layout.segments)
    }
    for segment in old { try? fileSystem.unlink(layout.segment(segment)) }
    try store.reload()
  }
}

extension StoreRebuildReport {
  fileprivate mutating func note(_ contents: [PackContent], fresh: Int) {
    packs = contents.count { !$0.isDamaged } + fresh
    damagedPacks = contents.compactMap(\.tableProblem)
    unexplainedPacks = contents.filter(\.isUnexplained).map(\.entry.id.hex)
    damagedObjects = contents.flatMap(\.damage)
    lacksBases = contents.contains(where: \.lacksBases)
  }
}
