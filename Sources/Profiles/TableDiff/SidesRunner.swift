import FileFormats

/// How the two versions of a table are worked on: one after the other, or at the same time.
public protocol SidesRunner: Sendable {
  /// The results of `body(0)` for the first version and `body(1)` for the second; rethrows.
  func run<Result: Sendable>(
    _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> (Result, Result)
}

/// One version after the other.
public struct SidesInTurn: SidesRunner {
  /// A runner without threads.
  public init() {}

  /// Runs the first, then the second.
  public func run<Result: Sendable>(
    _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> (Result, Result) {
    (try body(0), try body(1))
  }
}

/// Why two tables cannot be compared by row.
public enum TableComparisonError: Error, Equatable {
  /// Neither version has a column of the name that rows were to be joined by.
  case unknownKey(String, columns: [String])
  /// A quote of delimited text never closes, so that where rows end is anybody's guess.
  case unclosedQuote(TableNotice.Side)
  /// Most lines are no JSON objects.
  case notLines(TableNotice.Side)
  /// A format without rows that are read.
  case noRows(FileFormat)
}
