/// What became of the columns of a table: by name, and by content for those that seem renamed.
struct ColumnMatching {
  private(set) var changes: [ColumnChange] = []
  private(set) var isReordered = false

  init(_ before: TableProfile, _ after: TableProfile, ordered: Bool) {
    let old = ComparedColumns.numbered(before)
    let new = ComparedColumns.numbered(after)
    let profiles = Dictionary(uniqueKeysWithValues: zip(old, before.columns))
    let newNames = Set(new)
    let gone = zip(old, before.columns).filter { !newNames.contains($0.0) }.map(\.1)
    let come = zip(new, after.columns).filter { profiles[$0.0] == nil }.map(\.1)
    var renamed = Self.renamed(gone, come)
    for (column, profile) in zip(new, after.columns) {
      var change = ColumnChange(name: profile.name, state: .added)
      change.after = ColumnSummary(profile)
      if let other = profiles[column] {
        change.state = .kept
        change.before = ColumnSummary(other)
      } else if let other = renamed.removeValue(forKey: profile.name) {
        change.state = .renamed
        change.nameBefore = other.name
        change.before = ColumnSummary(other)
      }
      changes.append(change)
    }
    let taken = Set(changes.compactMap(\.nameBefore))
    for profile in gone where !taken.contains(profile.name) {
      var change = ColumnChange(name: profile.name, state: .removed)
      change.before = ColumnSummary(profile)
      changes.append(change)
    }
    addHidden(before.excludedColumns, after.excludedColumns)
    if ordered {
      let kept = Set(old).intersection(newNames)
      isReordered = old.filter(kept.contains) != new.filter(kept.contains)
    }
  }

  private mutating func addHidden(_ before: [String], _ after: [String]) {
    for name in after {
      changes.append(
        ColumnChange(
          name: name, state: before.contains(name) ? .kept : .added, isHidden: true))
    }
    for name in before where !after.contains(name) {
      changes.append(ColumnChange(name: name, state: .removed, isHidden: true))
    }
  }

  /// Columns that came and hold the values of just one that is gone, by their new names. Columns
  /// without values, and those of which several are alike, tell nothing.
  private static func renamed(
    _ gone: [ColumnProfile], _ come: [ColumnProfile]
  ) -> [String: ColumnProfile] {
    var found: [String: ColumnProfile] = [:]
    for column in come where column.counts.values > 0 {
      let alike = gone.filter { holdSame($0, column) }
      guard let other = alike.first, alike.count == 1,
        come.filter({ holdSame(other, $0) }).count == 1,
        gone.filter({ $0.name == other.name }).count == 1,
        come.filter({ $0.name == column.name }).count == 1
      else { continue }
      found[column.name] = other
    }
    return found
  }

  /// Whether two columns hold the same values in any order, as far as sketches can tell.
  private static func holdSame(_ one: ColumnProfile, _ other: ColumnProfile) -> Bool {
    guard one.counts == other.counts, one.lengths == other.lengths,
      one.distinct == other.distinct, one.numbers.minimum == other.numbers.minimum,
      one.numbers.maximum == other.numbers.maximum, one.declared == other.declared,
      one.frequent.isExact == other.frequent.isExact
    else { return false }
    guard one.frequent.isExact else { return true }
    // Bounds of a footer are too little to go by.
    if one.declared != nil { return false }
    return one.frequent.values.elementsEqual(other.frequent.values, by: ==)
  }
}
