// A segment on disk: small ones in memory, of large ones the fan-out and what is asked for.
import FileIO
import Objects
import SystemPackage

/// Looks objects up in one immutable segment. Threads may share it.
///
/// Opening checks the structure; the checksum is `StoreVerifier`'s job.
final class SegmentReader: Sendable {
  let id: Digest
  let path: FilePath
  let fileBytes: Int
  let directory: SegmentDirectory
  let packs: [PackEntry]
  /// The segments that this one stands for.
  let replaced: [Digest]

  private let storage: SegmentStorage
  private let fanOuts = Locked<[SegmentSection: [UInt32]]>([:])

  init(
    _ path: FilePath, id: Digest, in fileSystem: any FileSystem, loadBelow: Int
  ) throws {
    let file = try File(path, .read, in: fileSystem)
    guard let size = Int(exactly: try file.status().size) else {
      throw StoreError.segmentDamaged(path: path.string, reason: "it is too large")
    }
    self.id = id
    self.path = path
    fileBytes = size
    let directory = try SegmentDirectory(reading: file, bytes: size)
    guard directory.checksum == id else {
      throw StoreError.segmentDamaged(path: path.string, reason: "its name is not its checksum")
    }
    self.directory = directory
    storage = try SegmentStorage(file, bytes: size, loadBelow: loadBelow)
    packs = try Self.all(.packs, directory, storage) { IndexSegmentV1.packEntry($0, at: $1) }
    guard packs.allSatisfy({ $0.bytes <= PackFormatV1.fileBytesMax }) else {
      throw StoreError.segmentDamaged(
        path: path.string, reason: "it names a pack of impossible size")
    }
    replaced = try Self.all(.replaced, directory, storage) { $0.digest(at: $1) }
  }

  /// How many rows a section has.
  func count(_ section: SegmentSection) -> Int { directory.sections[section]?.rows ?? 0 }

  /// The object's row, or nil when this segment does not have it.
  func row(_ kind: StoredKind, _ digest: Digest) throws -> ObjectRow? {
    let rows = try matches(SegmentSection(kind), digest, limit: 1) {
      IndexSegmentV1.objectRow($0, at: $1, kind: kind)
    }
    guard let row = rows.first?.row else { return nil }
    return try checked(row)
  }

  /// The place of the object's row among those of its kind, or nil.
  func place(_ kind: StoredKind, _ digest: Digest) throws -> Int? {
    try matches(SegmentSection(kind), digest, limit: 1) { _, _ in }.first?.place
  }

  /// The roots of the recipes for a blob.
  func recipes(of blob: Digest) throws -> [Digest] {
    try matches(.blobRecipes, blob, limit: 16) { $0.digest(at: $1 + 32) }.map(\.row)
  }

  /// Why an object is absent, as far as this segment knows.
  func absence(of key: ObjectKey) throws -> Absence? {
    let rows = try matches(.absent, key.digest, limit: StoredKind.allCases.count) {
      AbsentFields($0, at: $1)
    }
    let match = rows.first { $0.row.kind == key.kind.rawValue }
    return try match.map { try absence($0.row) }
  }

  /// Object rows by their place in the section, for merges and checks.
  func rows(_ kind: StoredKind, _ range: Range<Int>) throws -> [ObjectRow] {
    let rows = try read(SegmentSection(kind), range) {
      IndexSegmentV1.objectRow($0, at: $1, kind: kind)
    }
    for row in rows { _ = try checked(row) }
    return rows
  }

  /// Rows that lead from blobs to recipes, by their place.
  func blobRecipes(_ range: Range<Int>) throws -> [BlobRecipe] {
    try read(.blobRecipes, range) { IndexSegmentV1.blobRecipe($0, at: $1) }
  }

  /// Every absent row.
  func absentRows() throws -> [AbsentRow] {
    try read(.absent, 0..<count(.absent)) { AbsentFields($0, at: $1) }.map { fields in
      guard let kind = StoredKind(rawValue: fields.kind) else {
        throw damaged("an absent row is wrong")
      }
      return AbsentRow(
        key: ObjectKey(kind: kind, digest: fields.id), absence: try absence(fields))
    }
  }

  /// The place of the first row whose id is not below `digest`.
  func lowerBound(_ section: SegmentSection, _ digest: Digest) throws -> Int {
    guard let section = directory.sections[section] else { return 0 }
    let bucket = try bucket(section, digest)
    return try storage.withRows(section, bucket) { bytes in
      bucket.lowerBound + Self.lowerBound(bytes, section.rowBytes, digest)
    }
  }

  /// The SHA-256 of everything before the footer.
  func contentChecksum() throws -> Digest {
    try storage.checksum(fileBytes - IndexSegmentV1.footerBytes)
  }

  func damaged(_ reason: String) -> StoreError {
    .segmentDamaged(path: path.string, reason: reason)
  }

  // MARK: - Inside

