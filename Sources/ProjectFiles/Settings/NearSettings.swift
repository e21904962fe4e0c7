// Settings that a person may have meant.

enum NearSettings {
  /// Names a few letters away, nearest first; otherwise those that share a part, as in `user.mail`.
  static func names(to typed: String) -> [String] {
    let typed = typed.lowercased()
    let names = ConfigKey.all.map(\.name)
    let ranked = NearWords.ranked(typed, names, editsMax: max(2, typed.utf8.count / 4))
    if !ranked.isEmpty { return ranked.prefix(3).map(\.word) }
    let parts = Set(typed.split(separator: "."))
    return names.filter { !parts.isDisjoint(with: $0.split(separator: ".")) }
  }
}
