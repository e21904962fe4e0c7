// What is needed of packs that are to go, copied as it is stored into new packs.
import FileIO
import Objects
import SystemPackage

/// Copies living objects out of packs.
struct CopyOut {
  let store: ObjectStore
  let marks: LiveMarks
  /// The packs that are to go.
  let leaving: Set<Digest>
  /// Whether what deltas are made on is needed as they are. Otherwise a delta on a chunk that is to go is
  /// stored as it is without it.
  var keepsBases = true

  /// What was copied, and which packs have to stay because a needed object in them is damaged.
  struct Outcome {
    var sealed: [SealedPack] = []
    var objects = 0
    var bytes: UInt64 = 0
    var damaged: Set<Digest> = []
  }

  private struct Writers {
    var data: PackWriter?
    var metadata: PackWriter?
    var copied: Set<ObjectKey> = []
    /// What deltas need that stay, or are copied.
    var bases: Set<Digest> = []
    var open: [PackWriter] { [data, metadata].compactMap(\.self) }
  }

  /// Copies every object that is needed and that no other pack has a copy of.
  func run() throws -> Outcome {
    var outcome = Outcome()
    var writers = Writers()
    do {
      let snapshot = try store.snapshot()
      var seen: Set<Digest> = []
      try findBases(snapshot, &writers)
      for entry in snapshot.segments.live.flatMap(\.packs)
      where leaving.contains(entry.id) && seen.insert(entry.id).inserted {
        try copy(entry, snapshot, &writers, &outcome)
      }
      for writer in writers.open { outcome.sealed.append(try writer.seal()) }
      return outcome
    } catch {
      for path in writers.open.map(\.path) + outcome.sealed.map(\.temporary) {
        try? store.fileSystem.unlink(path)
      }
      throw error
    }
  }

  private func copy(
    _ entry: PackEntry, _ snapshot: StoreSnapshot, _ writers: inout Writers,
    _ outcome: inout Outcome
  ) throws {
    guard let file = try store.packFiles.file(entry) else { return }
    let table: PackTable
    do {
      table = try PackTable(reading: file, objectBytesMax: store.limits.objectBytesMax)
    } catch let error as StoreError where error.isLoss {
      outcome.damaged.insert(entry.id)
      return
    }
    let segments = snapshot.segments.live.filter { $0.packs.contains(entry) }
    var runEnd: UInt64 = 0
    var start = 0
    while start < table.rows.count {
      try Interruption.check()
      let payload = table.rows[start...].prefix { $0.sharesPayload(with: table.rows[start]) }
      start = payload.endIndex
      let needed = try payload.filter { row in
        try segments.name(row, in: entry.id) && !writers.copied.contains(row.key)
          && (isBase(row, writers.bases)
            ? isWholeOnlyHere(row, snapshot)
            : isOnlyHere(row.key, snapshot))
      }
      guard let first = needed.first else { continue }
      if try losesBase(first, table.bases) || losesNeighbour(payload) {
        try copyWhole(needed, entry, &writers, &outcome)
        continue
      }
      let scanned = try PackScan.scan(payload, in: file, table.bases, store.scanRules)
      let damaged = Set(scanned.damage.map { $0.row.key })
      guard !needed.contains(where: { damaged.contains($0.key) }) else {
        outcome.damaged.insert(entry.id)
        continue
      }
      let writer = try writer(
        isMetadata: entry.isMetadata, adding: scanned.stored.count, &writers, &outcome)
      // A run of a large file keeps its place modulo the block size, so that extents can be shared.
      if first.encoding == Encoding.raw.rawValue, first.stored >= 64 << 10, first.offset != runEnd {
        writer.align(to: first.offset)
      }
      runEnd = first.offset + UInt64(first.stored)
      let offset = try scanned.stored.withUnsafeBytes { try writer.append($0) }
      for row in needed {
        var row = row
        row.offset = offset
        writer.add(row, bases: table.bases.ids(of: row))
        writers.copied.insert(row.key)
      }
      outcome.objects += needed.count
      outcome.bytes += UInt64(scanned.stored.count)
    }
  }

  /// Whether the row is a delta on something that is to go.
  private func losesBase(_ row: ObjectRow, _ bases: BaseList) throws -> Bool {
    guard !keepsBases, row.isDelta else { return false }
    return try bases.ids(of: row).contains {
      try !marks.isLive(ObjectKey(kind: .chunk, digest: $0))
    }
  }

  /// Whether the payload holds something that is to go, whose bytes would stay in it.
  private func losesNeighbour(_ payload: ArraySlice<ObjectRow>) throws -> Bool {
    try marks.meaning == .gone && payload.contains { try !marks.isLive($0.key) }
  }

