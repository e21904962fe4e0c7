/// How a table of text is written: its delimiter, and whether its first record names the columns.
public struct TableDialect: Sendable, Equatable {
  /// What stands between fields: `,`, `;`, a tab or `|`.
  public var delimiter: UInt8
  /// Whether the first record names the columns.
  public var hasHeader: Bool

  /// A dialect that is known.
  public init(delimiter: UInt8, hasHeader: Bool) {
    self.delimiter = delimiter
    self.hasHeader = hasHeader
  }

  /// The delimiters that are looked for; at a tie the earlier one is taken.
  static let delimiters = Array(",\t;|".utf8)

  /// Judges by the beginning of a table, in UTF-8.
  ///
  /// The delimiter is the one for which most of the first records have equally many fields, more
  /// than one; among equals the one with more fields. See `isHeader` for the header.
  ///
  /// - Parameter isWhole: nothing follows `head`; otherwise its last record may be incomplete.
  public static func sniff(head: [UInt8], isWhole: Bool) -> TableDialect {
    var best = (score: 0.0, fields: 0, delimiter: delimiters[0])
    for delimiter in delimiters {
      let counts = records(head, delimiter, isWhole).map(\.count)
      var occurrences: [Int: Int] = [:]
      for count in counts where count > 1 { occurrences[count, default: 0] += 1 }
      let usual = occurrences.max { ($0.value, $0.key) < ($1.value, $1.key) }
      guard let usual else { continue }
      let score = Double(usual.value) / Double(counts.count)
      if (score, usual.key) > (best.score, best.fields) { best = (score, usual.key, delimiter) }
    }
    let first = records(head, best.delimiter, isWhole, max: 1).first
    return TableDialect(delimiter: best.delimiter, hasHeader: first.map(isHeader) ?? false)
  }

  /// Whether a first record names columns: no field is a number, a truth value or a date, some are
  /// not empty, and those differ. Or the fields count up from 0, as pandas names columns.
  static func isHeader(_ fields: [String]) -> Bool {
    if fields.count > 1, fields == (0..<fields.count).map(String.init) { return true }
    let named = fields.filter { !$0.isEmpty }
    return !named.isEmpty && Set(named).count == named.count
      && !named.contains(where: looksLikeData)
  }

  private static func looksLikeData(_ text: String) -> Bool {
    if Double(text.filter { $0 != " " }) != nil { return true }
    if ["true", "false"].contains(text.lowercased()) { return true }
    let utf8 = Array(text.utf8.prefix(10))
    let digits = [0, 1, 2, 3, 5, 6, 8, 9]
    return utf8.count == 10 && digits.allSatisfy { (0x30...0x39).contains(utf8[$0]) }
  }

  private static func records(
    _ head: [UInt8], _ delimiter: UInt8, _ isWhole: Bool, max: Int = 100
  ) -> [[String]] {
    var found: [[String]] = []
    let parser = DelimitedParser(delimiter: delimiter)
    let take = { (record: TableRecord) in if found.count < max { found.append(record.texts) } }
    head.withUnsafeBytes { parser.feed($0, take) }
    if isWhole || found.isEmpty { parser.finish(take) }
    return found
  }
}
