// A segment's header and directory, with every number checked before it is believed.
import FileIO
import Objects

/// Where the sections of a segment are.
struct SegmentDirectory: Sendable {
  /// A section whose place in the file was checked.
  struct Section: Sendable {
    let section: SegmentSection
    let rows: Int
    /// Where the fan-out, if there is one, begins.
    let fanOutStart: Int
    let fanOutBits: Int
    /// Where the rows begin.
    let rowsStart: Int

    var rowBytes: Int { section.rowBytes }
    var byteCount: Int { rows * rowBytes }
  }

  let sections: [SegmentSection: Section]
  /// The checksum in the footer, which is the segment's id.
  let checksum: Digest

  /// Reads header, directory and footer of an open segment.
  ///
  /// Errors: `StoreError.segmentDamaged`; `.unsupported` for a whole segment of a later version.
  init(reading file: File, bytes size: Int) throws {
    do {
      try self.init(unchecked: file, bytes: size)
    } catch let error as StoreError {
      guard case .unsupported = error else { throw error }
      // Every version has this checksum. Until it holds, a strange version is damage too.
      guard try Self.isWhole(file, bytes: size) else {
        throw StoreError.segmentDamaged(
          path: file.path.string, reason: "its bytes do not match its checksum")
      }
      throw error
    }
  }

  private static func isWhole(_ file: File, bytes size: Int) throws -> Bool {
    let end = size - IndexSegmentV1.footerBytes
    let footer = try file.readBytes(at: Int64(end), count: IndexSegmentV1.footerBytes)
    let checksum = try SegmentStorage.disk(file).checksum(end)
    return footer.withUnsafeBytes { $0.digest(at: 0) } == checksum
  }

  private init(unchecked file: File, bytes size: Int) throws {
    let path = file.path.string
    func damaged(_ reason: String) -> StoreError { .segmentDamaged(path: path, reason: reason) }

    guard size >= IndexSegmentV1.headerBytes + IndexSegmentV1.footerBytes else {
      throw damaged("it is too short")
    }
    let header = try file.readBytes(at: 0, count: IndexSegmentV1.headerBytes)
    let count = try Self.sectionCount(header, fileBytes: size, path: path)
    let footer = try file.readBytes(
      at: Int64(size - IndexSegmentV1.footerBytes), count: IndexSegmentV1.footerBytes)
    guard footer.withUnsafeBytes({ $0.holds("MLXSEND\n", at: 32) }) else {
      throw damaged("its end is missing")
    }
    checksum = footer.withUnsafeBytes { $0.digest(at: 0) }
    let directory = try file.readBytes(
      at: Int64(IndexSegmentV1.headerBytes), count: count * IndexSegmentV1.directoryRowBytes)
    var sections: [SegmentSection: Section] = [:]
    let start = IndexSegmentV1.headerBytes + directory.count
    for index in 0..<count {
      let row = Self.row(directory, index)
      guard let section = SegmentSection(rawValue: row.kind) else {
        throw StoreError.unsupported(path: path, what: "section \(row.kind) of the object index")
      }
      guard sections[section] == nil,
        let checked = Self.check(
          row, section, within: start..<(size - IndexSegmentV1.footerBytes))
      else { throw damaged("its section \(row.kind) is wrong") }
      sections[section] = checked
    }
    self.sections = sections
  }

  private static func sectionCount(
    _ header: [UInt8], fileBytes size: Int, path: String
  ) throws(StoreError) -> Int {
    let (isSegment, version, count, claimed) = header.withUnsafeBytes {
      (
        $0.holds("MLXSEGM\n", at: 0), $0.little(UInt32.self, at: 8),
        Int($0.little(UInt32.self, at: 12)), $0.little(UInt64.self, at: 16)
      )
    }
    guard isSegment else {
      throw .segmentDamaged(path: path, reason: "it does not begin as a segment")
    }
    guard version == IndexSegmentV1.version else {
      throw .unsupported(path: path, what: "object index version \(version)")
    }
    let room = size - IndexSegmentV1.headerBytes - IndexSegmentV1.footerBytes
    guard claimed == UInt64(size), count <= room / IndexSegmentV1.directoryRowBytes else {
      throw .segmentDamaged(path: path, reason: "it has another length than it says")
    }
    return count
  }

  private static func row(_ directory: [UInt8], _ index: Int) -> IndexSegmentV1.DirectoryRow {
    let at = index * IndexSegmentV1.directoryRowBytes
    return directory.withUnsafeBytes {
      IndexSegmentV1.DirectoryRow(
        kind: $0.little(UInt32.self, at: at), rowBytes: $0.little(UInt32.self, at: at + 4),
        rows: $0.little(UInt64.self, at: at + 8), offset: $0.little(UInt64.self, at: at + 16),
        fanOutBits: $0.little(UInt32.self, at: at + 24))
    }
  }

  /// The section, if it lies within `range` and its numbers belong together.
  private static func check(
    _ row: IndexSegmentV1.DirectoryRow, _ section: SegmentSection, within range: Range<Int>
  ) -> Section? {
    guard Int(row.rowBytes) == section.rowBytes, let offset = Int(exactly: row.offset),
      offset % 8 == 0, range.lowerBound <= offset, offset <= range.upperBound,
      row.rows <= UInt64((range.upperBound - offset) / section.rowBytes)
    else { return nil }
    let rows = Int(row.rows)
    let bits = section.isSorted ? IndexSegmentV1.fanOutBits(rows: rows) : 0
    let fanOut = IndexSegmentV1.fanOutBytes(bits: bits)
    guard Int(row.fanOutBits) == bits,
      fanOut <= range.upperBound - offset - rows * section.rowBytes
    else { return nil }
    return Section(
      section: section, rows: rows, fanOutStart: offset, fanOutBits: bits,
      rowsStart: offset + fanOut)
  }
}
