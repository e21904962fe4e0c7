// A whole table of delimited text: encoding, dialect and header are found out from its beginning,
// then records follow as the bytes come.

/// Reads a CSV or TSV file that arrives in pieces.
public final class TableReader {
  /// The bytes that are looked at before the first record is handed out.
  public static let headMax = 64 << 10

  /// How the file is encoded; known once `headMax` bytes or the end were seen.
  public private(set) var encoding: TextEncoding?
  /// How the table is written; known with the encoding.
  public private(set) var dialect: TableDialect?
  /// The names of the columns, from the header or `column_1` and so on; known at the first record.
  public private(set) var columnNames: [String]?
  /// Records that have fewer or more fields than there are columns.
  public private(set) var raggedRecords: UInt64 = 0
  /// What the parser met; the header counts as a record there.
  public var counts: DelimitedParser.Counts { parser?.counts ?? DelimitedParser.Counts() }

  private let limits: DelimitedParser.Limits
  private let given: TableDialect?
  private var parser: DelimitedParser?
  private var decoder = TextDecoder(.utf8)
  private var head: [UInt8] = []
  private var decoded: [UInt8] = []

  /// A reader that has seen nothing.
  ///
  /// - Parameter dialect: how the table is written, if that is known.
  public init(dialect: TableDialect? = nil, limits: DelimitedParser.Limits = .init()) {
    self.given = dialect
    self.limits = limits
  }

  /// Adds bytes, and lends every record but the header to `body`.
  public func feed(_ bytes: UnsafeRawBufferPointer, _ body: (TableRecord) throws -> Void) rethrows {
    guard parser == nil else { return try parse(bytes, body) }
    let taken = min(bytes.count, Self.headMax - head.count)
    head.append(contentsOf: bytes[..<taken])
    guard head.count == Self.headMax else { return }
    try begin(isWhole: false, body)
    try parse(UnsafeRawBufferPointer(rebasing: bytes[taken...]), body)
  }

  /// Ends the file: lends the last records.
  public func finish(_ body: (TableRecord) throws -> Void) rethrows {
    if parser == nil { try begin(isWhole: true, body) }
    var rest: [UInt8] = []
    decoder.finish(into: &rest)
    try rest.withUnsafeBytes { try parser?.feed($0) { try meet($0, body) } }
    try parser?.finish { try meet($0, body) }
  }

  private func begin(isWhole: Bool, _ body: (TableRecord) throws -> Void) rethrows {
    let encoding = TextEncoding.detect(head: head)
    self.encoding = encoding
    decoder = TextDecoder(encoding)
    if head.starts(with: encoding.mark) { head.removeFirst(encoding.mark.count) }
    var text: [UInt8] = []
    head.withUnsafeBytes { decoder.decode($0, into: &text) }
    head = []
    let dialect = given ?? TableDialect.sniff(head: text, isWhole: isWhole)
    self.dialect = dialect
    let parser = DelimitedParser(delimiter: dialect.delimiter, limits: limits)
    self.parser = parser
    try text.withUnsafeBytes { try parser.feed($0) { try meet($0, body) } }
  }

  private func parse(
    _ bytes: UnsafeRawBufferPointer, _ body: (TableRecord) throws -> Void
  ) rethrows {
    guard let parser, bytes.count > 0 else { return }
    if encoding == .utf8 || encoding == .utf8Marked {
      return try parser.feed(bytes) { try meet($0, body) }
    }
    var start = 0
    while start < bytes.count {
      let end = min(start + Self.headMax, bytes.count)
      decoded.removeAll(keepingCapacity: true)
      decoder.decode(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &decoded)
      try decoded.withUnsafeBytes { try parser.feed($0) { try meet($0, body) } }
      start = end
    }
  }

  private var columnCount = -1

  private func meet(_ record: TableRecord, _ body: (TableRecord) throws -> Void) rethrows {
    if columnCount < 0 {
      columnCount = record.fieldCount
      let isHeader = dialect?.hasHeader ?? false
      columnNames = isHeader ? record.texts : (1...max(record.count, 1)).map { "column_\($0)" }
      if isHeader { return }
    }
    if record.fieldCount != columnCount { raggedRecords += 1 }
    try body(record)
  }
}
