// The rows of a table, some of its columns, strictly: what cannot be read is refused, not left out.
import FileFormats
import Objects

/// Why the rows of a table cannot be read.
public enum TableRowsError: MLXError, Equatable {
  /// A row that is no row of the table; the first is 1.
  case damaged(row: UInt64, reason: String)
  /// The end of the table.
  case unfinished(reason: String)

  public var code: String { "unreadable-format" }
  public var description: String {
    switch self {
    case .damaged(let row, let reason): "row \(row) of the table cannot be read: \(reason)"
    case .unfinished(let reason): "the table cannot be read to its end: \(reason)"
    }
  }
  public var hint: String? { "write the table anew" }
}

/// A table of text whose rows are lent one by one.
public struct TableRows {
  /// What is read of a value.
  public enum Value: Sendable, Equatable {
    /// Nothing is written.
    case empty
    /// A word that stands for a missing value, such as `NaN`.
    case null
    case bool(Bool)
    /// A number; infinite where the text says so.
    case number(Double)
    case text
  }

  /// One row, lent while it is read.
  public struct Row {
    fileprivate let values: [UnsafeRawBufferPointer]
    /// From 1.
    public let number: UInt64

    /// The bytes of a value, by the place of its column among those that were asked for.
    public func bytes(_ column: Int) -> UnsafeRawBufferPointer { values[column] }

    /// What a value reads as.
    public func value(_ column: Int) -> Value { TableRows.value(values[column]) }
  }

  private let source: TableSource
  private static let linesLookedAt = 1000

  /// The rows of a table of a format that has rows which can be read.
  public init(_ source: TableSource) { self.source = source }

  /// What some bytes read as.
  public static func value(_ bytes: UnsafeRawBufferPointer) -> Value {
    if bytes.isEmpty { return .empty }
    switch ValueReader.read(bytes) {
    case .null: return .null
    case .bool: return .bool(bytes[0] | 0x20 == UInt8(ascii: "t"))
    case .integer(let number), .float(let number): return .number(number)
    case .date, .time, .text: return .text
    }
  }

  /// The columns of a CSV or TSV file; of JSON Lines, those of its first lines.
  ///
  /// Errors: those of reading the table.
  public func columnNames() throws -> [String] {
    var names: [String] = []
    if source.isDelimited {
      let reader = TableReader()
      do {
        try source.read { bytes in
          try reader.feed(bytes) { _ in throw EnoughRead() }
          if reader.columnNames != nil { throw EnoughRead() }
        }
        try reader.finish { _ in throw EnoughRead() }
      } catch is EnoughRead {}
      return reader.columnNames ?? []
    }
    let parser = JSONLinesParser()
    var seen: Set<String> = []
    func take(_ record: JSONLinesRecord) throws {
      for index in 0..<record.count {
        let path = record.withPath(index) { String(decoding: $0, as: UTF8.self) }
        if seen.insert(path).inserted { names.append(path) }
      }
      if parser.counts.records >= Self.linesLookedAt { throw EnoughRead() }
    }
    do {
      try source.read { try parser.feed($0, take) }
      try parser.finish(take)
    } catch is EnoughRead {}
    return names
  }

  /// Lends every row to `body`, with the values of these columns. A value that a row lacks is empty.
  ///
  /// Errors: `unreadable-format`; what the source and `body` throw.
  public func read(_ columns: [String], _ body: (Row) throws -> Void) throws {
    if source.isDelimited {
      try readDelimited(columns, body)
    } else {
      try readLines(columns, body)
    }
  }

  private func readDelimited(_ columns: [String], _ body: (Row) throws -> Void) throws {
    let reader = TableReader()
    var places: [Int]?
    var width = 0
    var number: UInt64 = 0
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    func take(_ record: TableRecord) throws {
      let names = reader.columnNames ?? []
      let known = places ?? columns.map { names.firstIndex(of: $0) ?? -1 }
      places = known
      width = names.count
      number += 1
      guard record.fieldCount == width else {
        throw TableRowsError.damaged(
          row: number,
          reason: "it has \(record.fieldCount) fields, where there are \(width) columns")
      }
      let values = known.map { $0 >= 0 && $0 < record.count ? record.bytes($0) : nothing }
      try body(Row(values: values, number: number))
    }
    try source.read { try reader.feed($0, take) }
    try reader.finish(take)
    if reader.counts.hasUnclosedQuote {
      throw TableRowsError.unfinished(reason: "a quote never closes")
    }
  }

  private func readLines(_ columns: [String], _ body: (Row) throws -> Void) throws {
    let parser = JSONLinesParser()
    let wanted = columns.map { Array($0.utf8) }
    func check() throws {
      let counts = parser.counts
      guard counts.malformedLines + counts.oversizedLines == 0 else {
        throw TableRowsError.damaged(
          row: counts.records + 1, reason: "its line is no JSON object, or is too long")
      }
    }
    func take(_ record: JSONLinesRecord) throws {
      try check()
      var ranges = [Range<Int>](repeating: 0..<0, count: wanted.count)
      var bytes: [UInt8] = []
      for index in 0..<record.count where record.kind(index) != .null {
        guard
          let place = record.withPath(
            index, { path in wanted.firstIndex { $0.elementsEqual(path) } })
        else { continue }
        let start = bytes.count
        record.withValue(index) { bytes.append(contentsOf: $0) }
        ranges[place] = start..<bytes.count
      }
      try bytes.withUnsafeBytes { all in
        let values = ranges.map { UnsafeRawBufferPointer(rebasing: all[$0]) }
        try body(Row(values: values, number: parser.counts.records))
      }
    }
    try source.read { try parser.feed($0, take) }
    try parser.finish(take)
    try check()
  }
}
