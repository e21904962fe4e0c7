// Reading a pack's table, with every number checked before it is believed.
import FileIO
import Objects
import SystemPackage

/// The list of what is in a sealed pack. The payloads themselves are not looked at.
struct PackTable: Sendable {
  let entry: PackEntry
  /// In body order.
  let rows: [ObjectRow]
  /// What its deltas need.
  let bases: BaseList
  /// Where the body ends.
  let bodyEnd: UInt64

  /// Reads the table of an open pack and checks it against the footer's checksum.
  init(reading file: File, objectBytesMax: Int = StoreLimits.standard.objectBytesMax) throws {
    let path = file.path.string
    let size = try file.status().size
    let overhead = Int64(PackFormatV1.headerBytes + PackFormatV1.footerBytes)
    guard size >= overhead else {
      throw StoreError.packDamaged(path: path, reason: "it is too short")
    }
    let header = try file.readBytes(at: 0, count: PackFormatV1.headerBytes)
    let footerStart = size - Int64(PackFormatV1.footerBytes)
    let footerBytes = try file.readBytes(at: footerStart, count: PackFormatV1.footerBytes)
    guard let footer = PackFormatV1.footer(in: footerBytes),
      footer.tableOffset >= UInt64(PackFormatV1.headerBytes),
      footer.tableOffset <= UInt64(footerStart)
    else { throw StoreError.packDamaged(path: path, reason: "its footer is wrong") }
    // Every version has this checksum. Until it holds, a strange version is damage too.
    let checksum = try Self.checksum(file, header, from: Int64(footer.tableOffset), to: footerStart)
    guard checksum == footer.checksum else {
      throw StoreError.packDamaged(path: path, reason: "its table does not match its checksum")
    }
    let flags = try PackFormatV1.flags(inHeader: header, path: path)
    guard let tableBytes = Self.tableBytes(footer, footerStart: UInt64(footerStart)) else {
      throw StoreError.packDamaged(path: path, reason: "its footer is wrong")
    }
    let table = try file.readBytes(at: Int64(footer.tableOffset), count: tableBytes)
    entry = PackEntry(id: footer.checksum, bytes: UInt64(size), flags: flags)
    bodyEnd = footer.tableOffset
    let rows = try Self.rows(table, footer, objectBytesMax: objectBytesMax, path: path)
    self.rows = rows
    bases = BaseList(
      table.withUnsafeBytes { raw in
        (0..<Int(footer.bases)).map {
          raw.digest(at: rows.count * PackFormatV1.rowBytes + $0 * PackFormatV1.baseBytes)
        }
      })
  }

  /// SHA-256 of the header and of all between the body and the footer.
  private static func checksum(
    _ file: File, _ header: [UInt8], from start: Int64, to end: Int64
  ) throws -> Digest {
    var hasher = SHA256Hasher()
    hasher.update(header)
    var offset = start
    while offset < end {
      let piece = try file.readBytes(at: offset, count: Int(min(end - offset, 1 << 20)))
      hasher.update(piece)
      offset += Int64(piece.count)
    }
    return hasher.finalize()
  }

  /// The table's length, if the footer's counts fill the room for it.
  private static func tableBytes(_ footer: PackFormatV1.Footer, footerStart: UInt64) -> Int? {
    let (rows, over1) = footer.objects.multipliedReportingOverflow(
      by: UInt64(PackFormatV1.rowBytes))
    let (bases, over2) = footer.bases.multipliedReportingOverflow(
      by: UInt64(PackFormatV1.baseBytes))
    let (sum, over3) = rows.addingReportingOverflow(bases)
    guard !over1, !over2, !over3, sum == footerStart - footer.tableOffset else { return nil }
    return Int(exactly: sum)
  }

  private static func rows(
    _ table: [UInt8], _ footer: PackFormatV1.Footer, objectBytesMax: Int, path: String
  ) throws -> [ObjectRow] {
    var rows: [ObjectRow] = []
    rows.reserveCapacity(Int(footer.objects))
    var end = UInt64(PackFormatV1.headerBytes)
    for index in 0..<Int(footer.objects) {
      let decoded = table.withUnsafeBytes {
        PackFormatV1.row($0, at: index * PackFormatV1.rowBytes)
      }
      guard let row = decoded, row.offset <= footer.tableOffset,
        UInt64(row.stored) <= footer.tableOffset - row.offset,
        row.innerEnd <= objectBytesMax, UInt64(row.base) <= footer.bases,
        row.offset >= end || rows.last?.sharesPayload(with: row) == true
      else { throw StoreError.packDamaged(path: path, reason: "row \(index) is wrong") }
      end = row.offset + UInt64(row.stored)
      rows.append(row)
    }
    return rows
  }
}
