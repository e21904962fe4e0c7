// A Parquet file from its end: schema, row groups, and where each column's bytes lie. Pages are never
// decoded (github.com/apache/parquet-format, parquet.thrift).

/// The footer of a Parquet file.
public struct ParquetFooter: Sendable, Equatable {
  /// The longest footer that is read.
  public static let bytesMax = 32 << 20
  /// The most column chunks that are read.
  public static let chunkMax = 1 << 18

  /// Rows of all row groups.
  public internal(set) var rows: UInt64 = 0
  /// The program that wrote the file, as it says.
  public internal(set) var createdBy: String?
  /// The leaves of the schema, in order.
  public internal(set) var columns: [ParquetColumn] = []
  /// The row groups, in order; each has a chunk for every column.
  public internal(set) var rowGroups: [ParquetRowGroup] = []
  /// Where the footer begins: all column chunks end before.
  public let footerStart: UInt64

  /// Reads the footer; nil when the file is no sound, unencrypted Parquet file, or beyond the limits.
  /// Throws only what the source throws.
  public init?(reading source: some RandomAccess) throws {
    let size = source.byteCount
    guard size >= 12, try source.read(at: 0, count: 4) == Array("PAR1".utf8) else { return nil }
    let tail = try source.read(at: size - 8, count: 8)
    guard tail.count == 8, tail[4...].elementsEqual("PAR1".utf8) else { return nil }
    let length = tail[..<4].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.bytesMax), length + 12 <= size else { return nil }
    footerStart = size - 8 - length
    var reader = ThriftReader(try source.read(at: footerStart, count: Int(length)))
    do throws(MalformedThrift) {
      try take(&reader)
      try check()
    } catch { return nil }
  }

  /// The bytes of every column chunk that lies in this file, ascending; nil when some overlap.
  public var chunkRanges: [Range<UInt64>]? {
    let ranges = rowGroups.flatMap { $0.chunks.compactMap(\.range) }
      .sorted { $0.lowerBound < $1.lowerBound }
    let areApart = zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
    return areApart ? ranges : nil
  }

  private mutating func take(_ reader: inout ThriftReader) throws(MalformedThrift) {
    var elements: [ParquetSchema.Element] = []
    var groups: [ParquetRowGroup] = []
    var rows: Int64 = 0
    var writer: String?
    var chunkCount = 0
    let end = footerStart
    try reader.structure { (reader, id, kind) throws(MalformedThrift) in
      switch id {
      case 2:
        try reader.list(of: .structure, found: kind, countMax: ParquetSchema.elementMax) {
          (reader) throws(MalformedThrift) in
          elements.append(try ParquetSchema.element(&reader))
        }
      case 3: rows = try reader.integer(kind)
      case 4:
        try reader.list(of: .structure, found: kind, countMax: Self.chunkMax) {
          (reader) throws(MalformedThrift) in
          groups.append(
            try ParquetRowGroup(&reader, dataEnd: end, chunkMax: Self.chunkMax - chunkCount))
          chunkCount += groups.last?.chunks.count ?? 0
        }
      case 6: writer = try reader.text(kind)
      default: try reader.skip(kind)
      }
    }
    guard rows >= 0 else { throw MalformedThrift() }
    self.rows = UInt64(rows)
    createdBy = writer
    columns = try ParquetSchema(elements).columns
    rowGroups = groups
  }

  private func check() throws(MalformedThrift) {
    for group in rowGroups {
      guard group.chunks.count == columns.count else { throw MalformedThrift() }
    }
  }
}

/// Some rows of a Parquet file.
public struct ParquetRowGroup: Sendable, Equatable {
  /// Rows in the group.
  public private(set) var rows: UInt64 = 0
  /// One for each column.
  public private(set) var chunks: [ParquetChunk] = []

  init(
    _ reader: inout ThriftReader, dataEnd: UInt64, chunkMax: Int
  ) throws(MalformedThrift) {
    var chunks: [ParquetChunk] = []
    var rows: Int64 = 0
    try reader.structure { (reader, id, kind) throws(MalformedThrift) in
      switch id {
      case 1:
        try reader.list(of: .structure, found: kind, countMax: chunkMax) {
          (reader) throws(MalformedThrift) in
          chunks.append(try ParquetChunk(&reader, dataEnd: dataEnd))
        }
      case 3: rows = try reader.integer(kind)
      default: try reader.skip(kind)
      }
    }
    guard rows >= 0 else { throw MalformedThrift() }
    self.rows = UInt64(rows)
    self.chunks = chunks
  }
}
