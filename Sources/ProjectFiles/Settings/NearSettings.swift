// Settings that a person may have meant.

enum NearSettings {
  /// Names a few letters away, nearest first; otherwise those that share a part, as in `user.mail`.
  static func names(to typed: String) -> [String] {
    let typed = typed.lowercased()
    let ranked = ConfigKey.all.map { (name: $0.name, edits: edits(typed, $0.name)) }
      .filter { $0.edits <= max(2, typed.utf8.count / 4) }
      .sorted { ($0.edits, $0.name) < ($1.edits, $1.name) }
    if !ranked.isEmpty { return ranked.prefix(3).map(\.name) }
    let parts = Set(typed.split(separator: "."))
    return ConfigKey.all.map(\.name).filter { !parts.isDisjoint(with: $0.split(separator: ".")) }
  }

  /// How many letters must be added, dropped or changed.
  private static func edits(_ a: String, _ b: String) -> Int {
    let a = Array(a.utf8.prefix(64))
    let b = Array(b.utf8)
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
