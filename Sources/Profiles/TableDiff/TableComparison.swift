import FileFormats

/// Compares two versions of a CSV, TSV or JSON Lines file by row, in bounded memory.
///
/// Rows are compared by the columns that both versions have. Each version is read three times: for the
/// profiles of its columns; for the hashes of its rows, which are sorted and joined; and, as far as
/// needed, for the values that differ. What memory does not hold goes to a spill store.
public struct TableComparison: Sendable {
  /// What is wished.
  public struct Options: Sendable {
    /// Columns whose values are compared and never shown. In JSON Lines, an object's name stands for
    /// all of its members.
    public var hiddenColumns: Set<String> = []
    /// Names of columns that identify a row, each one or several with commas between; empty to guess.
    public var keyWords: [String] = []
    /// Rows of each kind that are shown.
    public var examplesMax = 5
    /// Whether to find out which values of changed rows differ, and to show rows.
    public var comparesCells = true
    /// Bytes that rows may take; profiles and buffers come on top.
    public var memory = 64 << 20
    /// The secret of the hashes.
    public var hashKey: HashKey

    /// No wishes.
    public init(hashKey: HashKey) { self.hashKey = hashKey }
  }

  /// The most values of a row that are shown.
  public static let exampleColumnsMax = 32

  let before: TableSource
  let after: TableSource
  let options: Options
  let spill: any SpillStore
  let runner: any SidesRunner

  /// A comparison that has not begun.
  public init(
    before: TableSource, after: TableSource, options: Options, spill: any SpillStore,
    runner: any SidesRunner = SidesInTurn()
  ) {
    self.before = before
    self.after = after
    self.options = options
    self.spill = spill
    self.runner = runner
  }

  /// Compares.
  ///
  /// Errors: `TableComparisonError`; what the sources and the spill store throw.
  public func run() throws -> TableDiff {
    let (old, new) = try profiles()
    var columns = ComparedColumns(old, new)
    let matching = ColumnMatching(
      old, new, ordered: before.isDelimited && after.isDelimited)
    var diff = TableDiff(
      formatBefore: before.format.rawValue, formatAfter: after.format.rawValue,
      rowsBefore: old.rows, rowsAfter: new.rows, columns: matching.changes,
      isReordered: matching.isReordered)
    diff.notices = Self.notices(old, .before) + Self.notices(new, .after)
    if columns.all.isEmpty {
      diff.rows = RowChanges(added: new.rows, removed: old.rows)
      if old.rows > 0, new.rows > 0 { diff.notices.append(.nothingInCommon) }
      return diff
    }
    let named = try namedKey(columns, old, new, &diff.notices)
    let rows = try match(&columns, named, (old, new), &diff)
    diff.rows = RowChanges(
      added: rows.added, removed: rows.removed, changed: rows.changed, same: rows.same,
      moved: rows.moved, isMovedExact: rows.isMovedExact)
    if options.comparesCells { try compareCells(columns, rows, &diff) }
    return diff
  }

  private func source(_ side: Int) -> TableSource { side == 0 ? before : after }

  private func profiles() throws -> (TableProfile, TableProfile) {
    try runner.run { side in
      let source = source(side)
      var wishes = TableProfiler.Options()
      wishes.excludedColumns = options.hiddenColumns
      guard let profiler = TableProfiler(format: source.format, options: wishes) else {
        throw TableComparisonError.noRows(source.format)
      }
      try source.read { profiler.update($0) }
      let profile = profiler.finish()
      guard source.isDelimited || profile.damagedRows <= profile.rows else {
        throw TableComparisonError.notLines(side == 0 ? .before : .after)
      }
      return profile
    }
  }

  private static func notices(
    _ profile: TableProfile, _ side: TableNotice.Side
  ) -> [TableNotice] {
    (profile.damagedRows > 0 ? [.damagedRows(side, profile.damagedRows)] : [])
      + (profile.droppedColumns > 0 ? [.droppedColumns(side)] : [])
  }

