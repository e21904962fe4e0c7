// Which columns of two tables are compared with each other.

/// A column that both tables have.
struct ComparedColumn: Hashable, Sendable {
  var name: String
  /// Which of the columns of this name, from 0.
  var occurrence: Int
  /// Its values are compared, and never shown. In JSON Lines it stands for all members of an object.
  var isHidden = false
}

/// The columns that rows are compared by: those that both tables have, in the order of the first.
struct ComparedColumns: Sendable {
  var all: [ComparedColumn]
  /// Places among `all` of the columns that rows are joined by; empty to compare by content.
  var key: [Int] = []
  /// Places of the columns that hold numbers in both tables.
  var numeric: [Int] = []
  /// Columns that only one table has: they are shown with rows that only it has.
  let only: (before: [ComparedColumn], after: [ComparedColumn])

  init(_ before: TableProfile, _ after: TableProfile) {
    let (old, new) = (Self.numbered(before), Self.numbered(after))
    let kept = Set(old).intersection(new)
    all = old.filter(kept.contains)
    only = (old.filter { !kept.contains($0) }, new.filter { !kept.contains($0) })
    let numbers = Self.numbers(before).intersection(Self.numbers(after))
    numeric = all.indices.filter { numbers.contains(all[$0]) }
    let hidden = Set(after.excludedColumns)
    for name in before.excludedColumns where hidden.contains(name) {
      all.append(ComparedColumn(name: name, occurrence: 0, isHidden: true))
    }
  }

  /// The columns of a profile, those of equal names numbered.
  static func numbered(_ profile: TableProfile) -> [ComparedColumn] {
    var counts: [String: Int] = [:]
    return profile.columns.map { column in
      defer { counts[column.name, default: 0] += 1 }
      return ComparedColumn(name: column.name, occurrence: counts[column.name, default: 0])
    }
  }

  private static func numbers(_ profile: TableProfile) -> Set<ComparedColumn> {
    Set(
      zip(numbered(profile), profile.columns).filter { $0.1.type == .int || $0.1.type == .float }
        .map(\.0))
  }

  /// Where the first column of a name is.
  func place(of name: String) -> Int? {
    all.firstIndex { $0.name == name && $0.occurrence == 0 }
  }
}
