import FileFormats

/// The values of one row in the order of the compared columns, lent while the row is read.
final class RowValues {
  /// What a value is; strings and numbers of JSON that look alike differ. Raw values go into hashes.
  enum Kind: UInt8 {
    /// Nothing, or a value of delimited text.
    case plain = 0
    case bool, number, string, array, object
    /// A digest of values that are not shown.
    case digest
  }

  /// Valid during the call that lends the row.
  fileprivate(set) var values: [UnsafeRawBufferPointer]
  fileprivate(set) var kinds: [Kind]
  /// Fields behind the last column, as one digest; nil when there are none.
  fileprivate(set) var surplus: UInt64?
  /// The first so many values are compared; the others are only shown.
  private let compared: Int

  init(count: Int, compared: Int) {
    self.compared = compared
    values = [UnsafeRawBufferPointer](
      repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: count)
    kinds = [Kind](repeating: .plain, count: count)
  }

  /// Takes fields of a record, each by its place there; -1 for none.
  @inline(__always)
  fileprivate func fill(_ record: TableRecord, _ fields: [Int]) {
    values.withUnsafeMutableBufferPointer { values in
      fields.withUnsafeBufferPointer { fields in
        for place in 0..<values.count {
          let field = fields[place]
          values[place] =
            field >= 0 && field < record.count
            ? record.bytes(field) : UnsafeRawBufferPointer(start: nil, count: 0)
        }
      }
    }
  }

  /// The hash of the values at some places.
  func hash(_ places: [Int], _ key: HashKey) -> Hash128 {
    var hasher = RowHasher(key)
    for place in places { hasher.add(values[place], kind: kinds[place].rawValue) }
    return hasher.finish()
  }

  /// The hash of all values that are compared.
  func hash(_ key: HashKey) -> Hash128 {
    var hasher = RowHasher(key)
    for place in 0..<compared { hasher.add(values[place], kind: kinds[place].rawValue) }
    if let surplus { hasher.add(surplus) }
    return hasher.finish()
  }

  /// A value as a number, where doubles hold it; NaN for anything else.
  func number(_ place: Int) -> Double {
    guard kinds[place] == .plain || kinds[place] == .number else { return .nan }
    switch NumberReader.read(values[place]) {
    case .integer(let value)?, .float(let value)?: return abs(value) < 0x1p53 ? value : .nan
    default: return .nan
    }
  }

  /// The hash of one value.
  func cell(_ place: Int, _ key: HashKey) -> UInt64 {
    var hasher = RowHasher(key)
    hasher.add(values[place], kind: kinds[place].rawValue)
    return hasher.finish().first
  }
}

/// Reads the rows of a table.
struct RowReader {
  let source: TableSource
  let side: TableNotice.Side
  /// Columns that are compared.
  let columns: [ComparedColumn]
  let key: HashKey
  /// Columns that are read beside them, to be shown.
  var shown: [ComparedColumn] = []

  /// Fields are never cut here: what is cut off would seem equal.
  private static let limits: DelimitedParser.Limits = {
    var limits = DelimitedParser.Limits()
    limits.fieldMax = limits.recordMax
    return limits
  }()

  /// Lends every row to `body`, with its place among the rows that could be read, from 0; to the end,
  /// or until `body` throws `EnoughRead`.
  ///
  /// Errors: `unclosedQuote`; what the source and `body` throw.
  func read(_ body: (RowValues, UInt64) throws -> Void) throws {
    if source.isDelimited {
      try readDelimited(body)
    } else {
      try readLines(body)
    }
  }

  private func readDelimited(_ body: (RowValues, UInt64) throws -> Void) throws {
    let reader = TableReader(limits: Self.limits)
    let wanted = columns + shown
    let row = RowValues(count: wanted.count, compared: columns.count)
    var fields: [Int] = []
    var columnCount = -1
    var ordinal: UInt64 = 0
    func take(_ record: TableRecord) throws {
      if columnCount < 0 {
        let names = reader.columnNames ?? []
        fields = Self.fields(of: wanted, among: names)
        columnCount = names.count
      }
      row.fill(record, fields)
      row.surplus = record.count > columnCount ? surplus(record, columnCount) : nil
      try body(row, ordinal)
      ordinal &+= 1
    }
    do {
      try source.read { try reader.feed($0, take) }
      try reader.finish(take)
    } catch is EnoughRead {
      return
    }
    if reader.counts.hasUnclosedQuote { throw TableComparisonError.unclosedQuote(side) }
  }

