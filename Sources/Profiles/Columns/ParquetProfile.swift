import FileFormats
import Objects

/// What a file says of a column: of Parquet files the footer is read, not the values.
public struct DeclaredColumn: Sendable, Equatable {
  /// The type in the format's words, such as `INT64` or `BYTE_ARRAY STRING`.
  public var type: String
  /// The least value or a lower bound; nil when the file does not say it, or it is no number.
  public var minimum: Double?
  /// The greatest value or an upper bound.
  public var maximum: Double?
  /// Whether the file says how many values are missing.
  public var knowsNulls: Bool
  /// Bytes in the file.
  public var bytes: UInt64
}

extension TableProfile {
  /// What the footer of a Parquet file says: schema, rows, missing values and bounds. Sketches stay
  /// empty.
  public init(_ footer: ParquetFooter) {
    self.init(format: FileFormat.parquet.rawValue)
    rows = footer.rows
    droppedColumns = UInt64(max(0, footer.columns.count - Self.columnMax))
    columns = footer.columns.indices.prefix(Self.columnMax).map { index in
      ColumnProfile(footer.columns[index], footer.summary(ofColumn: index))
    }
  }
}

extension ColumnProfile {
  fileprivate init(_ column: ParquetColumn, _ summary: ParquetColumnSummary) {
    self.init(name: column.path)
    let nulls = min(summary.nullCount ?? 0, summary.valueCount)
    counts.nulls = nulls
    let values = summary.valueCount - nulls
    switch (column.physical, column.logical ?? "") {
    case (.boolean, _): counts.bools = values
    case (_, "DATE"): counts.dates = values
    case (_, let logical) where logical.hasPrefix("TIMESTAMP"): counts.times = values
    case (.int96, _): counts.times = values
    case (_, let logical) where logical.hasPrefix("DECIMAL"): counts.floats = values
    case (_, "FLOAT16"): counts.floats = values
    case (.int32, _), (.int64, _): counts.integers = values
    case (.float, _), (.double, _): counts.floats = values
    default: counts.texts = values
    }
    declared = DeclaredColumn(
      type: [column.physical.word, column.logical].compactMap { $0 }.joined(separator: " "),
      minimum: summary.minimum?.number, maximum: summary.maximum?.number,
      knowsNulls: summary.nullCount != nil, bytes: summary.compressedBytes)
  }
}

extension ParquetValue {
  /// The value as a number; the nearest double of a large integer.
  fileprivate var number: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .unsigned(let value): Double(value)
    case .number(let value): value
    case .bytes: nil
    }
  }
}

// As a column's record holds it.
extension DeclaredColumn {
  var record: JSONValue {
    var members: [String: JSONValue] = [
      "type": .string(type), "nulls": .bool(knowsNulls), "bytes": .count(bytes),
    ]
    members["min"] = minimum.map { .number($0 + 0) }
    members["max"] = maximum.map { .number($0 + 0) }
    return .object(members)
  }

  init(fields: RecordFields) throws(ObjectError) {
    self.init(
      type: try fields.string("type"),
      minimum: fields.has("min") ? try fields.number("min") : nil,
      maximum: fields.has("max") ? try fields.number("max") : nil,
      knowsNulls: try fields.bool("nulls"), bytes: try fields.size("bytes"))
  }
}
