// The tables of packs that no segment names yet, sorted as a segment would have them.
import FileIO
import Objects

/// Rows in memory: pending packs for the reader, new packs for the next segment.
struct PackedRows: Sendable {
  private(set) var packs: [PackEntry] = []
  private(set) var rows: [StoredKind: [ObjectRow]] = [:]
  private(set) var blobRecipes: [BlobRecipe] = []

  init() {}

  /// The number of rows of all kinds.
  var count: Int { rows.values.reduce(0) { $0 + $1.count } }

  /// Adds the rows of an open pack, and which blobs the recipes in it are of.
  mutating func add(_ table: PackTable, of file: File, decoder: PayloadDecoder) throws {
    blobRecipes += try RecipeRoots.find(in: table.rows, file, decoder: decoder)
    add(table)
  }

  /// Adds the rows of a pack; `sort` comes before any look-up.
  mutating func add(_ table: PackTable) { add(table.entry, table.rows) }

  /// Adds some rows of a pack.
  mutating func add(_ entry: PackEntry, _ packRows: [ObjectRow]) {
    let number = UInt32(packs.count)
    packs.append(entry)
    for row in packRows {
      var row = row
      row.pack = number
      rows[row.kind, default: []].append(row)
    }
  }

  /// Adds rows that lead from blobs to recipes.
  mutating func add(_ recipes: [BlobRecipe]) { blobRecipes += recipes }

  /// Sorts by id; of an object that several packs hold, the first stays that is no delta.
  mutating func sort() {
    for kind in StoredKind.allCases {
      guard var sorted = rows.removeValue(forKey: kind) else { continue }
      Self.sort(&sorted)
      var kept = 0
      for index in sorted.indices where index == 0 || sorted[index].id != sorted[kept - 1].id {
        sorted[kept] = sorted[index]
        kept += 1
      }
      sorted.removeLast(sorted.count - kept)
      rows[kind] = sorted
    }
    blobRecipes = Set(blobRecipes).sorted()
  }

  /// Sorts by id, then by pack: keys of eight bytes first, which tell nearly all ids apart and are
  /// moved with less work than rows.
  private static func sort(_ rows: inout [ObjectRow]) {
    var keys = rows.indices.map { (bits: rows[$0].id.leadingBits, place: $0) }
    keys.sort {
      if $0.bits != $1.bits { return $0.bits < $1.bits }
      let (a, b) = (rows[$0.place], rows[$1.place])
      if a.id != b.id { return a.id < b.id }
      return a.isDelta == b.isDelta ? a.pack < b.pack : b.isDelta
    }
    rows = keys.map { rows[$0.place] }
  }

  /// The object's row, or nil.
  func row(_ kind: StoredKind, _ digest: Digest) -> ObjectRow? {
    place(kind, digest).flatMap { rows[kind]?[$0] }
  }

  /// The place of the object's row among those of its kind, or nil.
  func place(_ kind: StoredKind, _ digest: Digest) -> Int? {
    guard let rows = rows[kind] else { return nil }
    let index = lowerBound(rows, digest)
    return index < rows.count && rows[index].id == digest ? index : nil
  }

  /// The place of the first row whose id is not below `digest`.
  func lowerBound(_ kind: StoredKind, _ digest: Digest) -> Int {
    lowerBound(rows[kind] ?? [], digest)
  }

  /// The roots of the recipes for a blob.
  func recipes(of blob: Digest) -> [Digest] {
    blobRecipes[recipeLowerBound(blob)...].prefix { $0.blob == blob }.map(\.root)
  }

  /// The place of the first recipe whose blob's id is not below `blob`.
  func recipeLowerBound(_ blob: Digest) -> Int {
    var low = 0
    var high = blobRecipes.count
    while low < high {
      let middle = (low + high) / 2
      if blobRecipes[middle].blob < blob { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func lowerBound(_ rows: [ObjectRow], _ digest: Digest) -> Int {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].id < digest { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
