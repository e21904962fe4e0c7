// Which rows of two tables belong together: a merge of their hashes in the order of keys.

/// The rows of one table as hashes, in the order of their keys.
struct HashedRows: Sendable {
  var records: SortedRecords<RowRecord>
  var count: UInt64

  /// Reads a table. Without key columns the whole row is the key.
  init(_ reader: RowReader, key places: [Int], memory: Int, spill: any SpillStore) throws {
    var sorter = RecordSorter<RowRecord>(memory: memory, spill: spill)
    var count: UInt64 = 0
    try reader.read { row, ordinal in
      let hash = row.hash(reader.key)
      let key = places.isEmpty ? hash : row.hash(places, reader.key)
      try sorter.add(RowRecord(key: key, row: hash, ordinal: ordinal))
      count += 1
    }
    self.count = count
    records = try sorter.finish()
  }
}

/// The least of the ordinals that were added, as many as are wanted.
struct FirstOrdinals: Sendable {
  let max: Int
  private(set) var all: [UInt64] = []

  init(max: Int) { self.max = max }

  mutating func add(_ ordinal: UInt64) {
    if all.count == max {
      guard let last = all.last, ordinal < last else { return }
      all.removeLast()
    }
    let place = all.firstIndex { $0 > ordinal } ?? all.count
    all.insert(ordinal, at: place)
  }
}

/// What became of the rows.
struct RowMatching {
  /// Rows that both tables have.
  var same: UInt64 = 0
  /// Rows with one key and other values.
  var changed: UInt64 = 0
  var added: UInt64 = 0
  var removed: UInt64 = 0
  /// Of the same rows, those whose place from the start is another one.
  var displaced: UInt64 = 0
  /// Of the rows that both tables have, those that moved among each other.
  var moved: UInt64 = 0
  var isMovedExact = true
  /// Rows whose key an earlier row of their table has. With any, a key joins nothing.
  var duplicates: (before: UInt64, after: UInt64) = (0, 0)
  var firstAdded: FirstOrdinals
  var firstRemoved: FirstOrdinals
  /// Places of changed rows, before and after, by the place before.
  var pairs = SortedRecords<PairRecord>(runs: [], pending: [])

  var isKeyUnique: Bool { duplicates.before == 0 && duplicates.after == 0 }

  init(examplesMax: Int) {
    firstAdded = FirstOrdinals(max: examplesMax)
    firstRemoved = FirstOrdinals(max: examplesMax)
  }
}

/// Walks through the rows of two tables in the order of keys.
struct RowJoin {
  private var before: SortedCursor<RowRecord>
  private var after: SortedCursor<RowRecord>
  private var found: RowMatching
  private var pairs: RecordSorter<PairRecord>
  private var moved: MovedRows

  private init(
    _ before: HashedRows, _ after: HashedRows, _ examplesMax: Int, _ memory: Int,
    _ spill: any SpillStore
  ) throws {
    self.before = try SortedCursor(before.records, spill: spill, memory: memory / 4)
    self.after = try SortedCursor(after.records, spill: spill, memory: memory / 4)
    found = RowMatching(examplesMax: examplesMax)
    pairs = RecordSorter(memory: memory / 2, spill: spill)
    moved = MovedRows(rows: before.count)
  }

  /// Joins rows by key. A key that occurs twice in a table is counted, and then the rest means
  /// nothing.
  static func byKey(
    _ before: HashedRows, _ after: HashedRows, examplesMax: Int, memory: Int,
    spill: any SpillStore
  ) throws -> RowMatching {
    var join = try RowJoin(before, after, examplesMax, memory, spill)
    while try join.keyStep() {}
    join.found.pairs = try join.pairs.finish()
    return join.finished
  }

  /// Matches rows by content, however often they occur.
  static func byContent(
    _ before: HashedRows, _ after: HashedRows, examplesMax: Int, memory: Int,
    spill: any SpillStore
  ) throws -> RowMatching {
    var join = try RowJoin(before, after, examplesMax, memory, spill)
    while try join.contentStep() {}
    return join.finished
  }

  private var finished: RowMatching {
    var matching = found
    matching.moved = moved.total()
    matching.isMovedExact = moved.isExact
    // Nothing else differs: then any other place is a move, however few are seen.
    if matching.added == 0, matching.removed == 0, matching.changed == 0 {
      matching.moved = matching.displaced == 0 ? 0 : max(matching.moved, 1)
      matching.isMovedExact = matching.isMovedExact || matching.displaced == 0
    }
    return matching
  }

  private mutating func keyStep() throws -> Bool {
    guard let old = before.current else {
      guard let new = after.current else { return false }
      try addNew(new)
      found.duplicates.after += try Self.skip(new.key, &after)
      return true
    }
    guard let new = after.current, !(old.key < new.key) else {
      try dropOld(old)
      found.duplicates.before += try Self.skip(old.key, &before)
      return true
    }
    if new.key < old.key {
      try addNew(new)
      found.duplicates.after += try Self.skip(new.key, &after)
      return true
    }
    if old.row == new.row {
      keep(old, new)
    } else {
      found.changed += 1
      moved.add(old.ordinal, new.ordinal)
      try pairs.add(PairRecord(place: old.ordinal, other: new.ordinal))
    }
    try before.advance()
    try after.advance()
    found.duplicates.before += try Self.skip(old.key, &before)
    found.duplicates.after += try Self.skip(new.key, &after)
    return true
  }

  /// Rows are in the order of their places where their content is the same, so that the last ones
  /// are those that were added.
  private mutating func contentStep() throws -> Bool {
    guard let old = before.current else {
      guard let new = after.current else { return false }
      try addNew(new)
      return true
    }
    guard let new = after.current, !(old.key < new.key) else {
      try dropOld(old)
      return true
    }
    if new.key < old.key {
      try addNew(new)
      return true
    }
    keep(old, new)
    try before.advance()
    try after.advance()
    return true
  }

  private mutating func keep(_ old: RowRecord, _ new: RowRecord) {
    found.same += 1
    moved.add(old.ordinal, new.ordinal)
    if old.ordinal != new.ordinal { found.displaced += 1 }
  }

  private mutating func addNew(_ row: RowRecord) throws {
    found.added += 1
    found.firstAdded.add(row.ordinal)
    try after.advance()
  }

  private mutating func dropOld(_ row: RowRecord) throws {
    found.removed += 1
    found.firstRemoved.add(row.ordinal)
    try before.advance()
  }

  /// Steps over further rows of a key.
  private static func skip(
    _ key: Hash128, _ cursor: inout SortedCursor<RowRecord>
  ) throws -> UInt64 {
    var count: UInt64 = 0
    while cursor.current?.key == key {
      count += 1
      try cursor.advance()
    }
    return count
  }
}
