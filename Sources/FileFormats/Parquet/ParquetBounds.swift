/// A value as a Parquet file's statistics hold it.
public enum ParquetValue: Sendable, Equatable {
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case number(Double)
  case bytes([UInt8])

  /// Reads a plainly encoded value of a column; nil when it has the wrong length.
  public init?(_ bytes: [UInt8], of column: ParquetColumn) {
    var word: UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    switch (column.physical, bytes.count) {
    case (.boolean, 1): self = .bool(bytes[0] != 0)
    case (.int32, 4):
      let value = UInt32(truncatingIfNeeded: word)
      self =
        column.isUnsigned ? .unsigned(UInt64(value)) : .integer(Int64(Int32(bitPattern: value)))
    case (.int64, 8):
      self = column.isUnsigned ? .unsigned(word) : .integer(Int64(bitPattern: word))
    case (.float, 4): self = .number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: word))))
    case (.double, 8): self = .number(Double(bitPattern: word))
    case (.byteArray, _), (.fixedByteArray, _), (.int96, 12): self = .bytes(bytes)
    default: return nil
    }
  }

  /// Whether this is less; values of one column only.
  func precedes(_ other: ParquetValue) -> Bool {
    switch (self, other) {
    case (.bool(let a), .bool(let b)): !a && b
    case (.integer(let a), .integer(let b)): a < b
    case (.unsigned(let a), .unsigned(let b)): a < b
    case (.number(let a), .number(let b)): a < b
    case (.bytes(let a), .bytes(let b)): a.lexicographicallyPrecedes(b)
    default: false
    }
  }
}

/// What the row groups of a file say together of one column.
public struct ParquetColumnSummary: Sendable, Equatable {
  /// Values, missing ones too.
  public let valueCount: UInt64
  /// Missing values; nil when a row group does not say it.
  public let nullCount: UInt64?
  /// Bytes in the file.
  public let compressedBytes: UInt64
  /// The least and the greatest value, or bounds of them; nil when a row group with values does not
  /// say it.
  public let minimum: ParquetValue?
  /// See `minimum`.
  public let maximum: ParquetValue?
}

extension ParquetFooter {
  /// Sums up a column over the row groups.
  public func summary(ofColumn index: Int) -> ParquetColumnSummary {
    var values: UInt64 = 0
    var nulls: UInt64? = 0
    var bytes: UInt64 = 0
    var minimum: ParquetValue?
    var maximum: ParquetValue?
    var isBounded = true
    for group in rowGroups {
      let chunk = group.chunks[index]
      values &+= chunk.valueCount
      bytes &+= chunk.compressedBytes
      nulls = nulls.flatMap { sum in chunk.statistics.nullCount.map { sum &+ $0 } }
      if chunk.valueCount == 0 || chunk.statistics.nullCount == chunk.valueCount { continue }
      let column = columns[index]
      guard let low = chunk.statistics.minimum.flatMap({ ParquetValue($0, of: column) }),
        let high = chunk.statistics.maximum.flatMap({ ParquetValue($0, of: column) })
      else {
        isBounded = false
        continue
      }
      if minimum.map(low.precedes) ?? true { minimum = low }
      if maximum.map({ $0.precedes(high) }) ?? true { maximum = high }
    }
    return ParquetColumnSummary(
      valueCount: values, nullCount: nulls, compressedBytes: bytes,
      minimum: isBounded ? minimum : nil, maximum: isBounded ? maximum : nil)
  }
}
