// Which values of changed rows differ, and what some rows that differ look like: one more reading of
// each table.

/// Compares the values of rows that were joined.
struct CellComparison {
  let before: RowReader
  let after: RowReader
  let columns: ComparedColumns
  let matching: RowMatching
  let examplesMax: Int
  let memory: Int
  let spill: any SpillStore

  struct Outcome {
    /// For each compared column the changed rows in which its value differs.
    var changedCells: [UInt64]
    var rewrittenCells: [UInt64]
    var changedBeyondColumns: UInt64 = 0
    var rewrittenRows: UInt64 = 0
    var examples = TableExamples()
  }

  /// What is known of the changed rows when the first table was read.
  private struct Old {
    var vectors: CellVectors
    /// For each changed row its place in the second table, and its place among the vectors.
    var order: SortedRecords<PairRecord>
    /// The first changed rows.
    var drafts: [OldRow] = []
  }

  private var shower: RowShower { RowShower(columns: columns) }

  func run() throws -> Outcome {
    let none = [UInt64](repeating: 0, count: columns.all.count)
    var outcome = Outcome(changedCells: none, rewrittenCells: none)
    var old = try readBefore(&outcome)
    try readAfter(&old, &outcome)
    return outcome
  }

  private func readBefore(_ outcome: inout Outcome) throws -> Old {
    var pairs = try SortedCursor(matching.pairs, spill: spill, memory: memory / 4)
    var vectors = CellVectors(
      width: columns.all.count + 1 + columns.numeric.count, count: matching.changed,
      memory: memory / 4, spill: spill)
    var order = RecordSorter<PairRecord>(memory: memory / 2, spill: spill)
    var drafts: [OldRow] = []
    var removed = matching.firstRemoved.all[...]
    var count: UInt64 = 0
    if pairs.current != nil || !removed.isEmpty {
      try before.read { row, ordinal in
        if removed.first == ordinal {
          outcome.examples.removed.append(shower.example(row, ordinal, before.shown))
          removed.removeFirst()
        }
        if let pair = pairs.current, pair.place == ordinal {
          if drafts.count < examplesMax { drafts.append(shower.old(row, ordinal)) }
          try vectors.append(vector(row, before.key))
          try order.add(PairRecord(place: pair.other, other: count))
          count += 1
          try pairs.advance()
        }
        if removed.isEmpty, pairs.current == nil { throw EnoughRead() }
      }
    }
    try vectors.finish()
    return Old(vectors: vectors, order: try order.finish(), drafts: drafts)
  }

  private func readAfter(_ old: inout Old, _ outcome: inout Outcome) throws {
    var order = try SortedCursor(old.order, spill: spill, memory: memory / 4)
    var added = matching.firstAdded.all[...]
    var choice = ExampleChoice(max: examplesMax)
    guard order.current != nil || !added.isEmpty else { return }
    try after.read { row, ordinal in
      if added.first == ordinal {
        outcome.examples.added.append(shower.example(row, ordinal, after.shown))
        added.removeFirst()
      }
      if let pair = order.current, pair.place == ordinal {
        let place = Int(pair.other)
        let found = compare(Array(try old.vectors.vector(place)), row, &outcome)
        choice.offer(place, isRewritten: found.isRewritten) {
          shower.new(row, ordinal, found.places)
        }
        try order.advance()
      }
      if added.isEmpty, order.current == nil { throw EnoughRead() }
    }
    let rows = try oldRows(choice.ranks, old.drafts)
    outcome.examples.changed = zip(rows, choice.rows).map { shower.example($0, $1) }
  }

  /// The changed rows of some ranks, ascending, as they were; all but the first ones are read again.
  private func oldRows(_ ranks: [Int], _ drafts: [OldRow]) throws -> [OldRow] {
    guard let last = ranks.last, last >= drafts.count else { return ranks.map { drafts[$0] } }
    var pairs = try SortedCursor(matching.pairs, spill: spill, memory: memory / 4)
    var wanted = ranks[...]
    var rank = 0
    var rows: [OldRow] = []
    try before.read { row, ordinal in
      guard let pair = pairs.current, let next = wanted.first else { throw EnoughRead() }
      guard pair.place == ordinal else { return }
      if rank == next {
        rows.append(shower.old(row, ordinal))
        wanted.removeFirst()
      }
      rank += 1
      try pairs.advance()
    }
    return rows
  }

  /// The hashes of all values, that of what is behind the last column, and the numbers.
  private func vector(_ row: RowValues, _ key: HashKey) -> [UInt64] {
    var vector = columns.all.indices.map { row.cell($0, key) }
    vector.append(row.surplus ?? 0)
    for place in columns.numeric { vector.append(row.number(place).bitPattern) }
    return vector
  }

  /// Counts the values that differ, and returns their places, and whether they are the same numbers,
  /// written otherwise.
  private func compare(
    _ old: [UInt64], _ row: RowValues, _ outcome: inout Outcome
  ) -> (places: [Int], isRewritten: Bool) {
    let new = vector(row, after.key)
    var differing: [Int] = []
    for place in columns.all.indices where old[place] != new[place] {
      outcome.changedCells[place] += 1
      differing.append(place)
    }
    let count = columns.all.count
    if old[count] != new[count] { outcome.changedBeyondColumns += 1 }
    var rewritten = 0
    for (index, place) in columns.numeric.enumerated() where old[place] != new[place] {
      let position = count + 1 + index
      // NaN is not equal to itself.
      if Double(bitPattern: old[position]) == Double(bitPattern: new[position]) {
        outcome.rewrittenCells[place] += 1
        rewritten += 1
      }
    }
    let isRewritten = rewritten == differing.count && old[count] == new[count]
    if isRewritten { outcome.rewrittenRows += 1 }
    return (differing, isRewritten)
  }
}
