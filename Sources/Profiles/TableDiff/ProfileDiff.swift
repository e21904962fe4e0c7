// What two profiles say, where rows are not read.

extension TableDiff {
  /// Compares what two files say of themselves: columns, types, rows, missing values, bounds. Rows are
  /// not compared.
  ///
  /// - Parameter hidden: columns that are not shown; the name of a group stands for all in it.
  public init(declaredBy before: TableProfile, _ after: TableProfile, hidden: Set<String> = []) {
    let old = before.without(hidden)
    let new = after.without(hidden)
    let matching = ColumnMatching(old, new, ordered: true)
    self.init(
      formatBefore: old.format, formatAfter: new.format, rowsBefore: old.rows,
      rowsAfter: new.rows, columns: matching.changes, isReordered: matching.isReordered)
    notices =
      [(old, TableNotice.Side.before), (new, .after)].filter { $0.0.droppedColumns > 0 }
      .map { .droppedColumns($0.1) } + [.rowsNotCompared]
  }
}

extension TableProfile {
  /// The profile with only the names of hidden columns left; a group's members are one.
  func without(_ hidden: Set<String>) -> TableProfile {
    if hidden.isEmpty { return self }
    var profile = self
    profile.columns = []
    for column in columns {
      guard let name = Self.hiddenName(column.name, hidden) else {
        profile.columns.append(column)
        continue
      }
      if !profile.excludedColumns.contains(name) { profile.excludedColumns.append(name) }
    }
    return profile
  }

  private static func hiddenName(_ name: String, _ hidden: Set<String>) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return (1...parts.count).lazy.map { parts.prefix($0).joined(separator: ".") }
      .first { hidden.contains($0) }
  }
}
