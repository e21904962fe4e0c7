// How the columns of a dataset moved.
import Objects
import Profiles
import ProjectFiles

extension DriftThresholds {
  /// What `mlx.yaml` says, and the standard for what it does not.
  init(_ policy: ProjectFile) {
    self.init()
    for (measure, limit) in policy.drift {
      switch measure {
      case .psi: psi = limit
      case .ks: kolmogorovSmirnov = limit
      case .js: jensenShannon = limit
      case .nullRate: nullRate = limit
      }
    }
  }
}

extension ColumnReview {
  /// Values of one column that are listed.
  private static let newValuesMax = 5

  /// Columns that moved past a threshold first, then those that came, went or changed their type, then
  /// the others by how far they moved.
  static func all(
    _ drift: TableDrift, _ before: TableProfile, _ after: TableProfile,
    _ thresholds: DriftThresholds
  ) -> [ColumnReview] {
    let old = byName(before)
    let new = byName(after)
    var reviews = drift.columns.map { column in
      ColumnReview(column, old[column.name], new[column.name], thresholds)
    }
    for change in drift.schema {
      switch change {
      case .added(let name, let type):
        reviews.append(
          ColumnReview(
            name: name, change: .added, types: (nil, type.rawValue),
            nullRates: (nil, new[name]?.nullRate), tails: (nil, nil)))
      case .removed(let name, let type):
        reviews.append(
          ColumnReview(
            name: name, change: .removed, types: (type.rawValue, nil),
            nullRates: (old[name]?.nullRate, nil), tails: (nil, nil)))
      case .retyped(let name, _, _):
        if let place = reviews.firstIndex(where: { $0.name == name }) {
          reviews[place].change = .retyped
        }
      }
    }
    return reviews.enumerated().sorted { a, b in
      (a.element.rank, -(a.element.drift?.psi ?? 0), a.offset)
        < (b.element.rank, -(b.element.drift?.psi ?? 0), b.offset)
    }.map(\.element)
  }

  private static func byName(_ profile: TableProfile) -> [String: ColumnProfile] {
    Dictionary(profile.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private var rank: Int {
    if !past.isEmpty { return 0 }
    switch change {
    case .added, .removed, .retyped: return 1
    case .moved: return 2
    case .same: return 3
    }
  }

  private init(
    _ drift: ColumnDrift, _ before: ColumnProfile?, _ after: ColumnProfile?,
    _ thresholds: DriftThresholds
  ) {
    let past = drift.exceeded(thresholds)
    let isMoved =
      !past.isEmpty || !drift.newCategories.isEmpty || (drift.psi ?? 0) >= 0.01
      || drift.nullRates.map { $0.before != $0.after } ?? false
    self.init(
      name: drift.name, change: isMoved ? .moved : .same,
      types: (drift.types.before.rawValue, drift.types.after.rawValue),
      nullRates: (drift.nullRates?.before, drift.nullRates?.after), drift: drift, past: past,
      tails: (Self.tail(before), Self.tail(after)))
    let counts = Dictionary(
      (after?.frequent.values ?? []).map { (String(decoding: $0.value, as: UTF8.self), $0.count) },
      uniquingKeysWith: { first, _ in first })
    newValues = drift.newCategories.map { ($0, counts[$0] ?? 0) }
      .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    newValues.removeLast(max(0, newValues.count - Self.newValuesMax))
  }

  private static func tail(_ column: ColumnProfile?) -> Double? {
    guard let column, column.type == .int || column.type == .float else { return nil }
    return column.distribution?.quantile(0.99)
  }
}

extension ReviewMaker {
  /// A line for each dataset that both commits have and whose values can be compared.
  mutating func checkDrift() {
    for dataset in report.datasets {
      if dataset.asset.after == nil {
        report.checks.append(
          ReviewCheck(
            .drift, dataset.asset.reference.name, .warned,
            "the dataset is gone, and nothing can be compared with it",
            advice: "if it has another name now, look at both: \(code: "mlx dataset drift")"))
      }
      guard let drift = dataset.drift else { continue }
      let name = dataset.asset.reference.name
      let past = dataset.columns.filter { !$0.past.isEmpty }
      let schema = drift.schema.count
      guard let first = past.first else {
        let outcome: ReviewOutcome = schema > 0 ? .warned : .passed
        let detail: Phrase =
          schema > 0
          ? "no column moved past a threshold, but \(schema == 1 ? "a column" : "\(schema) columns") came, went or changed type"
          : "no column moved past a threshold"
        report.checks.append(ReviewCheck(.drift, name, outcome, detail))
        continue
      }
      var detail = Phrase.joined(
        first.past.compactMap { measure in
          first.measured(measure, dataset.thresholds).map { Phrase("\(code: first.name) \($0)") }
        })
      if past.count > 1 {
        let others = past.count == 2 ? "another column" : "\(past.count - 1) more columns"
        detail = detail + ", and \(others)"
      }
      report.checks.append(
        ReviewCheck(
          .drift, name, .warned, detail,
          advice: "see \(code: "mlx dataset drift \(name)@\(base.short) \(name)@\(head.short)")"))
    }
  }
}

extension ColumnReview {
  /// `PSI 0.27 ≥ 0.2`.
  func measured(_ measure: ColumnDrift.Measure, _ limits: DriftThresholds) -> String? {
    let found: (String, Double?, Double?)
    switch measure {
    case .psi: found = ("PSI", drift?.psi, limits.psi)
    case .kolmogorovSmirnov: found = ("KS", drift?.kolmogorovSmirnov, limits.kolmogorovSmirnov)
    case .jensenShannon: found = ("JS", drift?.jensenShannon, limits.jensenShannon)
    case .nullRate:
      found = (
        "missing values by", drift?.nullRates.map { abs($0.after - $0.before) }, limits.nullRate
      )
    }
    guard let value = found.1, let limit = found.2 else { return nil }
    return "\(found.0) \(SignificantDigits.text(value)) ≥ \(SignificantDigits.text(limit))"
  }
}
