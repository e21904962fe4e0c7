import Objects
import Profiles

/// How `diff` compares tables.
public struct TableRequest: Sendable, Equatable {
  /// Names of columns that identify a row, each one or several with commas between; empty to guess.
  public var key: [String] = []
  /// Whether to find out which values of changed rows differ, and to show rows.
  public var comparesCells = true
  /// Columns whose values are never shown.
  public var hiddenColumns: Set<String> = []
  /// Two tables with more bytes than this together are not read.
  public var bytesMax = UInt64.max
  /// Bytes that the rows of two tables may take in memory.
  public var memory = 64 << 20

  /// No wishes.
  public init() {}
}

/// The key that was named is a column of no table.
public enum TableKeyError: MLXError, Equatable {
  /// `near` holds columns that look like it, otherwise `columns` some that there are.
  case unknownColumn(String, near: [String], columns: [String])

  public var code: String { "usage" }

  public var description: String {
    switch self {
    case .unknownColumn(let name, _, _): "no table that differs has a column '\(name)'"
    }
  }

  public var hint: String? {
    switch self {
    case .unknownColumn(_, let near, let columns):
      near.isEmpty
        ? "columns are \(columns.joined(separator: ", "))"
        : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
    }
  }
}
