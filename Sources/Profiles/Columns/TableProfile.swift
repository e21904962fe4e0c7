/// What a table holds: its columns in order, and a sample of its rows.
public struct TableProfile: Sendable, Equatable {
  /// The schema of the record.
  public static let schema = "mlx.profile.table/1"
  /// The most columns that are profiled.
  public static let columnMax = 1_024

  /// The file's format, such as `csv`.
  public var format: String
  /// How the text is encoded, such as `utf-8`; nil for formats without text.
  public var encoding: String?
  /// What stands between fields; nil for formats without.
  public var delimiter: String?
  /// Whether the first record named the columns; nil for formats without such a record.
  public var hasHeader: Bool?
  /// Rows.
  public var rows: UInt64 = 0
  /// Rows with fewer or more fields than there are columns.
  public var raggedRows: UInt64 = 0
  /// Rows that could not be read: malformed, or longer than the limit.
  public var damagedRows: UInt64 = 0
  /// Values that were longer than the limit, and cut.
  public var cutValues: UInt64 = 0
  /// Columns beyond the limit; they are not profiled.
  public var droppedColumns: UInt64 = 0
  /// The columns that are profiled, in order.
  public var columns: [ColumnProfile] = []
  /// Columns that were left out by their owner's wish: only their names are known.
  public var excludedColumns: [String] = []
  /// A sample of the rows by their content, for what two versions have in common. Excluded columns
  /// play no part.
  public var rowKeys = KeySketch()
  /// The columns that identify a row; empty when none were named.
  public var keyColumns: [String] = []
  /// A sample of the keys; nil when no key columns were named.
  public var keys: KeySketch?

  /// A profile of no rows.
  public init(format: String) { self.format = format }

  /// Adds what the rows after these hold. Columns are matched by name, in order for equal names;
  /// those that only one side has miss their values on the other.
  public mutating func merge(_ next: TableProfile) {
    var positions: [String: [Int]] = [:]
    for index in columns.indices.reversed() {
      positions[columns[index].name, default: []].append(index)
    }
    var met = Set<Int>()
    for column in next.columns {
      if let index = positions[column.name]?.popLast() {
        met.insert(index)
        columns[index].merge(column)
      } else if columns.count < Self.columnMax {
        var added = ColumnProfile(name: column.name)
        added.addNull(count: rows)
        added.merge(column)
        met.insert(columns.count)
        columns.append(added)
      } else {
        droppedColumns &+= 1
      }
    }
    for index in columns.indices where !met.contains(index) {
      columns[index].addNull(count: next.rows)
    }
    rows &+= next.rows
    raggedRows &+= next.raggedRows
    damagedRows &+= next.damagedRows
    cutValues &+= next.cutValues
    rowKeys.merge(next.rowKeys)
    if let others = next.keys, keyColumns == next.keyColumns {
      keys?.merge(others)
    } else {
      keys = nil
    }
  }
}
