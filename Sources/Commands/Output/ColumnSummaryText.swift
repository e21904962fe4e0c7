import Objects
import Profiles

/// What the values of a column are like before and after, as far as it differs.
enum ColumnSummaryText {
  /// Such as `int -> float`, or `text`; of Parquet files in their own words.
  static func type(of column: ColumnChange) -> String {
    let before = column.before.map(type)
    let after = column.after.map(type)
    switch (before, after) {
    case (let before?, let after?): return before == after ? after : "\(before) -> \(after)"
    default: return after ?? before ?? ""
    }
  }

  private static func type(_ summary: ColumnSummary) -> String {
    summary.declaredType ?? summary.type.rawValue
  }

  /// Such as `missing 4 -> 7`, `mean 23.4 -> 23.9`. What is written alike, or is not known on both
  /// sides, is left out.
  static func changes(_ column: ColumnChange) -> [String] {
    guard let before = column.before, let after = column.after, before != after else { return [] }
    func change(_ name: String, _ value: (ColumnSummary) -> String?) -> String? {
      guard let old = value(before), let new = value(after), old != new else { return nil }
      return "\(name) \(old) -> \(new)"
    }
    return [
      change("missing") { $0.nulls.map { Units.grouped($0) } },
      change("distinct") { distinct($0) },
      change("mean") { $0.mean.map(short) },
      change("std") { $0.standardDeviation.map(short) },
      change("min") { bound($0.minimum, $0.type) },
      change("max") { bound($0.maximum, $0.type) },
      change("longest") { $0.lengthMaximum.map { Units.grouped($0) } },
    ].compactMap { $0 }
  }

  private static func distinct(_ summary: ColumnSummary) -> String? {
    guard let distinct = summary.distinct else { return nil }
    if summary.isDistinctExact { return Units.grouped(UInt64(max(0, distinct))) }
    // An estimate says no more than two digits.
    return "~" + Units.grouped(UInt64(max(0, rounded(distinct, digits: 2))))
  }

  /// A bound as text: exact numbers, days, times.
  static func bound(_ value: Double?, _ type: ColumnProfile.ValueType) -> String? {
    guard let value else { return nil }
    switch type {
    case .date: return String(moment(value).prefix(10))
    case .time: return moment(value)
    default: return DecimalText.of(value)
    }
  }

  private static func moment(_ seconds: Double) -> String {
    Timestamp(seconds: Int64(min(max(seconds, -1e15), 1e15).rounded(.down))).description
  }

  /// Five significant digits.
  static func short(_ value: Double) -> String {
    DecimalText.of(value.isFinite ? rounded(value, digits: 5) : value)
  }

  private static func rounded(_ value: Double, digits: Int) -> Double {
    let size = abs(value)
    guard size >= 1e-300, size < 1e15 else { return value }
    var scale = 1.0
    var limit = 1.0
    for _ in 0..<digits { limit *= 10 }
    if size >= limit {
      while size / scale >= limit { scale *= 10 }
      return (value / scale).rounded() * scale
    }
    while size * scale * 10 < limit { scale *= 10 }
    return (value * scale).rounded() / scale
  }
}