  /// Stores objects of a payload one by one, without what they were made on.
  private func copyWhole(
    _ rows: [ObjectRow], _ entry: PackEntry, _ writers: inout Writers, _ outcome: inout Outcome
  ) throws {
    for row in rows {
      let bytes: [UInt8]
      do {
        bytes = try store.read(row.kind, row.id)
      } catch let error as StoreError where error.isLoss {
        outcome.damaged.insert(entry.id)
        continue
      }
      let (stored, encoding) = try Self.encoded(bytes, isMetadata: entry.isMetadata)
      let writer = try writer(
        isMetadata: entry.isMetadata, adding: stored.count, &writers, &outcome)
      var new = row
      new.offset = try stored.withUnsafeBytes { try writer.append($0) }
      new.stored = UInt32(stored.count)
      new.inner = 0
      new.base = 0
      new.encoding = encoding.rawValue
      writer.add(new, bases: [])
      writers.copied.insert(row.key)
      outcome.objects += 1
      outcome.bytes += UInt64(stored.count)
    }
  }

  private static func encoded(
    _ bytes: [UInt8], isMetadata: Bool
  ) throws -> (bytes: [UInt8], encoding: Encoding) {
    if isMetadata { return Zlib.encode(bytes).map { ($0, .zlib) } ?? (bytes, .raw) }
    var output = [UInt8](repeating: 0, count: ZstdEncoder.bound(bytes.count))
    let encoder = try ZstdEncoder(.thorough)
    let count = bytes.withUnsafeBytes { bytes in
      output.withUnsafeMutableBytes { encoder.encode(bytes, into: $0) }
    }
    guard let count, count < bytes.count - bytes.count / 16 else { return (bytes, .raw) }
    return (Array(output[..<count]), .zstd)
  }

  /// Finds the bases of the packs that stay, and of the deltas that are copied.
  private func findBases(_ snapshot: StoreSnapshot, _ writers: inout Writers) throws {
    let packs = Set(snapshot.segments.live.flatMap(\.packs))
    writers.bases = try store.neededBases(of: packs.filter { !leaving.contains($0.id) })
    if !keepsBases { writers.bases = try writers.bases.filter { try isKept(base: $0) } }
    for entry in packs where leaving.contains(entry.id) {
      guard let file = try store.packFiles.file(entry), try PackTable.hasBases(file) else {
        continue
      }
      let table: PackTable
      do {
        table = try PackTable(reading: file, objectBytesMax: store.limits.objectBytesMax)
      } catch let error as StoreError where error.isLoss {
        continue
      }
      for row in table.rows where try row.isDelta && isOnlyHere(row.key, snapshot) {
        if try losesBase(row, table.bases) { continue }
        writers.bases.formUnion(table.bases.ids(of: row))
      }
    }
  }

  private func isKept(base: Digest) throws -> Bool {
    try marks.isLive(ObjectKey(kind: .chunk, digest: base))
  }

  private func isBase(_ row: ObjectRow, _ bases: Set<Digest>) -> Bool {
    row.kind == .chunk && !row.isDelta && bases.contains(row.id)
  }

  /// Whether every copy of a base that is no delta is in a pack that is to go.
  private func isWholeOnlyHere(_ row: ObjectRow, _ snapshot: StoreSnapshot) throws -> Bool {
    let other = try snapshot.copy(of: row.key) { location in
      try !location.row.isDelta && !leaving.contains(location.pack.id)
        && store.packFiles.isThere(location.pack)
    }
    return other == nil
  }

  /// Whether an object is needed and every copy of it is in a pack that is to go.
  private func isOnlyHere(_ key: ObjectKey, _ snapshot: StoreSnapshot) throws -> Bool {
    guard try marks.isLive(key) else { return false }
    let other = try snapshot.copy(of: key) { location in
      try !leaving.contains(location.pack.id) && store.packFiles.isThere(location.pack)
    }
    return other == nil
  }

  private func writer(
    isMetadata: Bool, adding bytes: Int, _ writers: inout Writers, _ outcome: inout Outcome
  ) throws -> PackWriter {
    let place: WritableKeyPath<Writers, PackWriter?> = isMetadata ? \.metadata : \.data
    if let open = writers[keyPath: place] {
      if !open.isFull(adding: bytes) { return open }
      outcome.sealed.append(try open.seal())
      writers[keyPath: place] = nil
    }
    let new = try store.makePackWriter(isMetadata: isMetadata, avoiding: leaving)
    writers[keyPath: place] = new
    return new
  }
}
