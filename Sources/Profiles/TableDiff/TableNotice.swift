/// How far a comparison of tables goes.
public enum TableNotice: Sendable, Equatable {
  /// One of two versions.
  public enum Side: String, Sendable {
    case before, after

    /// As text names it.
    public var word: String { self == .before ? "old" : "new" }
  }

  /// Rows that are malformed or too long are not compared.
  case damagedRows(Side, UInt64)
  /// Columns beyond the limit are not compared.
  case droppedColumns(Side)
  /// The named key does not identify rows: so many rows have a key that another row has.
  case duplicateKeys(columns: [String], before: UInt64, after: UInt64)
  /// Not both versions have the named column, so it cannot be a key.
  case keyMissing(column: String)
  /// No column is in both versions, so no row is.
  case nothingInCommon
  /// Only what a file says of itself was compared.
  case rowsNotCompared
}

extension TableNotice: CustomStringConvertible {
  /// A sentence.
  public var description: String {
    switch self {
    case .damagedRows(let side, let count):
      "\(count) \(count == 1 ? "row" : "rows") of the \(side.word) version could not be read"
    case .droppedColumns(let side):
      "columns of the \(side.word) version beyond \(TableProfile.columnMax) are not compared"
    case .duplicateKeys(let columns, let before, let after):
      "\(columns.joined(separator: ", ")) is no key, so rows are compared by content; "
        + "rows with a key that came before: \(before) in the old version, \(after) in the new one"
    case .keyMissing(let column):
      "not both versions have a column '\(column)', so it is no key"
    case .nothingInCommon: "the versions have no column in common"
    case .rowsNotCompared: "rows are not compared, only what the files say of themselves"
    }
  }
}
