/// Finds marks of the revision grammar that are not inside `{…}`, where a time may hold any of them.
enum RevisionText {
  /// The first place of a mark outside braces.
  static func firstRange(of mark: String, in text: String) -> Range<String.Index>? {
    var depth = 0
    var index = text.startIndex
    while index < text.endIndex {
      let rest = text[index...]
      if depth == 0, rest.hasPrefix(mark) {
        return index..<text.index(index, offsetBy: mark.count)
      }
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" { depth = max(0, depth - 1) }
      index = text.index(after: index)
    }
    return nil
  }

  /// The `:` of `REV:path`, which is not that of `git:abc1234`, alone or behind `ASSET@`.
  static func pathSeparator(in text: String) -> Range<String.Index>? {
    guard let colon = firstRange(of: ":", in: text) else { return nil }
    let head = text[..<colon.lowerBound]
    guard head == "git" || head.hasSuffix("@git") else { return colon }
    return text[colon.upperBound...].firstIndex(of: ":").map { $0..<text.index(after: $0) }
  }

  /// The `@` of `ASSET@REV`: not at the beginning, and not that of `@{…}`.
  static func assetSeparator(in text: String) -> String.Index? {
    guard let at = firstRange(of: "@", in: text)?.lowerBound, at != text.startIndex else {
      return nil
    }
    return text[text.index(after: at)...].hasPrefix("{") ? nil : at
  }
}
