import FileIO
import Objects

@testable import ObjectStore

/// A pack as nobody would write it: payloads, and rows that may say anything about them.
struct HostilePack {
  private var body: [UInt8] = PackFormatV1.header(flags: 0)
  private var rows: [ObjectRow] = []
  var bases: [Digest] = []

  /// Adds a payload with one row about it.
  ///
  /// - Parameters:
  ///   - raw: the length that the row claims.
  ///   - base: a place in `bases`, from 1; 0 for none.
  mutating func add(
    _ id: Digest, _ payload: [UInt8], raw: UInt32, encoding: UInt8, base: UInt32 = 0
  ) {
    rows.append(
      ObjectRow(
        id: id, offset: UInt64(body.count), stored: UInt32(payload.count), raw: raw, inner: 0,
        base: base, pack: 0, kind: .chunk, encoding: encoding))
    body += payload
  }

  /// Puts it among the packs of a store, with a segment that names it: checksums are right.
  func publish(in store: ObjectStore) throws {
    var table: [UInt8] = []
    for row in rows { PackFormatV1.append(row, to: &table) }
    for base in bases { table.append(base) }
    let header = Array(body.prefix(PackFormatV1.headerBytes))
    let checksum = SHA256Hasher.hash(header + table)
    let footer = PackFormatV1.footer(
      .init(
        objects: UInt64(rows.count), bases: UInt64(bases.count), tableOffset: UInt64(body.count),
        checksum: checksum))
    let path = store.layout.pack(checksum)
    try File(path, .create, in: store.fileSystem).write(body + table + footer, at: 0)
    _ = try Publication(store: store, durability: .none).run([checksum], absent: [])
    try store.reload()
  }

  /// A zstd frame that says it has `claimed` bytes, in blocks that repeat one byte.
  static func frame(claimed: UInt64?, blocks: Int, blockBytes: UInt32 = 128 << 10) -> [UInt8] {
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    // A content size of eight bytes; a window of 128 KiB stands where the content size is not said.
    bytes.append(claimed == nil ? 0x00 : 0xC0)
    bytes.append(0x38)
    if let claimed { bytes.append(little: claimed) }
    for block in 0..<blocks {
      let header = (blockBytes << 3) | 2 | (block == blocks - 1 ? 1 : 0)
      bytes += (0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) } + [0x41]
    }
    return bytes
  }
}
