// Rows that are shown of those that differ.

/// A changed row as it was.
struct OldRow {
  var row: UInt64
  var key: [NamedValue]
  /// Of all compared columns.
  var values: [ShownValue?]
}

/// A changed row as it is now.
struct NewRow {
  var row: UInt64
  /// Places of the columns that differ and may be shown, with their values.
  var values: [(place: Int, value: ShownValue?)]
  /// How many columns differ.
  var cellCount: Int
}

/// The first changed rows, those whose numbers are only written otherwise behind all others.
struct ExampleChoice {
  private let max: Int
  private var real: [(rank: Int, row: NewRow)] = []
  private var rewritten: [(rank: Int, row: NewRow)] = []

  init(max: Int) { self.max = max }

  /// - Parameter rank: the row's place among the changed rows of the first table.
  mutating func offer(_ rank: Int, isRewritten: Bool, _ row: () -> NewRow) {
    if isRewritten {
      Self.insert(rank, &rewritten, max, row)
    } else {
      Self.insert(rank, &real, max, row)
    }
  }

  private static func insert(
    _ rank: Int, _ list: inout [(rank: Int, row: NewRow)], _ max: Int, _ row: () -> NewRow
  ) {
    if list.count == max {
      guard let last = list.last, rank < last.rank else { return }
      list.removeLast()
    }
    let place = list.firstIndex { $0.rank > rank } ?? list.count
    list.insert((rank, row()), at: place)
  }

  private var chosen: [(rank: Int, row: NewRow)] {
    (real + rewritten.prefix(max - real.count)).sorted { $0.rank < $1.rank }
  }

  /// Ascending.
  var ranks: [Int] { chosen.map(\.rank) }
  var rows: [NewRow] { chosen.map(\.row) }
}

/// Makes what is shown of rows. Values of hidden columns are in none of it.
struct RowShower {
  let columns: ComparedColumns

  private func key(_ row: RowValues) -> [NamedValue] {
    if columns.key.contains(where: { columns.all[$0].isHidden }) { return [] }
    return columns.key.map { NamedValue(column: columns.all[$0].name, value: row.shown($0)) }
  }

  /// A row that only one table has.
  ///
  /// - Parameter others: columns that only this table has; they stand behind the compared ones.
  func example(_ row: RowValues, _ ordinal: UInt64, _ others: [ComparedColumn]) -> RowExample {
    let shown = columns.all + others
    let places = shown.indices.lazy.filter { !shown[$0].isHidden && !columns.key.contains($0) }
    return RowExample(
      row: ordinal + 1, key: key(row),
      values: places.prefix(TableComparison.exampleColumnsMax).map {
        NamedValue(column: shown[$0].name, value: row.shown($0))
      })
  }

  func old(_ row: RowValues, _ ordinal: UInt64) -> OldRow {
    OldRow(
      row: ordinal + 1, key: key(row),
      values: columns.all.indices.map { columns.all[$0].isHidden ? nil : row.shown($0) })
  }

  func new(_ row: RowValues, _ ordinal: UInt64, _ differing: [Int]) -> NewRow {
    let shown = differing.lazy.filter { !columns.all[$0].isHidden }
    return NewRow(
      row: ordinal + 1,
      values: shown.prefix(TableComparison.exampleColumnsMax).map { ($0, row.shown($0)) },
      cellCount: differing.count)
  }

  func example(_ old: OldRow, _ new: NewRow) -> ChangedRowExample {
    ChangedRowExample(
      rowBefore: old.row, rowAfter: new.row, key: old.key,
      cells: new.values.map {
        .init(column: columns.all[$0.place].name, before: old.values[$0.place], after: $0.value)
      }, cellCount: new.cellCount)
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
