// What is whole of damaged packs, copied as it is stored into fresh ones.
import FileIO
import Objects
import SystemPackage

/// Writes packs with all that only damaged packs have.
struct SalvageCopy {
  let store: ObjectStore
  /// What sound packs have, sorted.
  let sound: PackedRows

  private struct Writers {
    var data: PackWriter?
    var metadata: PackWriter?
    var sealed: [SealedPack] = []
    var copied: Set<ObjectKey> = []
    var temporary: [FilePath] { [data, metadata].compactMap(\.?.path) + sealed.map(\.temporary) }
  }

  /// Copies out of the packs; returns the fresh ones, named, synced and read again. No segment names
  /// them yet.
  func run(_ damaged: [PackContent]) throws -> [PackTable] {
    var writers = Writers()
    // The same objects at the same places would make a pack of the damaged one's name.
    let taken = Set(damaged.map(\.entry.id))
    do {
      // Copies that are whole come before those that are made on others.
      for deltas in [false, true] {
        for pack in damaged { try copy(pack, deltas: deltas, avoiding: taken, &writers) }
      }
      for writer in [writers.data, writers.metadata].compactMap(\.self) {
        writers.sealed.append(try writer.seal())
      }
      (writers.data, writers.metadata) = (nil, nil)
      return try writers.sealed.map { try named($0) }
    } catch {
      for path in writers.temporary { try? store.fileSystem.unlink(path) }
      throw error
    }
  }

  private func copy(
    _ pack: PackContent, deltas: Bool, avoiding taken: Set<Digest>, _ writers: inout Writers
  ) throws {
    var runEnd: UInt64 = 0
    let rows = pack.whole.filter { $0.isDelta == deltas && isNeeded($0, writers) }
    var start = 0
    while start < rows.count {
      try Interruption.check()
      let first = rows[start]
      let payload = rows[start...].prefix { $0.sharesPayload(with: first) }
      start = payload.endIndex
      let stored = try pack.file.readBytes(at: Int64(first.offset), count: Int(first.stored))
      let writer = try writer(
        isMetadata: first.kind != .chunk, adding: stored.count, avoiding: taken, &writers)
      // A run of a large file keeps its place modulo the block size.
      if first.encoding == Encoding.raw.rawValue, first.stored >= 64 << 10, first.offset != runEnd {
        writer.align(to: first.offset)
      }
      runEnd = first.offset + UInt64(first.stored)
      let offset = try stored.withUnsafeBytes { try writer.append($0) }
      for var row in payload where writers.copied.insert(row.key).inserted {
        let bases = pack.bases(of: row)
        row.offset = offset
        writer.add(row, bases: bases)
      }
    }
  }

  /// Whether no sound pack has the object, nor a copy that was made just now.
  private func isNeeded(_ row: ObjectRow, _ writers: Writers) -> Bool {
    if writers.copied.contains(row.key) { return false }
    guard let other = sound.row(row.kind, row.id) else { return true }
    return other.isDelta && !row.isDelta
  }

  private func writer(
    isMetadata: Bool, adding bytes: Int, avoiding taken: Set<Digest>, _ writers: inout Writers
  ) throws -> PackWriter {
    let place: WritableKeyPath<Writers, PackWriter?> = isMetadata ? \.metadata : \.data
    if let open = writers[keyPath: place] {
      if !open.isFull(adding: bytes) { return open }
      writers.sealed.append(try open.seal())
      writers[keyPath: place] = nil
    }
    let new = try store.makePackWriter(isMetadata: isMetadata, avoiding: taken)
    writers[keyPath: place] = new
    return new
  }

  /// Gives a pack its name once the disk has it, and reads it as nobody who wrote it would.
  private func named(_ pack: SealedPack) throws -> PackTable {
    try File(pack.temporary, .read, in: store.fileSystem).sync()
    let id = try PackNaming(store: store).name(pack)
    let path = store.layout.pack(id)
    let scan = try PackScan(File(path, .read, in: store.fileSystem), store.scanRules)
    let isWhole = try scan.table.entry.id == id && isWhole(scan)
    guard isWhole else {
      throw StoreError.packDamaged(path: path.string, reason: "it was written just now")
    }
    return scan.table
  }

  /// Deltas were checked before, and what they are made on may have no segment to be found by yet.
  private func isWhole(_ scan: PackScan) throws -> Bool {
    var isWhole = true
    try scan.forEachPayload { payload in
      for (row, _) in payload.damage
      where !row.isDelta && Encoding(rawValue: row.encoding) != nil {
        isWhole = false
      }
    }
    return isWhole
  }
}
