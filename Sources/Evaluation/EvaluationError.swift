import Objects

/// What can be wrong with predictions, and with what is asked of them.
public enum EvaluationError: MLXError, Equatable {
  /// A cost that cannot be read. `column` counts characters from 1.
  case invalidCost(String, column: Int, reason: String)
  /// No column plays a role. `known` are those that there are.
  case noColumn(role: String, table: String, known: [String], flag: String)
  /// There is no column of that name.
  case unknownColumn(String, table: String, near: [String], known: [String])
  /// A value that cannot be where it is.
  case badValue(String, column: String, row: UInt64, table: String, reason: String, hint: String)
  /// A table without rows.
  case noRows(table: String)
  /// More rows, values or classes than are read.
  case tooLarge(table: String, reason: String, hint: String)
  /// Flags that do not suit the table.
  case unsuited(String, hint: String)

  public var code: String {
    switch self {
    case .invalidCost: "invalid-cost"
    case .noColumn, .unknownColumn: "unknown-column"
    case .badValue, .noRows: "invalid-predictions"
    case .tooLarge: "too-large"
    case .unsuited: "usage"
    }
  }

  public var description: String {
    switch self {
    case .invalidCost(let text, let column, let reason):
      "'\(text)' is no cost: at character \(column), \(reason)"
    case .noColumn(let role, let table, let known, _):
      "'\(table)' has no column that is known to hold \(role); it has \(Self.list(known))"
    case .unknownColumn(let name, let table, _, let known):
      "'\(table)' has no column '\(name)'; it has \(Self.list(known))"
    case .badValue(let value, let column, let row, let table, let reason, _):
      "'\(table)' has '\(value.prefix(64))' in column '\(column)' of row \(row): \(reason)"
    case .noRows(let table): "'\(table)' has no rows"
    case .tooLarge(let table, let reason, _): "'\(table)' \(reason)"
    case .unsuited(let reason, _): reason
    }
  }

  public var hint: String? {
    switch self {
    case .invalidCost: "write it as '25*fn + 1*fp per 10000'"
    case .noColumn(_, _, _, let flag): "name it with '\(flag) COLUMN'"
    case .unknownColumn(_, _, let near, _):
      near.isEmpty
        ? "name one of its columns"
        : "did you mean " + near.map { "'\($0)'" }.joined(separator: " or ") + "?"
    case .badValue(_, _, _, _, _, let hint), .tooLarge(_, _, let hint), .unsuited(_, let hint):
      hint
    case .noRows: "write a row for each case that was predicted"
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "'\($0.prefix(64))'" }.joined(separator: ", ")
    if names.isEmpty { return "none" }
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}
