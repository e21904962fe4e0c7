// Version 1 of a segment's bytes: header, directory, rows. Documentation/format.md has the layout.
import Objects

/// The sections that a segment may have.
enum SegmentSection: UInt32, CaseIterable, Sendable {
  case chunks = 1
  case recipes
  case trees
  case records
  case packs = 16
  case blobRecipes
  case absent
  case details
  case replaced

  var rowBytes: Int {
    switch self {
    case .chunks, .recipes, .trees, .records, .blobRecipes: 64
    case .packs, .absent: 48
    case .details: 1
    case .replaced: 32
    }
  }

  /// Whether rows begin with an id that they are sorted by.
  var isSorted: Bool {
    switch self {
    case .chunks, .recipes, .trees, .records, .blobRecipes, .absent: true
    case .packs, .details, .replaced: false
    }
  }

  /// The section that lists objects of a kind.
  init(_ kind: StoredKind) {
    self =
      switch kind {
      case .chunk: .chunks
      case .recipe: .recipes
      case .tree: .trees
      case .record: .records
      }
  }
}

/// A row of the section that leads from blobs to their recipes.
struct BlobRecipe: Hashable, Comparable, Sendable {
  var blob: Digest
  var root: Digest

  static func < (left: BlobRecipe, right: BlobRecipe) -> Bool {
    left.blob == right.blob ? left.root < right.root : left.blob < right.blob
  }
}

/// The parts of a segment, to bytes and back.
enum IndexSegmentV1 {
  static let version: UInt32 = 1
  static let headerBytes = 32
  static let directoryRowBytes = 32
  static let footerBytes = 40
  static let fanOutBitsMax = 20

  /// A directory row.
  struct DirectoryRow: Sendable, Equatable {
    var kind: UInt32
    var rowBytes: UInt32
    var rows: UInt64
    var offset: UInt64
    var fanOutBits: UInt32
  }

  /// How many leading bits of the ids the fan-out of so many rows tells apart.
  static func fanOutBits(rows: Int) -> Int {
    guard rows > 0 else { return 0 }
    let log2 = Int.bitWidth - 1 - rows.leadingZeroBitCount
    return min(max(0, log2 - 8), fanOutBitsMax)
  }

  /// Bytes of a fan-out.
  static func fanOutBytes(bits: Int) -> Int { bits > 0 ? (1 << bits) * 4 : 0 }

  static func header(sections: Int, fileBytes: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(text: "MLXSEGM\n")
    bytes.append(little: version)
    bytes.append(little: UInt32(sections))
    bytes.append(little: fileBytes)
    bytes.append(little: UInt64(0))
    return bytes
  }

  static func append(_ row: DirectoryRow, to bytes: inout [UInt8]) {
    bytes.append(little: row.kind)
    bytes.append(little: row.rowBytes)
    bytes.append(little: row.rows)
    bytes.append(little: row.offset)
    bytes.append(little: row.fanOutBits)
    bytes.append(little: UInt32(0))
  }

  static func append(_ row: ObjectRow, to bytes: inout [UInt8]) {
    bytes.append(row.id)
    bytes.append(little: row.pack)
    bytes.append(little: row.stored)
    bytes.append(little: row.raw)
    bytes.append(little: row.inner)
    bytes.append(little: row.offset)
    bytes.append(little: row.base)
    bytes.append(row.encoding)
    bytes.append(zeros: 3)
  }

  /// The object row at `offset`, which must lie inside.
  @inline(__always)
  static func objectRow(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, kind: StoredKind
  ) -> ObjectRow {
    ObjectRow(
      id: bytes.digest(at: offset), offset: bytes.little(UInt64.self, at: offset + 48),
      stored: bytes.little(UInt32.self, at: offset + 36),
      raw: bytes.little(UInt32.self, at: offset + 40),
      inner: bytes.little(UInt32.self, at: offset + 44),
      base: bytes.little(UInt32.self, at: offset + 56),
      pack: bytes.little(UInt32.self, at: offset + 32), kind: kind,
      encoding: bytes[offset + 60])
  }

  static func append(_ entry: PackEntry, to bytes: inout [UInt8]) {
    bytes.append(entry.id)
    bytes.append(little: entry.bytes)
    bytes.append(little: entry.flags)
    bytes.append(little: UInt32(0))
  }

  static func packEntry(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> PackEntry {
    PackEntry(
      id: bytes.digest(at: offset), bytes: bytes.little(UInt64.self, at: offset + 32),
      flags: bytes.little(UInt32.self, at: offset + 40))
  }

  static func append(_ row: BlobRecipe, to bytes: inout [UInt8]) {
    bytes.append(row.blob)
    bytes.append(row.root)
  }

  static func blobRecipe(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> BlobRecipe {
    BlobRecipe(blob: bytes.digest(at: offset), root: bytes.digest(at: offset + 32))
  }

  /// Appends an absent row whose detail is at `detailOffset` in the details.
  static func append(_ row: AbsentRow, detailOffset: Int, to bytes: inout [UInt8]) {
    bytes.append(row.key.digest)
    bytes.append(row.key.kind.rawValue)
    bytes.append(row.absence.state.rawValue)
    bytes.append(little: UInt16(0))
    bytes.append(little: UInt32(detailOffset))
    bytes.append(little: UInt32(row.absence.detail.utf8.count))
    bytes.append(little: UInt32(0))
  }
}