  private func checked(_ row: ObjectRow) throws -> ObjectRow {
    guard Int(row.pack) < packs.count else {
      throw damaged("a row names a pack that is not listed")
    }
    let bytes = packs[Int(row.pack)].bytes
    guard row.offset <= bytes, UInt64(row.stored) <= bytes - row.offset else {
      throw damaged("a row leads beyond the end of its pack")
    }
    return row
  }

  private func absence(_ row: AbsentFields) throws -> Absence {
    let details = directory.sections[.details]
    let size = details?.rows ?? 0
    guard let state = Absence.State(rawValue: row.state), row.detailStart <= size,
      row.detailCount <= size - row.detailStart
    else { throw damaged("an absent row is wrong") }
    guard let details, row.detailCount > 0 else { return Absence(state, detail: "") }
    let range = row.detailStart..<row.detailStart + row.detailCount
    let text = try storage.withRows(details, range) { String(decoding: $0, as: UTF8.self) }
    return Absence(state, detail: text)
  }

  private func read<Row>(
    _ section: SegmentSection, _ range: Range<Int>,
    _ decode: (UnsafeRawBufferPointer, Int) -> Row
  ) throws -> [Row] {
    guard let section = directory.sections[section], !range.isEmpty else { return [] }
    guard range.upperBound <= section.rows else { throw damaged("a section is too short") }
    return try storage.withRows(section, range) { bytes in
      range.indices.map { decode(bytes, ($0 - range.lowerBound) * section.rowBytes) }
    }
  }

  private static func all<Row>(
    _ section: SegmentSection, _ directory: SegmentDirectory, _ storage: SegmentStorage,
    _ decode: (UnsafeRawBufferPointer, Int) -> Row
  ) throws -> [Row] {
    guard let section = directory.sections[section], section.rows > 0 else { return [] }
    return try storage.withRows(section, 0..<section.rows) { bytes in
      (0..<section.rows).map { decode(bytes, $0 * section.rowBytes) }
    }
  }

  /// The rows whose id is `digest`, and their places.
  private func matches<Row>(
    _ section: SegmentSection, _ digest: Digest, limit: Int,
    _ decode: (UnsafeRawBufferPointer, Int) -> Row
  ) throws -> [(place: Int, row: Row)] {
    guard let section = directory.sections[section], section.rows > 0 else { return [] }
    let bucket = try bucket(section, digest)
    guard !bucket.isEmpty else { return [] }
    let guess = storage.isLoaded ? bucket : SegmentStorage.guess(section, bucket, digest)
    for range in guess == bucket ? [bucket] : [guess, bucket] {
      let found = try storage.withRows(section, range) { bytes -> [(place: Int, row: Row)]? in
        let width = section.rowBytes
        var at = Self.lowerBound(bytes, width, digest) * width
        // At either end of a guess the rows that match may lie outside it.
        let isEdge = (at == 0 && range != bucket) || (at >= bytes.count && range != bucket)
        var rows: [(place: Int, row: Row)] = []
        while at + width <= bytes.count, rows.count < limit, bytes.digest(at: at) == digest {
          rows.append((range.lowerBound + at / width, decode(bytes, at)))
          at += width
        }
        return isEdge || (at >= bytes.count && range != bucket) ? nil : rows
      }
      if let found { return found }
    }
    return []
  }

  /// The rows that the fan-out leaves for an id.
  private func bucket(
    _ section: SegmentDirectory.Section, _ digest: Digest
  ) throws -> Range<Int> {
    guard section.fanOutBits > 0 else { return 0..<section.rows }
    let value = Int(digest.leadingBits >> UInt64(64 - section.fanOutBits))
    let (low, high) = try fanOut(section) { (value == 0 ? 0 : Int($0[value - 1]), Int($0[value])) }
    guard low <= high, high <= section.rows else { throw damaged("a fan-out is wrong") }
    return low..<high
  }

  private func fanOut<R>(
    _ section: SegmentDirectory.Section, _ body: ([UInt32]) -> R
  ) throws -> R {
    try fanOuts.withLock { cache in
      if let known = cache[section.section] { return body(known) }
      let read = try storage.fanOut(section)
      cache[section.section] = read
      return body(read)
    }
  }

  /// The first row of `bytes` whose id is not below `digest`.
  private static func lowerBound(
    _ bytes: UnsafeRawBufferPointer, _ width: Int, _ digest: Digest
  ) -> Int {
    var low = 0
    var high = bytes.count / width
    while low < high {
      let middle = (low + high) / 2
      if bytes.digest(at: middle * width) < digest { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// An absent row as it is on disk.
private struct AbsentFields {
  let id: Digest
  let kind: UInt8
  let state: UInt8
  let detailStart: Int
  let detailCount: Int

  init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    id = bytes.digest(at: offset)
    kind = bytes[offset + 32]
    state = bytes[offset + 33]
    detailStart = Int(bytes.little(UInt32.self, at: offset + 36))
    detailCount = Int(bytes.little(UInt32.self, at: offset + 40))
  }
}
