/// Which columns may identify rows, judged by their names and profiles; the rows decide.
enum KeyGuess {
  /// As many guesses are tried; each costs a reading of both tables.
  static let triesMax = 3
  /// A column whose values all differ seems to have at least this part of as many values as there
  /// are rows: three standard errors of the sketch below 1.
  private static let distinctMin = 1 - 3 * DistinctSketch.standardError

  /// Guesses, the best first: a column that is named like a key, any column in their order, columns
  /// that are named like keys together, also with the first date or time. Never a number with
  /// decimals, never a column that is hidden, lacks values, or that only one table has.
  static func candidates(
    _ columns: ComparedColumns, before: TableProfile, after: TableProfile
  ) -> [[Int]] {
    guard columns.all.count > 1, before.rows > 0, after.rows > 0 else { return [] }
    let old = profiles(before)
    let new = profiles(after)
    var usable: [(place: Int, rank: Int, isUnique: Bool, isTime: Bool)] = []
    for (place, column) in columns.all.enumerated() where !column.isHidden {
      guard let one = old[column], let other = new[column],
        let isTime = times(one, other)
      else { continue }
      let isUnique = seemsUnique(one, before.rows) && seemsUnique(other, after.rows)
      usable.append((place, rank(column.name), isUnique, isTime))
    }
    // The sort is stable by the place.
    var guesses = usable.filter(\.isUnique).sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }
      .map { [$0.place] }
    let named = usable.filter { $0.rank < 2 && !$0.isTime }.prefix(4).map(\.place)
    let time = usable.first { $0.isTime }?.place
    if named.count > 1 { guesses.append(named) }
    if !named.isEmpty, let time { guesses.append((named + [time]).sorted()) }
    return Array(guesses.prefix(triesMax))
  }

  private static func profiles(_ profile: TableProfile) -> [ComparedColumn: ColumnProfile] {
    Dictionary(
      zip(ComparedColumns.numbered(profile), profile.columns), uniquingKeysWith: { a, _ in a })
  }

  /// Whether a column holds dates or times; nil when it cannot be part of a key.
  private static func times(_ one: ColumnProfile, _ other: ColumnProfile) -> Bool? {
    guard one.counts.nulls == 0, other.counts.nulls == 0 else { return nil }
    switch (one.type, other.type) {
    case (.date, .date), (.time, .time), (.date, .time), (.time, .date): return true
    case (.int, .int), (.text, .text), (.int, .text), (.text, .int): return false
    default: return nil
    }
  }

  private static func seemsUnique(_ column: ColumnProfile, _ rows: UInt64) -> Bool {
    guard let distinct = column.distinctCount else { return false }
    if column.frequent.isExact { return distinct == Double(rows) }
    return distinct >= distinctMin * Double(rows)
  }

  private static let names: Set<String> = ["id", "uuid", "guid", "key", "pk", "_id", "row_id"]
  private static let endings = ["_id", "-id", ".id", " id", "_uuid", "_guid", "_key", "_pk"]

  /// 0 for a name that says key, 1 for one that ends so, 2 for any other.
  static func rank(_ name: String) -> Int {
    let lower = name.lowercased()
    if names.contains(lower) { return 0 }
    if endings.contains(where: lower.hasSuffix) { return 1 }
    // As in userId and userID.
    let isCamel = name.hasSuffix("Id") || name.hasSuffix("ID")
    let before = name.dropLast(2).last
    return isCamel && before.map { $0.isLowercase || $0.isNumber } ?? false ? 1 : 2
  }
}