  private static func fields(of columns: [ComparedColumn], among names: [String]) -> [Int] {
    var places: [ComparedColumn: Int] = [:]
    var counts: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      places[ComparedColumn(name: name, occurrence: counts[name, default: 0])] = index
      counts[name, default: 0] += 1
    }
    return columns.map {
      places[ComparedColumn(name: $0.name, occurrence: $0.occurrence)] ?? -1
    }
  }

  private func surplus(_ record: TableRecord, _ start: Int) -> UInt64 {
    var hasher = RowHasher(key)
    for field in start..<record.count { hasher.add(record.bytes(field), kind: 0) }
    return hasher.finish().first
  }

  private func readLines(_ body: (RowValues, UInt64) throws -> Void) throws {
    let parser = JSONLinesParser()
    var filler = MemberFiller(columns + shown, compared: columns.count, key)
    var ordinal: UInt64 = 0
    func take(_ record: JSONLinesRecord) throws {
      filler.fill(record)
      try filler.lend { try body($0, ordinal) }
      ordinal += 1
    }
    do {
      try source.read { try parser.feed($0, take) }
      try parser.finish(take)
    } catch is EnoughRead {}
  }
}

/// Puts the members of JSON objects in the order of columns.
private struct MemberFiller {
  private let columns: [ComparedColumn]
  private let key: HashKey
  private let row: RowValues
  private var places: [[UInt8]: Int] = [:]
  /// Paths of the record before, which mostly come again in the same order.
  private var recent: [(path: [UInt8], place: Int)] = []
  private var bytes: [UInt8] = []
  private var ranges: [Range<Int>?]
  private var digests: [UInt64?]

  /// Paths that are no column, and remembered as such.
  private static let unknownMax = 4 * TableProfile.columnMax

  init(_ columns: [ComparedColumn], compared: Int, _ key: HashKey) {
    self.columns = columns
    self.key = key
    row = RowValues(count: columns.count, compared: compared)
    ranges = .init(repeating: nil, count: columns.count)
    digests = .init(repeating: nil, count: columns.count)
    for (place, column) in columns.enumerated() { places[Array(column.name.utf8)] = place }
  }

  mutating func fill(_ record: JSONLinesRecord) {
    bytes.removeAll(keepingCapacity: true)
    for place in columns.indices {
      ranges[place] = nil
      digests[place] = nil
      row.kinds[place] = .plain
    }
    for index in 0..<record.count {
      let place = place(of: record, index)
      guard place >= 0 else { continue }
      if columns[place].isHidden {
        digests[place] = (digests[place] ?? 0) &+ digest(of: record, index)
        row.kinds[place] = .digest
      } else if ranges[place] == nil {
        let start = bytes.count
        row.kinds[place] = Self.kind(record.kind(index))
        if record.kind(index) != .null {
          record.withValue(index) { bytes.append(contentsOf: $0) }
        }
        ranges[place] = start..<bytes.count
      }
    }
    for place in columns.indices {
      guard let digest = digests[place] else { continue }
      let start = bytes.count
      withUnsafeBytes(of: digest.littleEndian) { bytes.append(contentsOf: $0) }
      ranges[place] = start..<bytes.count
    }
  }

  func lend(_ body: (RowValues) throws -> Void) rethrows {
    try bytes.withUnsafeBytes { all in
      for place in columns.indices {
        row.values[place] = UnsafeRawBufferPointer(rebasing: all[ranges[place] ?? 0..<0])
      }
      try body(row)
    }
  }

  private mutating func place(of record: JSONLinesRecord, _ index: Int) -> Int {
    if index < recent.count,
      record.withPath(index, { path in path.elementsEqual(recent[index].path) })
    {
      return recent[index].place
    }
    let path = record.withPath(index) { Array($0) }
    let place = places[path] ?? hiddenPlace(path)
    if places.count < columns.count + Self.unknownMax { places[path] = place }
    if index < recent.count {
      recent[index] = (path, place)
    } else if index == recent.count {
      recent.append((path, place))
    }
    return place
  }

  /// The place of the hidden object that a member lies in, at any depth; -1 when it is in none.
  private func hiddenPlace(_ path: [UInt8]) -> Int {
    for end in path.indices where path[end] == UInt8(ascii: ".") {
      if let place = places[Array(path[..<end])], place >= 0, columns[place].isHidden {
        return place
      }
    }
    return -1
  }

  private func digest(of record: JSONLinesRecord, _ index: Int) -> UInt64 {
    var hasher = RowHasher(key)
    record.withPath(index) { hasher.add($0, kind: 0) }
    let kind = Self.kind(record.kind(index))
    record.withValue(index) { hasher.add($0, kind: kind.rawValue) }
    return hasher.finish().first
  }

  private static func kind(_ kind: JSONLinesRecord.Kind) -> RowValues.Kind {
    switch kind {
    case .null: .plain
    case .bool: .bool
    case .number: .number
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }
}
