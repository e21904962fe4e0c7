/// What differs between two versions of a table.
public struct TableDiff: Sendable, Equatable {
  /// The formats, such as `csv`.
  public var formatBefore: String
  public var formatAfter: String
  /// Rows of each version that could be read.
  public var rowsBefore: UInt64
  public var rowsAfter: UInt64
  /// The columns of the new version in their order, then those that are gone.
  public var columns: [ColumnChange]
  /// Whether the columns that both versions have are in another order.
  public var isReordered: Bool
  /// What rows are joined by.
  public var key = TableKey()
  /// What became of the rows; nil when rows are not compared, as those of Parquet.
  public var rows: RowChanges?
  /// Some rows that differ.
  public var examples = TableExamples()
  /// What a reader should know about how far the comparison goes.
  public var notices: [TableNotice] = []

  /// Whether the versions hold the same: the same columns, and the same rows in the same order.
  public var isSame: Bool {
    guard let rows else { return false }
    return !isReordered && rows.added == 0 && rows.removed == 0 && rows.changed == 0
      && rows.moved == 0 && columns.allSatisfy { $0.state == .kept && !$0.isRetyped }
  }
}

/// Rows that were added, removed, changed.
public struct RowChanges: Sendable, Equatable {
  public var added: UInt64 = 0
  public var removed: UInt64 = 0
  /// Rows with the same key and other values; 0 when rows are compared by content.
  public var changed: UInt64 = 0
  /// Rows that both versions have.
  public var same: UInt64 = 0
  /// Of the rows that both versions have, changed or not, those that are at another place among them:
  /// as few as would have to be taken out for the others to be in order.
  public var moved: UInt64 = 0
  /// Whether `moved` is exact; otherwise it is an estimate from a sample.
  public var isMovedExact = true
  /// Of the changed rows, those that differ in fields behind the last column.
  public var changedBeyondColumns: UInt64 = 0
  /// Of the changed rows, those that hold the same numbers, written otherwise: `1` and `1.0`.
  public var rewritten: UInt64 = 0
}

/// What rows are joined by.
public struct TableKey: Sendable, Equatable {
  /// Who chose the key.
  public enum Origin: String, Sendable {
    /// The caller.
    case named
    /// The comparison, by names and values.
    case guessed
    /// There is none: rows are compared by content.
    case none
  }

  public var origin = Origin.none
  /// Names of columns; empty without a key.
  public var columns: [String] = []
  /// Whether a column of the key must not be shown.
  public var isHidden = false
}

/// How a column differs.
public struct ColumnChange: Sendable, Equatable {
  /// Which versions have the column.
  public enum State: String, Sendable {
    case added, removed, kept
    /// Another column of the version before has the very same values, and is gone.
    case renamed
  }

  /// The name; of a renamed column the new one.
  public var name: String
  public var state: State
  /// The name before, of a renamed column.
  public var nameBefore: String?
  /// Whether its values must not be shown; then there are no statistics.
  public var isHidden = false
  /// What the values are like; nil where there is no such column, or it is hidden.
  public var before: ColumnSummary?
  public var after: ColumnSummary?
  /// In how many changed rows the value differs; nil when rows are not joined by a key.
  public var changedCells: UInt64?
  /// Of these, those that are the same number, written otherwise.
  public var rewrittenCells: UInt64?

  /// Whether values read as something else than before.
  public var isRetyped: Bool {
    guard let before, let after else { return false }
    return before.type != after.type || before.declaredType != after.declaredType
  }
}

/// Some of the rows that differ: the first ones.
public struct TableExamples: Sendable, Equatable {
  public var added: [RowExample] = []
  public var removed: [RowExample] = []
  public var changed: [ChangedRowExample] = []
}

/// A value as it is shown; nil is a value that is missing.
public struct ShownValue: Sendable, Equatable {
  /// Bytes of a value that are kept.
  public static let bytesMax = 160

  public var text: String
  /// Whether the rest was cut off.
  public var isCut = false
}

/// A value of a row, with the name of its column.
public struct NamedValue: Sendable, Equatable {
  public var column: String
  public var value: ShownValue?
}

/// A row that was added or removed.
public struct RowExample: Sendable, Equatable {
  /// Which row it is, from 1; the header does not count.
  public var row: UInt64
  /// Values of the key; empty without a key, and when it is hidden.
  public var key: [NamedValue]
  /// Other values, at most `TableComparison.exampleColumnsMax`; those of hidden columns are left out.
  public var values: [NamedValue]
}

/// A row that was changed.
public struct ChangedRowExample: Sendable, Equatable {
  /// A value that differs.
  public struct Cell: Sendable, Equatable {
    public var column: String
    public var before: ShownValue?
    public var after: ShownValue?
  }

  /// Which row it is in each version, from 1; the header does not count.
  public var rowBefore: UInt64
  public var rowAfter: UInt64
  /// Values of the key; empty when it is hidden.
  public var key: [NamedValue]
  /// Values that differ, at most `TableComparison.exampleColumnsMax`; those of hidden columns are left
  /// out.
  public var cells: [Cell]
  /// How many values differ, hidden ones too.
  public var cellCount: Int
}
