/// The record at the end of a zip archive, which says where its directory is.
struct ZipEnd {
  let memberCount: UInt64
  /// The central directory, in bytes from the beginning of the archive.
  let directory: Range<UInt64>

  private static let recordBytes = 22
  private static let commentBytesMax = 65535

  /// Finds the last record whose comment ends with the file.
  init(_ source: any RandomAccess) throws {
    let tailBytes = min(source.byteCount, UInt64(Self.recordBytes + Self.commentBytesMax))
    let tailStart = source.byteCount - tailBytes
    let tail = try source.read(at: tailStart, count: Int(tailBytes))
    guard tail.count == Int(tailBytes), let place = Self.place(in: tail) else {
      throw Unsound("it has no directory")
    }
    let offset = tailStart + UInt64(place)
    var reader = ByteReader(source, offset..<source.byteCount, windowBytes: 64)
    try reader.skip(4)
    let disks = (try reader.integer(UInt16.self), try reader.integer(UInt16.self))
    let counts = (try reader.integer(UInt16.self), try reader.integer(UInt16.self))
    let bytes = try reader.integer(UInt32.self)
    let start = try reader.integer(UInt32.self)
    let record: Record
    if let wide = try Self.wideRecord(source, before: offset) {
      let agrees =
        (counts.1 == .max || UInt64(counts.1) == wide.count)
        && (bytes == .max || UInt64(bytes) == wide.bytes)
        && (start == .max || UInt64(start) == wide.start)
      guard agrees else { throw Unsound("its two end records disagree") }
      record = wide
    } else {
      guard disks == (0, 0), counts.0 == counts.1 else {
        throw Unsound("it is a part of a split archive")
      }
      record = Record(
        count: UInt64(counts.1), bytes: UInt64(bytes), start: UInt64(start), end: offset)
    }
    guard record.bytes <= UInt64(ZipDirectory.bytesMax) else {
      throw Unsound("its directory has \(record.bytes) bytes")
    }
    let (end, isOver) = record.start.addingReportingOverflow(record.bytes)
    guard !isOver, end == record.end else {
      throw Unsound("its directory is not where it should be")
    }
    memberCount = record.count
    directory = record.start..<end
  }

  private struct Record {
    let count: UInt64
    let bytes: UInt64
    let start: UInt64
    /// Where the directory must end: at the record itself.
    let end: UInt64
  }

  private static func place(in tail: [UInt8]) -> Int? {
    guard tail.count >= recordBytes else { return nil }
    var place = tail.count - recordBytes
    while place >= 0 {
      if tail[place] == 0x50, tail[place..<place + 4].elementsEqual([0x50, 0x4B, 5, 6]) {
        let comment = Int(tail[place + 20]) | Int(tail[place + 21]) << 8
        if place + recordBytes + comment == tail.count { return place }
      }
      place -= 1
    }
    return nil
  }

  /// The zip64 record that a locator right before the end record points to.
  private static func wideRecord(
    _ source: any RandomAccess, before offset: UInt64
  ) throws -> Record? {
    guard offset >= 20 else { return nil }
    var reader = ByteReader(source, 0..<offset, windowBytes: 64)
    try reader.seek(offset - 20)
    guard try reader.integer(UInt32.self) == 0x0706_4B50 else { return nil }
    let disk = try reader.integer(UInt32.self)
    let place = try reader.integer(UInt64.self)
    guard disk == 0, place <= offset - 20 else { throw Unsound("its zip64 record is damaged") }
    try reader.seek(place)
    guard try reader.integer(UInt32.self) == 0x0606_4B50 else {
      throw Unsound("its zip64 record is damaged")
    }
    try reader.skip(12)
    let disks = (try reader.integer(UInt32.self), try reader.integer(UInt32.self))
    let counts = (try reader.integer(UInt64.self), try reader.integer(UInt64.self))
    let bytes = try reader.integer(UInt64.self)
    let start = try reader.integer(UInt64.self)
    guard disks == (0, 0), counts.0 == counts.1 else {
      throw Unsound("it is a part of a split archive")
    }
    return Record(count: counts.1, bytes: bytes, start: start, end: place)
  }
}
