// One pack being written under tmp/. Its owner lets one thread at a time in.
import FileIO
import Objects
import SystemPackage

/// A pack whose footer is written; it still has its temporary name.
struct SealedPack: Sendable {
  let id: Digest
  let temporary: FilePath
  let bytes: UInt64
  let isMetadata: Bool
}

/// Appends payloads, remembers their rows, and closes the file with table and footer.
final class PackWriter {
  let isMetadata: Bool
  let path: FilePath
  private(set) var rows: [ObjectRow] = []
  private var bases = BaseList()
  /// What the last delta needs.
  private var lastBases: [Digest] = []
  private var lastPlace: UInt32 = 0
  /// Where the next payload will begin.
  private(set) var end: UInt64
  /// The large file whose first payload in this pack was aligned.
  var alignedFor: Int?

  private let file: File
  private let limits: StoreLimits
  /// Small payloads that are not yet in the file; they end at `end`.
  private var buffer: [UInt8] = []
  private var writebackEnd: UInt64 = 0
  /// Disk space is set aside up to here.
  private var reservedEnd: UInt64 = 0
  private let avoided: Set<Digest>
  private static let blockBytes: UInt64 = 4096
  private static let bufferBytes = 256 << 10
  private static let writebackBytes: UInt64 = 16 << 20
  private static let reservedBytes: UInt64 = 16 << 20

  /// - Parameter avoided: names that the pack must not have.
  init(
    isMetadata: Bool, in folder: FilePath, fileSystem: any FileSystem, limits: StoreLimits,
    avoiding avoided: Set<Digest> = []
  ) throws {
    self.isMetadata = isMetadata
    self.avoided = avoided
    self.limits = limits
    path = folder.entry(TemporaryName.make(prefix: "pack"))
    file = try File(path, .create, in: fileSystem, permissions: 0o444)
    buffer = PackFormatV1.header(flags: isMetadata ? PackFormatV1.metadataFlag : 0)
    end = UInt64(buffer.count)
  }

  /// Whether `bytes` more would exceed the target; an empty pack takes anything.
  func isFull(adding bytes: Int) -> Bool {
    !rows.isEmpty && end + UInt64(bytes) > UInt64(limits.packBytesTarget)
  }

  /// Pads with zeros until the next payload's offset equals `offset` modulo 4 KiB.
  func align(to offset: UInt64) { pad(Int((offset &- end) & (Self.blockBytes - 1))) }

  /// Appends zeros that no payload is in.
  private func pad(_ count: Int) {
    buffer.append(zeros: count)
    end += UInt64(count)
  }

  /// Appends a payload and returns its offset.
  func append(_ payload: UnsafeRawBufferPointer) throws -> UInt64 {
    let offset = end
    guard end + UInt64(payload.count) <= UInt64(limits.packBytesMax) else {
      throw StoreError.packDamaged(path: path.string, reason: "its body would be too large")
    }
    if buffer.count + payload.count <= Self.bufferBytes {
      buffer.append(contentsOf: payload)
    } else {
      try flush()
      reserve(upTo: offset + UInt64(payload.count))
      try file.write(payload, at: Int64(offset))
    }
    end += UInt64(payload.count)
    if end - writebackEnd >= Self.writebackBytes { startWriteback() }
    return offset
  }

  /// Records an object of a payload that was appended.
  ///
  /// - Parameter bases: what it needs, when it is a delta.
  func add(_ row: ObjectRow, bases needed: [Digest] = []) {
    var row = row
    row.base = 0
    if !needed.isEmpty {
      if needed != lastBases {
        lastPlace = bases.add(needed, isRun: row.encoding == Encoding.prefixed.rawValue)
        lastBases = needed
      }
      row.base = lastPlace
    }
    rows.append(row)
  }

  private func flush() throws {
    guard !buffer.isEmpty else { return }
    try file.write(buffer, at: Int64(end) - Int64(buffer.count))
    buffer.removeAll(keepingCapacity: true)
    Failpoint.packBody.hit()
  }

  /// A step ahead of what is written; a small pack never gets here.
  private func reserve(upTo needed: UInt64) {
    guard needed > reservedEnd else { return }
    reservedEnd = needed + Self.reservedBytes
    file.reserve(Int64(reservedEnd))
  }

  private func startWriteback() {
    file.startWriteback(at: Int64(writebackEnd), count: Int64(end - writebackEnd))
    writebackEnd = end
  }

  /// Writes table and footer. The pack keeps its temporary name; nothing is synced.
  func seal() throws -> SealedPack {
    let tableOffset = end
    var (table, id) = table()
    // A pack is named by its table. An id that no row leads to makes it another one.
    while avoided.contains(id) {
      bases.appendUnused()
      (table, id) = self.table()
    }
    table += PackFormatV1.footer(
      .init(
        objects: UInt64(rows.count), bases: UInt64(bases.ids.count), tableOffset: tableOffset,
        checksum: id))
    try flush()
    try file.write(table, at: Int64(tableOffset))
    end += UInt64(table.count)
    // Gives back what was set aside and not used.
    if end < reservedEnd { try file.truncate(to: Int64(end)) }
    startWriteback()
    return SealedPack(id: id, temporary: path, bytes: end, isMetadata: isMetadata)
  }

  /// Rows and bases, and the pack's name.
  private func table() -> ([UInt8], Digest) {
    var table: [UInt8] = []
    table.reserveCapacity(rows.count * PackFormatV1.rowBytes + PackFormatV1.footerBytes)
    for row in rows { PackFormatV1.append(row, to: &table) }
    for base in bases.ids { table.append(base) }
    var hasher = SHA256Hasher()
    hasher.update(PackFormatV1.header(flags: isMetadata ? PackFormatV1.metadataFlag : 0))
    hasher.update(table)
    return (table, hasher.finalize())
  }
}
