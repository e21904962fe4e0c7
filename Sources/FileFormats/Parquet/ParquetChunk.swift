/// The values of one column in one row group.
public struct ParquetChunk: Sendable, Equatable {
  /// The longest bound of a column that is kept.
  static let boundMax = 256

  /// The compression, such as `SNAPPY`.
  public private(set) var codec = "UNCOMPRESSED"
  /// Values, missing ones too.
  public private(set) var valueCount: UInt64 = 0
  /// Bytes before compression.
  public private(set) var uncompressedBytes: UInt64 = 0
  /// Bytes in the file.
  public private(set) var compressedBytes: UInt64 = 0
  /// Where those are; nil when they are in another file.
  public private(set) var range: Range<UInt64>?
  /// What the writer says of the values.
  public private(set) var statistics = Statistics()

  /// What a writer may say of the values of a chunk.
  public struct Statistics: Sendable, Equatable {
    /// Missing values.
    public var nullCount: UInt64?
    /// Different values.
    public var distinctCount: UInt64?
    /// A lower bound of all values, as Parquet stores a value; nil also when it is long.
    public var minimum: [UInt8]?
    /// An upper bound.
    public var maximum: [UInt8]?

    /// Nothing is known.
    public init() {}
  }

  /// - Parameter dataEnd: where the footer begins; no chunk reaches beyond.
  init(_ reader: inout ThriftReader, dataEnd: UInt64) throws(MalformedThrift) {
    var chunk = ParquetChunk()
    var isElsewhere = false
    var start: Int64?
    var dictionary: Int64?
    try reader.structure { (reader, id, kind) throws(MalformedThrift) in
      switch id {
      case 1:
        isElsewhere = true
        try reader.skip(kind)
      case 3 where kind == .structure:
        try reader.structure { (reader, id, kind) throws(MalformedThrift) in
          switch id {
          case 9: start = try reader.integer(kind)
          case 11: dictionary = try reader.integer(kind)
          default: try chunk.take(&reader, id, kind)
          }
        }
      default: try reader.skip(kind)
      }
    }
    if !isElsewhere, let start {
      // Some writers say 0 where there is no dictionary.
      let first = dictionary.flatMap { $0 > 0 ? min($0, start) : nil } ?? start
      guard first >= 4, UInt64(first) <= dataEnd,
        chunk.compressedBytes <= dataEnd - UInt64(first)
      else { throw MalformedThrift() }
      chunk.range = UInt64(first)..<UInt64(first) + chunk.compressedBytes
    }
    self = chunk
  }

  private init() {}

  private static let codecs = [
    "UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW",
  ]

  private mutating func take(
    _ reader: inout ThriftReader, _ id: Int, _ kind: ThriftReader.Kind
  ) throws(MalformedThrift) {
    switch id {
    case 4:
      let code = try reader.integer(kind)
      guard Self.codecs.indices.contains(Int(clamping: code)) else { throw MalformedThrift() }
      codec = Self.codecs[Int(code)]
    case 5: valueCount = try size(&reader, kind)
    case 6: uncompressedBytes = try size(&reader, kind)
    case 7: compressedBytes = try size(&reader, kind)
    case 12 where kind == .structure:
      var found = Statistics()
      var old = (minimum: [UInt8]?.none, maximum: [UInt8]?.none)
      try reader.structure { (reader, id, kind) throws(MalformedThrift) in
        switch id {
        case 1: old.maximum = try bound(&reader, kind)
        case 2: old.minimum = try bound(&reader, kind)
        case 3: found.nullCount = try size(&reader, kind)
        case 4: found.distinctCount = try size(&reader, kind)
        case 5: found.maximum = try bound(&reader, kind)
        case 6: found.minimum = try bound(&reader, kind)
        default: try reader.skip(kind)
        }
      }
      found.minimum = found.minimum ?? old.minimum
      found.maximum = found.maximum ?? old.maximum
      statistics = found
    default: try reader.skip(kind)
    }
  }

  private func size(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(MalformedThrift) -> UInt64 {
    guard let size = UInt64(exactly: try reader.integer(kind)) else { throw MalformedThrift() }
    return size
  }

  private func bound(
    _ reader: inout ThriftReader, _ kind: ThriftReader.Kind
  ) throws(MalformedThrift) -> [UInt8]? {
    let range = try reader.binary(kind)
    return range.count <= Self.boundMax ? reader.bytes(at: range) : nil
  }
}