  /// The places of the columns that the caller named; nil to guess, empty when they cannot be a key.
  private func namedKey(
    _ columns: ComparedColumns, _ old: TableProfile, _ new: TableProfile,
    _ notices: inout [TableNotice]
  ) throws -> [Int]? {
    if options.keyWords.isEmpty { return nil }
    let known = Set((old.columns + new.columns).map(\.name))
      .union(old.excludedColumns).union(new.excludedColumns)
    var places: [Int] = []
    for name in Self.names(options.keyWords, known: known) {
      guard known.contains(name) else {
        throw TableComparisonError.unknownKey(name, columns: known.sorted())
      }
      guard let place = columns.place(of: name) else {
        notices.append(.keyMissing(column: name))
        return []
      }
      if !places.contains(place) { places.append(place) }
    }
    return places
  }

  /// Words as columns: a whole word where there is a column of that name, else divided at commas.
  static func names(_ words: [String], known: Set<String>) -> [String] {
    words.flatMap { word in
      known.contains(word) ? [word] : word.split(separator: ",").map(String.init)
    }
  }

  private func match(
    _ columns: inout ComparedColumns, _ named: [Int]?, _ profiles: (TableProfile, TableProfile),
    _ diff: inout TableDiff
  ) throws -> RowMatching {
    let keys =
      named.map { $0.isEmpty ? [] : [$0] }
      ?? KeyGuess.candidates(columns, before: profiles.0, after: profiles.1)
    for key in keys {
      let (old, new) = try hashes(columns, key)
      let rows = try RowJoin.byKey(
        old, new, examplesMax: options.examplesMax, memory: options.memory, spill: spill)
      if rows.isKeyUnique {
        columns.key = key
        diff.key = TableKey(
          origin: named == nil ? .guessed : .named, columns: key.map { columns.all[$0].name },
          isHidden: key.contains { columns.all[$0].isHidden })
        return rows
      }
      if named != nil {
        diff.notices.append(
          .duplicateKeys(
            columns: key.map { columns.all[$0].name }, before: rows.duplicates.before,
            after: rows.duplicates.after))
      }
    }
    let (old, new) = try hashes(columns, [])
    return try RowJoin.byContent(
      old, new, examplesMax: options.examplesMax, memory: options.memory, spill: spill)
  }

  private func reader(_ side: Int, _ columns: ComparedColumns) -> RowReader {
    RowReader(
      source: source(side), side: side == 0 ? .before : .after, columns: columns.all,
      key: options.hashKey)
  }

  private func hashes(
    _ columns: ComparedColumns, _ key: [Int]
  ) throws -> (HashedRows, HashedRows) {
    try runner.run { side in
      try HashedRows(
        reader(side, columns), key: key, memory: options.memory / 2, spill: spill)
    }
  }

  private func compareCells(
    _ columns: ComparedColumns, _ rows: RowMatching, _ diff: inout TableDiff
  ) throws {
    var (old, new) = (reader(0, columns), reader(1, columns))
    old.shown = Array(columns.only.before.prefix(Self.exampleColumnsMax))
    new.shown = Array(columns.only.after.prefix(Self.exampleColumnsMax))
    let outcome = try CellComparison(
      before: old, after: new, columns: columns, matching: rows, examplesMax: options.examplesMax,
      memory: options.memory, spill: spill
    ).run()
    diff.examples = outcome.examples
    guard !columns.key.isEmpty else { return }
    diff.rows?.changedBeyondColumns = outcome.changedBeyondColumns
    diff.rows?.rewritten = outcome.rewrittenRows
    var places: [ComparedColumn: Int] = [:]
    for (place, column) in columns.all.enumerated() {
      places[ComparedColumn(name: column.name, occurrence: column.occurrence)] = place
    }
    var met: [String: Int] = [:]
    for index in diff.columns.indices where diff.columns[index].state == .kept {
      let name = diff.columns[index].name
      let occurrence = met[name, default: 0]
      met[name] = occurrence + 1
      guard let place = places[ComparedColumn(name: name, occurrence: occurrence)] else {
        continue
      }
      diff.columns[index].changedCells = outcome.changedCells[place]
      diff.columns[index].rewrittenCells = outcome.rewrittenCells[place]
    }
  }
}
