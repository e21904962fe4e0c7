/// The columns that text takes: wide scripts and emoji take two, combining marks none.
enum DisplayWidth {
  static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns(of: $1) }
  }

  private static func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// As much of `text` as fits, with `…` where something was left out.
  static func shortened(_ text: String, to columns: Int) -> String {
    if of(text) <= columns { return text }
    var kept = ""
    var width = 0
    for character in text {
      let next = self.columns(of: character)
      if width + next > columns - 1 { break }
      kept.append(character)
      width += next
    }
    return kept + "…"
  }
}
