/// From when on a difference between two profiles counts as drift.
public struct DriftThresholds: Sendable, Equatable {
  /// The population stability index.
  public var psi: Double? = 0.2
  /// The Kolmogorov-Smirnov distance.
  public var kolmogorovSmirnov: Double? = 0.1
  /// The Jensen-Shannon distance.
  public var jensenShannon: Double? = 0.2
  /// The change of the part of missing values, up or down.
  public var nullRate: Double? = 0.05
  /// Whether a column that came, went, or changed its type is drift.
  public var schema = true

  /// The standard thresholds, to be changed field by field; nil for a measure that plays no part.
  public init() {}
}

/// A change of what columns there are.
public enum SchemaChange: Sendable, Equatable {
  case added(column: String, type: ColumnProfile.ValueType)
  case removed(column: String, type: ColumnProfile.ValueType)
  case retyped(column: String, before: ColumnProfile.ValueType, after: ColumnProfile.ValueType)
}

/// How a column changed between two profiles. Measures that make no sense for it are nil.
public struct ColumnDrift: Sendable, Equatable {
  /// What was measured.
  public enum Measure: String, Sendable, CaseIterable {
    case psi
    case kolmogorovSmirnov = "ks"
    case jensenShannon = "js"
    case nullRate = "null-rate"
  }

  /// The column.
  public var name: String
  /// What its values were, and are.
  public var types: (before: ColumnProfile.ValueType, after: ColumnProfile.ValueType)
  /// The population stability index: over tenths of the numbers before, or over categories.
  public var psi: Double?
  /// The Kolmogorov-Smirnov distance; of numbers and times only.
  public var kolmogorovSmirnov: Double?
  /// How likely that is by chance. Approximate.
  public var kolmogorovSmirnovP: Double?
  /// The Jensen-Shannon distance, over the bins of `psi`.
  public var jensenShannon: Double?
  /// Pearson's chi-square with its degrees of freedom; of categories only.
  public var chiSquare: (statistic: Double, freedom: Int)?
  /// How likely that is by chance. Approximate.
  public var chiSquareP: Double?
  /// The part of missing values before and after.
  public var nullRates: (before: Double, after: Double)?
  /// Categories that were not there before; empty unless all categories are known.
  public var newCategories: [String] = []
  /// Whether categories are known in part only, so that the measures over them are estimates.
  public var isEstimate = false

  /// The measures that reach their thresholds.
  public func exceeded(_ thresholds: DriftThresholds) -> [Measure] {
    func reaches(_ value: Double?, _ limit: Double?) -> Bool {
      guard let value, let limit else { return false }
      return value >= limit
    }
    var found: [Measure] = []
    if reaches(psi, thresholds.psi) { found.append(.psi) }
    if reaches(kolmogorovSmirnov, thresholds.kolmogorovSmirnov) {
      found.append(.kolmogorovSmirnov)
    }
    if reaches(jensenShannon, thresholds.jensenShannon) { found.append(.jensenShannon) }
    if reaches(nullRates.map { abs($0.after - $0.before) }, thresholds.nullRate) {
      found.append(.nullRate)
    }
    return found
  }

  /// All fields are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.name == b.name && a.types == b.types && a.psi == b.psi
      && a.kolmogorovSmirnov == b.kolmogorovSmirnov
      && a.kolmogorovSmirnovP == b.kolmogorovSmirnovP && a.jensenShannon == b.jensenShannon
      && a.chiSquare?.statistic == b.chiSquare?.statistic
      && a.chiSquare?.freedom == b.chiSquare?.freedom && a.chiSquareP == b.chiSquareP
      && a.nullRates?.before == b.nullRates?.before && a.nullRates?.after == b.nullRates?.after
      && a.newCategories == b.newCategories && a.isEstimate == b.isEstimate
  }
}

extension ColumnDrift {
  /// Compares two profiles of one column.
  public init(before: ColumnProfile, after: ColumnProfile) {
    name = after.name
    types = (before.type, after.type)
    if let old = before.nullRate, let new = after.nullRate { nullRates = (old, new) }
    guard before.declared == nil, after.declared == nil else { return }
    if let old = before.distribution, let new = after.distribution, before.isTime == after.isTime {
      compare(old, new, counts: (before.counts.values, after.counts.values))
    } else if before.counts.values > 0, after.counts.values > 0 {
      compareCategories(before, after)
    }
  }

  private mutating func compare(
    _ old: Distribution, _ new: Distribution, counts: (before: UInt64, after: UInt64)
  ) {
    guard !old.isEmpty, !new.isEmpty else { return }
    let bins = DriftMeasures.bins(old, new)
    psi = DriftMeasures.psi(bins.before, bins.after)
    jensenShannon = DriftMeasures.jensenShannon(bins.before, bins.after)
    let distance = DriftMeasures.kolmogorovSmirnov(old, new)
    kolmogorovSmirnov = distance
    kolmogorovSmirnovP = DriftMeasures.kolmogorovSmirnovP(
      distance, Double(counts.before), Double(counts.after))
  }

  /// Each value is a category; what is not among the most frequent is one category together.
  private mutating func compareCategories(_ before: ColumnProfile, _ after: ColumnProfile) {
    isEstimate = !before.frequent.isExact || !after.frequent.isExact
    let old = Self.categories(before)
    let new = Self.categories(after)
    let names = Set(old.keys).union(new.keys).sorted { $0.lexicographicallyPrecedes($1) }
    var counts = (before: names.map { old[$0] ?? 0 }, after: names.map { new[$0] ?? 0 })
    counts.before.append(max(0, Double(before.counts.values) - counts.before.reduce(0, +)))
    counts.after.append(max(0, Double(after.counts.values) - counts.after.reduce(0, +)))
    psi = DriftMeasures.psi(counts.before, counts.after)
    jensenShannon = DriftMeasures.jensenShannon(counts.before, counts.after)
    let result = DriftMeasures.chiSquare(counts.before, counts.after)
    chiSquare = result
    chiSquareP = DriftMeasures.chiSquareP(result.statistic, freedom: result.freedom)
    if before.frequent.isExact {
      newCategories = names.filter { old[$0] == nil }.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  private static func categories(_ column: ColumnProfile) -> [[UInt8]: Double] {
    Dictionary(
      column.frequent.values.map { ($0.value, Double($0.count)) }, uniquingKeysWith: +)
  }
}

extension ColumnProfile {
  fileprivate var isTime: Bool { type == .date || type == .time }

  /// How the numbers or times are distributed; nil for a column of anything else. Exact while there
  /// are few different ones, otherwise by the sketch. Infinite values play no part.
  public var distribution: Distribution? {
    let summary: NumberProfile
    switch type {
    case .int, .float: summary = numbers
    case .date, .time: summary = times
    case .empty, .bool, .text: return nil
    }
    return exactDistribution ?? Distribution(summary.sketch)
  }

  private var exactDistribution: Distribution? {
    guard frequent.isExact, !frequent.values.isEmpty else { return nil }
    var weighted: [(value: Double, weight: UInt64)] = []
    for (value, count) in frequent.values {
      switch value.withUnsafeBytes({ ValueReader.read($0) }) {
      case .integer(let number), .float(let number), .date(let number), .time(let number):
        if number.isFinite { weighted.append((number, count)) }
      default: return nil
      }
    }
    return Distribution(weighted)
  }
}
