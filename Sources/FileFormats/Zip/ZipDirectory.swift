// APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3. The central directory alone says what there is; local
// headers say where data begin. Where two places of an archive disagree, programs may see different
// files in it: such an archive is refused.

/// The files in a zip archive.
public struct ZipDirectory: Sendable, Equatable {
  /// In the order of the directory.
  public let members: [ZipMember]

  /// A larger directory is not read.
  static let bytesMax = 64 << 20
  static let membersMax = 1 << 18

  /// Reads the directory and each member's local header.
  ///
  /// Errors: `UnreadableFormat` for members that overlap, have the same name, or reach beyond the
  /// directory, and for whatever else does not add up; what the source throws.
  public init(reading source: some RandomAccess) throws {
    self = try Unsound.within(.zip) { try ZipDirectory(source) }
  }

  /// Errors: `Unsound`, and what the source throws.
  init(_ source: any RandomAccess) throws {
    let end = try ZipEnd(source)
    var reader = ByteReader(source, end.directory, windowBytes: 64 << 10)
    var entries: [ZipEntry] = []
    var names: Set<[UInt8]> = []
    while !reader.isAtEnd {
      guard entries.count < Self.membersMax else { throw Unsound("it has too many members") }
      let entry = try ZipEntry(&reader)
      guard names.insert(entry.name).inserted else {
        throw Unsound("two members have the name \(entry.text)")
      }
      entries.append(entry)
    }
    guard UInt64(entries.count) == end.memberCount else {
      throw Unsound("it has \(entries.count) members and claims \(end.memberCount)")
    }
    let ranges = try Self.dataRanges(of: entries, in: source, before: end.directory.lowerBound)
    members = zip(entries, ranges).map { entry, range in
      ZipMember(
        name: entry.text, method: entry.method, byteCount: entry.byteCount, range: range,
        isEncrypted: entry.flags & 1 != 0)
    }
  }

  /// Where the bytes of each entry lie: no two of them overlap, headers included.
  private static func dataRanges(
    of entries: [ZipEntry], in source: any RandomAccess, before directory: UInt64
  ) throws -> [Range<UInt64>] {
    var ranges = [Range<UInt64>](repeating: 0..<0, count: entries.count)
    var local = ByteReader(source, 0..<directory, windowBytes: 512)
    var position: UInt64 = 0
    for index in entries.indices.sorted(by: { entries[$0].offset < entries[$1].offset }) {
      let entry = entries[index]
      guard entry.offset >= position else { throw Unsound("members overlap at \(entry.text)") }
      try local.seek(entry.offset)
      try entry.checkLocalHeader(&local)
      let start = local.position
      try local.skip(entry.packedBytes, entry.text)
      ranges[index] = start..<local.position
      position = local.position
    }
    return ranges
  }
}
