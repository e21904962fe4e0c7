// Walking sorted rows without having them all in memory.

/// A place in sorted rows, which are fetched some thousand at a time.
struct SortedCursor<Row> {
  private(set) var current: Row?
  private let count: Int
  private let fetch: (Range<Int>) throws -> [Row]
  private var piece: ArraySlice<Row> = []
  private var fetched = 0
  private static var pieceRows: Int { 4096 }

  /// A cursor on the first of `count` rows; `fetch` returns exactly the rows in a range.
  init(count: Int, fetch: @escaping (Range<Int>) throws -> [Row]) throws {
    self.count = count
    self.fetch = fetch
    try advance()
  }

  mutating func advance() throws {
    if piece.isEmpty, fetched < count {
      let end = min(fetched + Self.pieceRows, count)
      piece = try fetch(fetched..<end)[...]
      fetched = end
    }
    current = piece.popFirst()
  }

  /// Walks several sorted sequences as one: `body` gets all rows with the lowest key, in the order
  /// of the cursors.
  static func merge<Key: Comparable>(
    _ cursors: [SortedCursor<Row>], by key: (Row) -> Key,
    _ body: ([(source: Int, row: Row)]) throws -> Void
  ) throws {
    var cursors = cursors
    var equal: [(source: Int, row: Row)] = []
    while true {
      var lowest: Key?
      equal.removeAll(keepingCapacity: true)
      for index in cursors.indices {
        guard let row = cursors[index].current else { continue }
        let rowKey = key(row)
        if let known = lowest {
          if rowKey > known { continue }
          if rowKey < known { equal.removeAll(keepingCapacity: true) }
        }
        lowest = rowKey
        equal.append((index, row))
      }
      guard lowest != nil else { return }
      try body(equal)
      for (source, _) in equal { try cursors[source].advance() }
    }
  }
}
