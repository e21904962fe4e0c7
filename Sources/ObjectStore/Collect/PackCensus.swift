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
  /// Objects that are needed.
  public var liveObjects: Int
  /// Objects that are not, and second copies.
  public var deadObjects: Int
  /// Whether it holds recipes, trees and records rather than chunks.
  public var isMetadata: Bool

  /// Whether so little is needed that the rest is worth copying: more than a fifth is dead.
  public var isWorthCollecting: Bool { deadBytes * 5 > deadBytes + liveBytes }
}

/// Goes through the tables of all packs, one at a time.
struct PackCensus {
  let store: ObjectStore
  let marks: LiveMarks

  /// Calls `body` with each pack that a segment names. A pack that is gone or whose table is damaged is
  /// left out, for a check to find; so is one with objects that need a base.
  func forEachPack(_ body: (PackUse) throws -> Void) throws {
    let segments = try store.snapshot().segments.live
    var seen: Set<Digest> = []
    for entry in segments.flatMap(\.packs) where seen.insert(entry.id).inserted {
      try Interruption.check()
      guard let table = try table(of: entry) else { continue }
      try body(use(table, segments.filter { $0.packs.contains(entry) }))
    }
  }

  private func table(of entry: PackEntry) throws -> PackTable? {
    guard let file = try store.packFiles.file(entry) else { return nil }
    do {
      let table = try PackTable(reading: file, objectBytesMax: store.limits.objectBytesMax)
      return table.bases.isEmpty ? table : nil
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }

  private func use(_ table: PackTable, _ segments: [SegmentReader]) throws -> PackUse {
    var use = PackUse(
      pack: table.entry.id, bytes: table.entry.bytes, liveBytes: 0, deadBytes: 0,
      liveObjects: 0, deadObjects: 0, isMetadata: table.entry.isMetadata)
    var start = 0
    while start < table.rows.count {
      let payload = table.rows[start...].prefix { $0.sharesPayload(with: table.rows[start]) }
      var isLive = false
      for row in payload {
        if try segments.name(row, in: table.entry.id), try marks.isLive(row.key) {
          isLive = true
          use.liveObjects += 1
        } else {
          use.deadObjects += 1
        }
      }
      let bytes = UInt64(table.rows[start].stored)
      if isLive { use.liveBytes += bytes } else { use.deadBytes += bytes }
      start = payload.endIndex
    }
    return use
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
  /// How much of each pack is needed, by the marks. Packs that only the index names are left out.
  public func packUses(_ marks: LiveMarks) throws -> [PackUse] {
    var uses: [PackUse] = []
    try PackCensus(store: self, marks: marks).forEachPack { uses.append($0) }
    return uses
  }
}
