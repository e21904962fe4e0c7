// Words that a person may have meant.

enum NearWords {
  /// Up to three of the words, those with the fewest edits: fewer than half of the letters differ.
  /// Otherwise those that begin with what was typed.
  static func find(_ typed: String, among words: [String]) -> [String] {
    let typed = typed.lowercased()
    let length = typed.utf8.count
    let near = ranked(typed, words, editsMax: min((length - 1) / 2, length < 9 ? 2 : 3))
    if let nearest = near.first {
      return near.filter { $0.edits == nearest.edits }.prefix(3).map(\.word)
    }
    return length < 3 ? [] : Array(words.filter { $0.hasPrefix(typed) }.prefix(3))
  }

  /// The words that are at most so many edits away, nearest first.
  static func ranked(
    _ typed: String, _ words: [String], editsMax: Int
  ) -> [(word: String, edits: Int)] {
    words.map { (word: $0, edits: edits(typed, $0)) }
      .filter { $0.edits <= editsMax }
      .sorted { ($0.edits, $0.word) < ($1.edits, $1.word) }
  }

  /// How many letters must be added, dropped, changed, or swapped with the next one.
  private static func edits(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8.prefix(64))
    let b = Array(b.utf8)
    var older: [Int] = []
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var next = [i + 1]
      for (j, other) in b.enumerated() {
        var fewest = min(row[j + 1] + 1, next[j] + 1, row[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == b[j - 1], a[i - 1] == other {
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
