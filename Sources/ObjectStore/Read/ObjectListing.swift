// What is in the store: for abbreviated ids, statistics and checks.
import FileIO
import Objects
import SystemPackage

/// A pack file that the store knows.
public struct StoredPack: Sendable, Equatable {
  /// The pack's name.
  public let id: Digest
  /// Where it is.
  public let path: String
  /// Size of the file.
  public let bytes: UInt64
  /// Whether it holds recipes, trees and records rather than chunks.
  public let isMetadata: Bool
  /// Whether no segment names it yet.
  public let isPending: Bool
}

/// A live segment of the object index.
public struct StoredSegment: Sendable, Equatable {
  /// The segment's name.
  public let id: Digest
  /// Where it is.
  public let path: String
  /// Size of the file.
  public let bytes: Int
}

/// Counts of what is stored. Objects that two segments hold count twice.
public struct StoreStatistics: Sendable, Equatable {
  /// Pack files.
  public var packs = 0
  /// Bytes of all pack files.
  public var packBytes: UInt64 = 0
  /// Live segments.
  public var segments = 0
  /// Objects by kind.
  public var objects: [StoredKind: Int] = [:]
  /// Objects that are declared absent.
  public var absent = 0
}

extension ObjectStore {
  /// The packs that live segments or the index name, each once.
  public func packs() throws -> [StoredPack] {
    let snapshot = try snapshot()
    var seen: Set<Digest> = []
    return snapshot.sources.enumerated().flatMap { number, source in
      source.packs.filter { seen.insert($0.id).inserted }.map {
        StoredPack(
          id: $0.id, path: layout.pack($0.id).string, bytes: $0.bytes,
          isMetadata: $0.isMetadata, isPending: number == 0)
      }
    }
  }

  /// The live segments.
  public func segments() throws -> [StoredSegment] {
    try snapshot().segments.live.map {
      StoredSegment(id: $0.id, path: $0.path.string, bytes: $0.fileBytes)
    }
  }

  /// Counts, from the index alone.
  public func statistics() throws -> StoreStatistics {
    let snapshot = try snapshot()
    var statistics = StoreStatistics()
    for pack in Set(snapshot.sources.flatMap(\.packs)) {
      statistics.packs += 1
      statistics.packBytes += pack.bytes
    }
    statistics.segments = snapshot.segments.live.count
    for kind in StoredKind.allCases {
      statistics.objects[kind] = snapshot.sources.reduce(0) { $0 + $1.count(kind) }
    }
    statistics.absent = snapshot.segments.live.reduce(0) { $0 + $1.count(.absent) }
    return statistics
  }

  /// The ids of a kind that begin with `prefix`, lower-case hex digits, sorted.
  ///
  /// - Parameter limit: stop at so many.
  public func objectIDs(
    _ kind: StoredKind, prefix: String, limit: Int = 1000
  ) throws -> [Digest] {
    let padding = String(repeating: "0", count: max(0, 64 - prefix.utf8.count))
    guard let lowest = Digest(hex: prefix + padding) else { return [] }
    var found: Set<Digest> = []
    for source in try snapshot().sources {
      var start = try source.lowerBound(kind, lowest)
      var taken = 0
      search: while start < source.count(kind) {
        let end = min(start + 64, source.count(kind))
        for row in try source.rows(kind, start..<end) {
          guard row.id.hex.hasPrefix(prefix), taken < limit else { break search }
          found.insert(row.id)
          taken += 1
        }
        start = end
      }
    }
    return Array(found.sorted().prefix(limit))
  }

  /// The ids of blobs of several chunks that begin with `prefix`, lower-case hex digits, sorted.
  ///
  /// - Parameter limit: stop at so many.
  public func blobIDs(prefix: String, limit: Int = 1000) throws -> [BlobID] {
    let padding = String(repeating: "0", count: max(0, 64 - prefix.utf8.count))
    guard let lowest = Digest(hex: prefix + padding) else { return [] }
    var found: Set<Digest> = []
    for source in try snapshot().sources {
      var start = try source.recipeLowerBound(lowest)
      var taken = 0
      search: while start < source.recipeCount {
        let end = min(start + 64, source.recipeCount)
        for recipe in try source.recipes(start..<end) {
          guard recipe.blob.hex.hasPrefix(prefix), taken < limit else { break search }
          found.insert(recipe.blob)
          taken += 1
        }
        start = end
      }
    }
    return found.sorted().prefix(limit).map { BlobID($0) }
  }

  /// Calls `body` with every object of a kind, each once, sorted by id, with its length in bytes.
  public func forEachObject(
    _ kind: StoredKind, _ body: (Digest, _ bytes: Int) throws -> Void
  ) throws {
    let cursors = try snapshot().sources.map { try $0.cursor(kind) }
    try SortedCursor.merge(cursors, by: \.id) { equal in
      try Interruption.check()
      if let first = equal.first { try body(first.row.id, Int(first.row.raw)) }
    }
  }

  /// Calls `body` with every absent object.
  public func forEachAbsent(_ body: (ObjectKey, Absence) throws -> Void) throws {
    for source in try snapshot().sources {
      for row in try source.absentRows() { try body(row.key, row.absence) }
    }
  }
}

extension MergeSource {
  func lowerBound(_ kind: StoredKind, _ digest: Digest) throws -> Int {
    switch self {
    case .packed(let packed): packed.lowerBound(kind, digest)
    case .segment(let segment): try segment.lowerBound(SegmentSection(kind), digest)
    }
  }

  func recipeLowerBound(_ blob: Digest) throws -> Int {
    switch self {
    case .packed(let packed): packed.recipeLowerBound(blob)
    case .segment(let segment): try segment.lowerBound(.blobRecipes, blob)
    }
  }

  func recipes(_ range: Range<Int>) throws -> [BlobRecipe] {
    switch self {
    case .packed(let packed): Array(packed.blobRecipes[range])
    case .segment(let segment): try segment.blobRecipes(range)
    }
  }

  func rows(_ kind: StoredKind, _ range: Range<Int>) throws -> [ObjectRow] {
    switch self {
    case .packed(let packed): Array((packed.rows[kind] ?? [])[range])
    case .segment(let segment): try segment.rows(kind, range)
    }
  }
}
