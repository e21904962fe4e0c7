// How much of each pack is needed.
import FileIO
import Objects
import SystemPackage

/// What a collection found in a pack.
public struct PackUse: Sendable, Equatable {
  /// The pack's name.
  public var pack: Digest
  /// Size of the file.
  public var bytes: UInt64
  /// Bytes of payloads that hold something needed.
  public var liveBytes: UInt64
  /// Bytes of payloads that hold nothing needed.
  public var deadBytes: UInt64
  /// Those of them whose objects are all needed: the object index names other copies.
  public var replacedBytes: UInt64
  /// Objects that are needed.
  public var liveObjects: Int
  /// Objects that are not, and second copies.
  public var deadObjects: Int
  /// Whether it holds recipes, trees and records rather than chunks.
  public var isMetadata: Bool

  /// Whether so little is needed that the rest is worth copying: more than a fifth is dead.
  public var isWorthCollecting: Bool { deadBytes * 5 > deadBytes + liveBytes }

  /// Whether so much is stored elsewhere too that the rest is worth copying: more than a fifth.
  public var isMostlyReplaced: Bool { replacedBytes * 5 > deadBytes + liveBytes }

  /// Whether nothing is lost with the pack: what it holds is stored elsewhere, or needed and copied.
  public var holdsNothingDead: Bool { replacedBytes == deadBytes }
}

/// Goes through the tables of all packs, one at a time.
struct PackCensus {
  let store: ObjectStore
  let marks: LiveMarks

  /// Calls `body` with each pack that a segment names. A pack that is gone or whose table is damaged is
  /// left out, for a check to find.
  func forEachPack(_ body: (PackUse) throws -> Void) throws {
    let segments = try store.snapshot().segments.live
    let bases = try store.neededBases()
    var seen: Set<Digest> = []
    for entry in segments.flatMap(\.packs) where seen.insert(entry.id).inserted {
      try Interruption.check()
      guard let table = try table(of: entry) else { continue }
      try body(use(table, segments.filter { $0.packs.contains(entry) }, bases))
    }
  }

  private func table(of entry: PackEntry) throws -> PackTable? {
    guard let file = try store.packFiles.file(entry) else { return nil }
    do {
      return try PackTable(reading: file, objectBytesMax: store.limits.objectBytesMax)
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }

  private func use(
    _ table: PackTable, _ segments: [SegmentReader], _ bases: Set<Digest>
  ) throws -> PackUse {
    var use = PackUse(
      pack: table.entry.id, bytes: table.entry.bytes, liveBytes: 0, deadBytes: 0,
      replacedBytes: 0, liveObjects: 0, deadObjects: 0, isMetadata: table.entry.isMetadata)
    var start = 0
    while start < table.rows.count {
      let payload = table.rows[start...].prefix { $0.sharesPayload(with: table.rows[start]) }
      var isLive = false
      var isCopy = true
      for row in payload {
        let isBase = row.kind == .chunk && !row.isDelta && bases.contains(row.id)
        let isNeeded = try isBase || marks.isLive(row.key)
        if try isNeeded && segments.name(row, in: table.entry.id) {
          isLive = true
          use.liveObjects += 1
        } else {
          use.deadObjects += 1
          if try !isNeeded || !isElsewhere(row, table.entry.id) { isCopy = false }
        }
      }
      let bytes = UInt64(table.rows[start].stored)
      if isLive { use.liveBytes += bytes } else { use.deadBytes += bytes }
      if !isLive, isCopy { use.replacedBytes += bytes }
      start = payload.endIndex
    }
    return use
  }
}

extension PackCensus {
  /// Whether the object index names another copy in a pack that is there.
  private func isElsewhere(_ row: ObjectRow, _ pack: Digest) throws -> Bool {
    try store.locate(row.key).map { $0.pack.id != pack } ?? false
  }
}

extension [SegmentReader] {
  /// Whether one of them names this pack's copy of an object.
  func name(_ row: ObjectRow, in pack: Digest) throws -> Bool {
    for segment in self {
      guard let named = try segment.row(row.kind, row.id) else { continue }
      if segment.packs[Int(named.pack)].id == pack { return true }
    }
    return false
  }
}

extension ObjectStore {
  /// What is in a pack that no segment names, when all of it is stored elsewhere: a repack took its place.
  /// nil for any other.
  public func replacedUse(of pack: Digest) throws -> PackUse? {
    let path = layout.pack(pack)
    do {
      let file = try File(path, .read, in: fileSystem)
      let table = try PackTable(reading: file, objectBytesMax: limits.objectBytesMax)
      guard table.entry.id == pack else { return nil }
      var use = PackUse(
        pack: pack, bytes: table.entry.bytes, liveBytes: 0, deadBytes: 0, replacedBytes: 0,
        liveObjects: 0, deadObjects: table.rows.count, isMetadata: table.entry.isMetadata)
      var last: ObjectRow?
      for row in table.rows {
        try Interruption.check()
        guard let other = try locate(row.key), other.pack.id != pack else { return nil }
        if last?.sharesPayload(with: row) != true { use.deadBytes += UInt64(row.stored) }
        last = row
      }
      use.replacedBytes = use.deadBytes
      return use
    } catch FileError.notFound {
      return nil
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }

  /// How much of each pack is needed, by the marks. Packs that only the index names are left out.
  public func packUses(_ marks: LiveMarks) throws -> [PackUse] {
    var uses: [PackUse] = []
    try PackCensus(store: self, marks: marks).forEachPack { uses.append($0) }
    return uses
  }
}
