/// What the values of a column are like, as a comparison shows it.
public struct ColumnSummary: Sendable, Equatable {
  /// What the values are.
  public var type: ColumnProfile.ValueType
  /// The type in the format's own words; nil for formats without.
  public var declaredType: String?
  /// Values that are missing; nil when the file does not say.
  public var nulls: UInt64?
  /// Different values; nil where values were not read.
  public var distinct: Double?
  /// Whether `distinct` is exact; otherwise it is an estimate.
  public var isDistinctExact = false
  /// The least and greatest number; of dates and times, seconds since 1970 in UTC.
  public var minimum: Double?
  public var maximum: Double?
  /// Of numbers.
  public var mean: Double?
  public var standardDeviation: Double?
  /// Characters of the shortest and longest text, and on average; nil for other types.
  public var lengthMinimum: UInt64?
  public var lengthMaximum: UInt64?
  public var lengthMean: Double?

  init(_ column: ColumnProfile) {
    type = column.type
    declaredType = column.declared?.type
    nulls = column.declared?.knowsNulls == false ? nil : column.counts.nulls
    distinct = column.distinctCount
    isDistinctExact = column.declared == nil && column.frequent.isExact
    if let declared = column.declared {
      minimum = declared.minimum
      maximum = declared.maximum
      return
    }
    switch type {
    case .int, .float:
      minimum = column.numbers.minimum
      maximum = column.numbers.maximum
      mean = column.numbers.mean
      standardDeviation = column.numbers.standardDeviation
    case .date, .time:
      minimum = column.times.minimum
      maximum = column.times.maximum
    case .text:
      lengthMinimum = column.lengths.minimum
      lengthMaximum = column.lengths.maximum
      lengthMean = column.lengths.mean
    case .bool, .empty: break
    }
  }
}
