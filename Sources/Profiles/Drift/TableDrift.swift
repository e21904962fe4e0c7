/// How a table changed between two profiles: computed from them alone, without the data.
public struct TableDrift: Sendable, Equatable {
  /// Rows before and after.
  public let rows: (before: UInt64, after: UInt64)
  /// Columns that came, went, or changed their type.
  public let schema: [SchemaChange]
  /// The columns that both have, in the order of the later one.
  public let columns: [ColumnDrift]
  /// The part of rows, by content, that both have; by key where both name the same keys. About;
  /// nil without rows.
  public let overlap: Double?

  /// Compares two profiles.
  ///
  /// - Parameter only: the columns to look at; nil for all.
  public init(before: TableProfile, after: TableProfile, only: Set<String>? = nil) {
    rows = (before.rows, after.rows)
    let isWanted = { (column: ColumnProfile) in only?.contains(column.name) ?? true }
    let old = Dictionary(
      before.columns.filter(isWanted).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }
    )
    let new = Dictionary(
      after.columns.filter(isWanted).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var changes: [SchemaChange] = []
    var drifts: [ColumnDrift] = []
    for column in after.columns where isWanted(column) {
      guard let earlier = old[column.name] else {
        changes.append(.added(column: column.name, type: column.type))
        continue
      }
      if earlier.type != column.type, earlier.type != .empty, column.type != .empty {
        changes.append(
          .retyped(column: column.name, before: earlier.type, after: column.type))
      }
      drifts.append(ColumnDrift(before: earlier, after: column))
    }
    for column in before.columns where isWanted(column) && new[column.name] == nil {
      changes.append(.removed(column: column.name, type: column.type))
    }
    schema = changes
    columns = drifts
    if let mine = before.keys, let theirs = after.keys, before.keyColumns == after.keyColumns {
      overlap = mine.jaccard(theirs)
    } else {
      overlap = before.rowKeys.jaccard(after.rowKeys)
    }
  }

  /// Whether something reaches its threshold.
  public func isPast(_ thresholds: DriftThresholds) -> Bool {
    (thresholds.schema && !schema.isEmpty)
      || columns.contains { !$0.exceeded(thresholds).isEmpty }
  }

  /// All fields are equal.
  public static func == (a: Self, b: Self) -> Bool {
    a.rows == b.rows && a.schema == b.schema && a.columns == b.columns && a.overlap == b.overlap
  }
}
