/// Names that a person may have meant: few edits away from what was typed.
public enum NearNames {
  /// Up to three of the candidates, nearest first: fewer than half of the letters differ.
  public static func find(_ typed: String, among candidates: some Sequence<String>) -> [String] {
    let editsMax = min((typed.utf8.count - 1) / 2, typed.utf8.count < 9 ? 2 : 3)
    var seen = Set<String>()
    return candidates.filter { seen.insert($0).inserted && $0 != typed }
      .map { (name: $0, edits: edits(Array(typed.utf8), Array($0.utf8), max: editsMax)) }
      .filter { $0.edits <= editsMax }
      .sorted { ($0.edits, $0.name) < ($1.edits, $1.name) }
      .prefix(3).map(\.name)
  }

  /// Insertions, deletions, replacements and swaps of neighbours that make one out of the other;
  /// `max + 1` when more.
  static func edits(_ a: [UInt8], _ b: [UInt8], max: Int) -> Int {
    guard abs(a.count - b.count) <= max else { return max + 1 }
    var older: [Int] = []
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var next = [i + 1]
      for (j, right) in b.enumerated() {
        var fewest = min(row[j + 1] + 1, next[j] + 1, row[j] + (left == right ? 0 : 1))
        if i > 0, j > 0, left == b[j - 1], a[i - 1] == right {
          fewest = min(fewest, older[j - 1] + 1)
        }
        next.append(fewest)
      }
      older = row
      row = next
    }
    return row[b.count]
  }
}
