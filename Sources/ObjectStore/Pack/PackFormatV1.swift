// Version 1 of the pack's bytes: header, table row, footer. Documentation/format.md has the layout.
import Objects

/// The parts of a pack, to bytes and back.
enum PackFormatV1 {
  static let version: UInt32 = 1
  static let metadataFlag: UInt32 = 1
  static let headerBytes = 16
  static let rowBytes = 60
  static let baseBytes = 32
  static let footerBytes = 64
  /// The most bytes of a pack file. Writers stay far below it; so the sizes of as many packs as rows can number
  /// have a sum in 64 bits.
  static let fileBytesMax: UInt64 = 1 << 32

  /// The counters of a footer, before they are believed.
  struct Footer {
    var objects: UInt64
    var bases: UInt64
    var tableOffset: UInt64
    var checksum: Digest
  }

  static func header(flags: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerBytes)
    bytes.append(text: "MLXPACK\n")
    bytes.append(little: version)
    bytes.append(little: flags)
    return bytes
  }

  /// The flags of the header in `bytes`.
  static func flags(inHeader bytes: [UInt8], path: String) throws(StoreError) -> UInt32 {
    let (isPack, version, flags) = bytes.withUnsafeBytes { raw -> (Bool, UInt32, UInt32) in
      guard raw.count >= headerBytes, raw.holds("MLXPACK\n", at: 0) else { return (false, 0, 0) }
      return (true, raw.little(UInt32.self, at: 8), raw.little(UInt32.self, at: 12))
    }
    guard isPack else { throw .packDamaged(path: path, reason: "it does not begin as a pack") }
    guard version == Self.version else {
      throw .unsupported(path: path, what: "pack version \(version)")
    }
    guard flags & ~metadataFlag == 0 else {
      throw .unsupported(path: path, what: "pack flags \(flags)")
    }
    return flags
  }

  static func append(_ row: ObjectRow, to bytes: inout [UInt8]) {
    bytes.append(row.id)
    bytes.append(row.kind.rawValue)
    bytes.append(row.encoding)
    bytes.append(little: UInt16(0))
    bytes.append(little: row.stored)
    bytes.append(little: row.raw)
    bytes.append(little: row.offset)
    bytes.append(little: row.inner)
    bytes.append(little: row.base)
  }

  /// The row at `offset`, which must lie inside; nil when a field has no meaning.
  static func row(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> ObjectRow? {
    guard let kind = StoredKind(rawValue: bytes[offset + 32]),
      bytes.little(UInt16.self, at: offset + 34) == 0
    else { return nil }
    return ObjectRow(
      id: bytes.digest(at: offset), offset: bytes.little(UInt64.self, at: offset + 44),
      stored: bytes.little(UInt32.self, at: offset + 36),
      raw: bytes.little(UInt32.self, at: offset + 40),
      inner: bytes.little(UInt32.self, at: offset + 52),
      base: bytes.little(UInt32.self, at: offset + 56), pack: 0, kind: kind,
      encoding: bytes[offset + 33])
  }

  static func footer(_ footer: Footer) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(footerBytes)
    bytes.append(little: footer.objects)
    bytes.append(little: footer.bases)
    bytes.append(little: footer.tableOffset)
    bytes.append(footer.checksum)
    bytes.append(text: "MLXPEND\n")
    return bytes
  }

  /// The footer in `bytes`, or nil when they are not one.
  static func footer(in bytes: [UInt8]) -> Footer? {
    bytes.withUnsafeBytes { raw in
      guard raw.count == footerBytes, raw.holds("MLXPEND\n", at: 56) else { return nil }
      return Footer(
        objects: raw.little(UInt64.self, at: 0), bases: raw.little(UInt64.self, at: 8),
        tableOffset: raw.little(UInt64.self, at: 16), checksum: raw.digest(at: 24))
    }
  }
}
