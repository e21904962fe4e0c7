import FileFormats

/// Computes the profile of a CSV, TSV or JSON Lines file that arrives in pieces, in bounded memory.
public final class TableProfiler {
  /// What is known or wished beforehand.
  public struct Options: Sendable {
    /// Columns that must not be looked at: their values leave no trace in the profile. In JSON
    /// Lines, an object's name stands for all of its members.
    public var excludedColumns: Set<String> = []
    /// Columns that identify a row.
    public var keyColumns: [String] = []
    /// How a table of delimited text is written, if that is known.
    public var dialect: TableDialect?

    /// No wishes.
    public init() {}
  }

  private let options: Options
  private var profile: TableProfile
  private var source: Source
  /// For each field of a record its place among the columns; -1 for one that is left out.
  private var places: [Int] = []
  private var placeByPath: [[UInt8]: Int] = [:]
  private var keyPlaces: [Int] = []

  private enum Source {
    case delimited(TableReader)
    case lines(JSONLinesParser)
  }

  /// A profiler that has seen nothing; nil for formats that it does not read.
  public init?(format: FileFormat, options: Options = Options()) {
    switch format {
    case .csv: source = .delimited(TableReader(dialect: options.dialect))
    case .tsv: source = .delimited(TableReader(dialect: options.dialect))
    case .jsonl: source = .lines(JSONLinesParser())
    default: return nil
    }
    self.options = options
    profile = TableProfile(format: format.rawValue)
    profile.keyColumns = options.keyColumns
    if !options.keyColumns.isEmpty { profile.keys = KeySketch() }
  }

  /// Adds bytes.
  public func update(_ bytes: UnsafeRawBufferPointer) {
    switch source {
    case .delimited(let reader): reader.feed(bytes) { take($0, reader) }
    case .lines(let parser): parser.feed(bytes) { take($0) }
    }
  }

  /// The profile of what was added.
  public func finish() -> TableProfile {
    switch source {
    case .delimited(let reader):
      reader.finish { take($0, reader) }
      openColumns(reader)
      profile.encoding = reader.encoding?.rawValue
      profile.delimiter = reader.dialect.map {
        String(decoding: CollectionOfOne($0.delimiter), as: UTF8.self)
      }
      profile.hasHeader = reader.dialect?.hasHeader
      profile.raggedRows = reader.raggedRecords
      profile.damagedRows = reader.counts.oversizedRecords
      profile.cutValues = reader.counts.cutFields
    case .lines(let parser):
      parser.finish { take($0) }
      profile.encoding = TextEncoding.utf8.rawValue
      profile.damagedRows = parser.counts.malformedLines + parser.counts.oversizedLines
    }
    for index in profile.columns.indices {
      fill(index, upTo: profile.rows)
      profile.columns[index].settle()
    }
    profile.rowKeys.settle()
    profile.keys?.settle()
    return profile
  }

  // Delimited text: the columns are known before the first row.

  private func openColumns(_ reader: TableReader) {
    guard places.isEmpty, let names = reader.columnNames else { return }
    places = names.map { place(ofNew: $0) }
    keyPlaces = options.keyColumns.compactMap { key in
      names.firstIndex(of: key).flatMap { places[$0] >= 0 ? $0 : nil }
    }
    if keyPlaces.count != options.keyColumns.count { keyPlaces = [] }
  }

  /// Where a column that was not met before goes.
  private func place(ofNew name: String) -> Int {
    if options.excludedColumns.contains(name) {
      if !profile.excludedColumns.contains(name) { profile.excludedColumns.append(name) }
      return -1
    }
    guard profile.columns.count < TableProfile.columnMax else {
      profile.droppedColumns += 1
      return -1
    }
    profile.columns.append(ColumnProfile(name: name))
    return profile.columns.count - 1
  }

  private func take(_ record: TableRecord, _ reader: TableReader) {
    if places.isEmpty { openColumns(reader) }
    profile.rows &+= 1
    var row: UInt64 = 0
    let count = min(places.count, record.count)
    profile.columns.withUnsafeMutableBufferPointer { columns in
      places.withUnsafeBufferPointer { places in
        for index in 0..<count where places[index] >= 0 {
          row = StableHash.combine(row, columns[places[index]].add(record.bytes(index)))
        }
        for index in count..<places.count where places[index] >= 0 {
          columns[places[index]].addNull()
          row = StableHash.combine(row, Self.nothing)
        }
      }
    }
    profile.rowKeys.add(hash: StableHash.avalanche(row))
    guard !keyPlaces.isEmpty else { return }
    var key: UInt64 = 0
    for index in keyPlaces {
      let hash = index < record.count ? StableHash.hash(record.bytes(index)) : Self.nothing
      key = StableHash.combine(key, hash)
    }
    profile.keys?.add(hash: StableHash.avalanche(key))
  }

  /// Bytes of a path of JSON; members with longer ones have no column.
  private static let pathMax = 1_024
  private static let nothing = StableHash.hash([UInt8]())

  // JSON Lines: columns are met as they come.

  /// A row's hash is the sum of its members': their order plays no part.
  private func take(_ record: JSONLinesRecord) {
    var row: UInt64 = 0
    var keys = [UInt64](repeating: Self.nothing, count: options.keyColumns.count)
    for index in 0..<record.count {
      let path = record.withPath(index) { Array($0) }
      let place = place(of: path)
      guard place >= 0 else { continue }
      fill(place, upTo: profile.rows)
      guard profile.columns[place].counts.rows == profile.rows else { continue }  // a key twice
      let hash = record.withValue(index) { add($0, record.kind(index), place) }
      row &+= StableHash.avalanche(StableHash.combine(StableHash.hash(path), hash))
      for (position, key) in options.keyColumns.enumerated()
      where profile.columns[place].name == key { keys[position] = hash }
    }
    profile.rows &+= 1
    profile.rowKeys.add(hash: StableHash.avalanche(row))
    if !keys.isEmpty {
      profile.keys?.add(
        hash: StableHash.avalanche(keys.reduce(0) { StableHash.combine($0, $1) }))
    }
  }

  private func place(of path: [UInt8]) -> Int {
    if let place = placeByPath[path] { return place }
    guard placeByPath.count < 4 * TableProfile.columnMax, path.count <= Self.pathMax else {
      profile.droppedColumns &+= 1
      return -1
    }
    let place = place(ofNew: excludedGroup(path) ?? String(decoding: path, as: UTF8.self))
    placeByPath[path] = place
    return place
  }

  /// The excluded object that a member lies in, at any depth.
  private func excludedGroup(_ path: [UInt8]) -> String? {
    if options.excludedColumns.isEmpty { return nil }
    return path.indices.lazy.filter { path[$0] == UInt8(ascii: ".") }
      .map { String(decoding: path[..<$0], as: UTF8.self) }
      .first { self.options.excludedColumns.contains($0) }
  }

  /// Rows in which the column had no member.
  private func fill(_ place: Int, upTo rows: UInt64) {
    let known = profile.columns[place].counts.rows
    if known < rows { profile.columns[place].addNull(count: rows - known) }
  }

  private func add(
    _ value: UnsafeRawBufferPointer, _ kind: JSONLinesRecord.Kind, _ place: Int
  ) -> UInt64 {
    switch kind {
    case .null:
      profile.columns[place].addNull()
      return Self.nothing
    case .string, .array, .object: return profile.columns[place].addText(value)
    case .bool, .number: return profile.columns[place].add(value)
    }
  }
}
