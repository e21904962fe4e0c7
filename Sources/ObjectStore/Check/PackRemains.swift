// Where the objects of a pack are that cannot say so itself any more.
import FileIO
import Objects

/// What a damaged table still says. Nothing of it is believed: an object counts when its hash is right.
struct PackRemains {
  /// In the order of the table; rows that make no sense are left out.
  private(set) var rows: [ObjectRow] = []
  private(set) var bases = BaseList()
  /// Whether a row names an encoding that this program does not know: a later version's, or damage.
  private(set) var hasUnknownEncodings = false

  /// Reads the table of a pack as far as there is one.
  init(reading file: File) throws {
    let size = try file.status().size
    let footerStart = size - Int64(PackFormatV1.footerBytes)
    guard footerStart >= Int64(PackFormatV1.headerBytes) else { return }
    let footer = try file.readBytes(at: footerStart, count: PackFormatV1.footerBytes)
    for place in Self.places(footer, UInt64(footerStart)) {
      let bytes = try file.readBytes(
        at: Int64(place.tableOffset), count: Int(UInt64(footerStart) - place.tableOffset))
      let rows = Self.rows(bytes, place)
      // A table of which less than half makes sense is none.
      guard UInt64(rows.count) * 2 >= place.objects else { continue }
      self.rows = rows.filter { Encoding(rawValue: $0.encoding) != nil }
      hasUnknownEncodings = self.rows.count < rows.count
      bases = BaseList(
        bytes.withUnsafeBytes { raw in
          let start = Int(place.objects) * PackFormatV1.rowBytes
          return (0..<Int(place.bases)).map {
            raw.digest(at: start + $0 * PackFormatV1.baseBytes)
          }
        })
      return
    }
  }

  private struct Place {
    var objects: UInt64
    var bases: UInt64
    var tableOffset: UInt64
  }

  /// Where the table may be: any two of a footer's three numbers give the third.
  private static func places(_ footer: [UInt8], _ end: UInt64) -> [Place] {
    let (objects, bases, offset) = footer.withUnsafeBytes {
      (
        $0.little(UInt64.self, at: 0), $0.little(UInt64.self, at: 8),
        $0.little(UInt64.self, at: 16)
      )
    }
    let start = UInt64(PackFormatV1.headerBytes)
    let (row, base) = (UInt64(PackFormatV1.rowBytes), UInt64(PackFormatV1.baseBytes))
    var places: [Place] = []
    if objects <= end / row, bases <= end / base, objects * row + bases * base <= end - start {
      places.append(
        Place(objects: objects, bases: bases, tableOffset: end - objects * row - bases * base))
    }
    guard offset >= start, offset < end else { return places.filter { $0.objects > 0 } }
    let room = end - offset
    if bases <= room / base, (room - bases * base) % row == 0 {
      places.append(
        Place(objects: (room - bases * base) / row, bases: bases, tableOffset: offset))
    }
    if objects <= room / row, (room - objects * row) % base == 0 {
      places.append(
        Place(objects: objects, bases: (room - objects * row) / base, tableOffset: offset))
    }
    return places.filter { $0.objects > 0 }
  }

  private static func rows(_ table: [UInt8], _ place: Place) -> [ObjectRow] {
    table.withUnsafeBytes { table in
      (0..<Int(place.objects)).compactMap { index in
        guard let row = PackFormatV1.row(table, at: index * PackFormatV1.rowBytes),
          row.offset >= UInt64(PackFormatV1.headerBytes), row.offset <= place.tableOffset,
          UInt64(row.stored) <= place.tableOffset - row.offset
        else { return nil }
        return row
      }
    }
  }
}
