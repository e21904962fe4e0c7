/// Names that a person may have meant: few edits away from what was typed.
public enum NearNames {
  /// Up to three of the candidates, nearest first.
  public static func find(_ typed: String, among candidates: some Sequence<String>) -> [String] {
    let editsMax = max(1, typed.utf8.count / 3)
    var seen = Set<String>()
    return candidates.filter { seen.insert($0).inserted && $0 != typed }
      .map { (name: $0, edits: edits(Array(typed.utf8), Array($0.utf8), max: editsMax)) }
      .filter { $0.edits <= editsMax }
      .sorted { ($0.edits, $0.name) < ($1.edits, $1.name) }
      .prefix(3).map(\.name)
  }

  /// Insertions, deletions and replacements that make one out of the other; `max + 1` when more.
  static func edits(_ a: [UInt8], _ b: [UInt8], max: Int) -> Int {
    guard abs(a.count - b.count) <= max else { return max + 1 }
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let kept = left == right ? diagonal : diagonal + 1
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(kept, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
