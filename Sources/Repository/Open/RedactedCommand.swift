import Objects

/// A command line as the operation log keeps it: without passwords and tokens.
enum RedactedCommand {
  private static let mark = "***"
  /// The most UTF-8 bytes that are kept.
  private static let bytesMax = 4096
  private static let secretWords = [
    "token", "password", "passwd", "secret", "credential", "apikey",
  ]
  private static let secretParameters = ["signature", "sig", "key"]

  /// The words as they could be typed again, with secrets replaced.
  static func text(_ words: [String]) -> String {
    shortened(
      self.words(words).map { $0 == mark ? $0 : ShellWord.quoted($0) }.joined(separator: " "))
  }

  /// The words with secrets replaced.
  static func words(_ words: [String]) -> [String] {
    var shown: [String] = []
    var isValue = false
    for word in words {
      if isValue {
        shown.append(mark)
        isValue = false
        continue
      }
      isValue = word.hasPrefix("-") && !word.contains("=") && isSecret(word)
      shown.append(redacted(word))
    }
    return shown
  }

  private static func redacted(_ word: String) -> String {
    if let equals = word.firstIndex(of: "=") {
      let name = word[..<equals]
      let isVariable = !name.isEmpty && !name.contains(where: \.isLowercase)
      if (name.hasPrefix("-") || isVariable) && isSecret(String(name)) {
        return "\(name)=\(mark)"
      }
    }
    return word.contains("://") ? redactedURL(word) : word
  }

  private static func isSecret(_ name: String) -> Bool {
    let plain = name.lowercased().filter { $0 != "-" && $0 != "_" }
    return secretWords.contains { plain.contains($0) } || plain.hasSuffix("accesskey")
      || plain.hasSuffix("privatekey")
  }

  /// Takes `user:password@` and secret query parameters out of every URL in the word.
  private static func redactedURL(_ word: String) -> String {
    var result = ""
    var rest = word[...]
    while let mark = rest.firstRange(of: "://") {
      result += rest[..<mark.upperBound]
      rest = rest[mark.upperBound...]
      let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != " " }
      if let at = authority.lastIndex(of: "@") {
        let user = authority[..<at]
        let isPlainLogin = !user.contains(":") && (result.hasSuffix("ssh://") || user == "git")
        result += isPlainLogin ? "\(user)@" : "\(Self.mark)@"
        rest = rest[authority.index(after: at)...]
      }
    }
    return redactedQuery(result + rest)
  }

  private static func redactedQuery(_ url: String) -> String {
    guard let question = url.firstIndex(of: "?") else { return url }
    let query = url[url.index(after: question)...].split(
      separator: "&", omittingEmptySubsequences: false)
    let shown = query.map { part -> String in
      guard let equals = part.firstIndex(of: "=") else { return String(part) }
      let name = String(part[..<equals])
      let plain = name.lowercased()
      let isHidden = isSecret(name) || secretParameters.contains { plain.hasSuffix($0) }
      return isHidden ? "\(name)=\(mark)" : String(part)
    }
    return "\(url[...question])\(shown.joined(separator: "&"))"
  }

  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > bytesMax else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: bytesMax)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    return "\(text[..<end])…"
  }
}
