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
    var drafts: [Draft] = []
  }

  private struct Draft {
    var row: UInt64
    var key: [NamedValue]
    var values: [ShownValue?]
  }

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
    var drafts: [Draft] = []
    var removed = matching.firstRemoved.all[...]
    var count: UInt64 = 0
    if pairs.current != nil || !removed.isEmpty {
      try before.read { row, ordinal in
        if removed.first == ordinal {
          outcome.examples.removed.append(example(row, ordinal, before.shown))
          removed.removeFirst()
        }
        if let pair = pairs.current, pair.place == ordinal {
          if drafts.count < examplesMax { drafts.append(draft(row, ordinal)) }
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
    var changed = [ChangedRowExample?](repeating: nil, count: old.drafts.count)
    guard order.current != nil || !added.isEmpty else { return }
    try after.read { row, ordinal in
      if added.first == ordinal {
        outcome.examples.added.append(example(row, ordinal, after.shown))
        added.removeFirst()
      }
      if let pair = order.current, pair.place == ordinal {
        let place = Int(pair.other)
        let differing = try compare(try old.vectors.vector(place), row, &outcome)
        if place < old.drafts.count {
          changed[place] = example(old.drafts[place], row, ordinal, differing)
        }
        try order.advance()
      }
      if added.isEmpty, order.current == nil { throw EnoughRead() }
    }
    outcome.examples.changed = changed.compactMap { $0 }
  }

  /// The hashes of all values, that of what is behind the last column, and the numbers.
  private func vector(_ row: RowValues, _ key: HashKey) -> [UInt64] {
    var vector = columns.all.indices.map { row.cell($0, key) }
    vector.append(row.surplus ?? 0)
    for place in columns.numeric { vector.append(row.number(place).bitPattern) }
    return vector
  }

  /// Counts the values that differ, and returns their places.
  private func compare(
    _ old: ArraySlice<UInt64>, _ row: RowValues, _ outcome: inout Outcome
  ) throws -> [Int] {
    let new = vector(row, after.key)
    let old = Array(old)
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
    if rewritten == differing.count, old[count] == new[count] { outcome.rewrittenRows += 1 }
    return differing
  }

  // What is shown.

  private func key(_ row: RowValues) -> [NamedValue] {
    if columns.key.contains(where: { columns.all[$0].isHidden }) { return [] }
    return columns.key.map { NamedValue(column: columns.all[$0].name, value: row.shown($0)) }
  }

  private func example(
    _ row: RowValues, _ ordinal: UInt64, _ others: [ComparedColumn]
  ) -> RowExample {
    let shown = columns.all + others
    let places = shown.indices.lazy.filter {
      !shown[$0].isHidden && !columns.key.contains($0)
    }
    return RowExample(
      row: ordinal + 1, key: key(row),
      values: places.prefix(TableComparison.exampleColumnsMax).map {
        NamedValue(column: shown[$0].name, value: row.shown($0))
      })
  }

  private func draft(_ row: RowValues, _ ordinal: UInt64) -> Draft {
    Draft(
      row: ordinal + 1, key: key(row),
      values: columns.all.indices.map { columns.all[$0].isHidden ? nil : row.shown($0) })
  }

  private func example(
    _ draft: Draft, _ row: RowValues, _ ordinal: UInt64, _ differing: [Int]
  ) -> ChangedRowExample {
    let shown = differing.filter { !columns.all[$0].isHidden }
    return ChangedRowExample(
      rowBefore: draft.row, rowAfter: ordinal + 1, key: draft.key,
      cells: shown.prefix(TableComparison.exampleColumnsMax).map {
        .init(
          column: columns.all[$0].name, before: draft.values[$0], after: row.shown($0))
      }, cellCount: differing.count)
  }
}

extension RowValues {
  /// A value as it is shown: nil when it is missing, a string of JSON in quotes.
  fileprivate func shown(_ place: Int) -> ShownValue? {
    let (bytes, kind) = (values[place], kinds[place])
    if kind == .digest || kind == .plain && bytes.isEmpty { return nil }
    var end = min(bytes.count, ShownValue.bytesMax)
    let isCut = end < bytes.count
    // Not within a character.
    while isCut, end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    let text = String(decoding: bytes[..<end], as: UTF8.self)
    return ShownValue(text: kind == .string ? "\"\(text)\"" : text, isCut: isCut)
  }
}
