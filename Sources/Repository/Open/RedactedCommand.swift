import Objects

/// A command line as the operation log keeps it: without passwords and tokens.
enum RedactedCommand {
  static let mark = "***"
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
      let isOption = word.hasPrefix("-") && !word.contains("=") && isSecret(word)
      isValue = isOption || word.lowercased() == "bearer"
      shown.append(redacted(word))
    }
    return shown
  }

  private static func redacted(_ word: String) -> String {
    if let equals = word.firstIndex(of: "=") {
      let name = word[..<equals]
      let isVariable = !name.isEmpty && !name.contains(where: \.isLowercase)
      let isOption = name.hasPrefix("-") || isVariable
      let value = JSONValue.string(String(word[word.index(after: equals)...]))
      let isSetting = !name.contains(where: \.isWhitespace) && isSecret(String(name), of: value)
      if (isOption && isSecret(String(name))) || isSetting { return "\(name)=\(mark)" }
    }
    return redactedText(word)
  }

  /// A text without logins of URLs and headers that say who somebody is.
  static func redactedText(_ text: String) -> String {
    let plain = text.contains("://") ? redactedURL(text) : text
    return redactedHeaders(plain)
  }

  private static let headers = ["authorization:", "api-key:", "auth-token:", "cookie:"]

  private static func redactedHeaders(_ text: String) -> String {
    var text = text
    for header in headers {
      text = replacing(after: header, in: text) { $0 == "\"" || $0 == "'" || $0.isNewline }
    }
    return replacing(after: "bearer ", in: text) {
      $0 == "\"" || $0 == "'" || $0.isWhitespace
    }
  }

  /// Puts the mark in the place of what follows each `word`, up to an end.
  private static func replacing(
    after word: String, in text: String, to isEnd: (Character) -> Bool
  ) -> String {
    // Lower case may have another length; such a text is no header of HTTP.
    let lower = text.lowercased()
    guard lower.contains(word), lower.utf8.count == text.utf8.count else { return text }
    var result = ""
    var rest = text[...]
    while let found = rest.lowercased().firstRange(of: word) {
      let count = rest.lowercased().utf8.distance(
        from: rest.lowercased().startIndex, to: found.upperBound)
      let end = rest.utf8.index(rest.startIndex, offsetBy: count)
      result += rest[..<end]
      rest = rest[end...]
      let spaces = rest.prefix { $0 == " " }
      let value = rest.dropFirst(spaces.count).prefix { !isEnd($0) }
      result += spaces
      if !value.isEmpty { result += mark }
      rest = rest[value.endIndex...]
    }
    return result + rest
  }

  /// Settings whose name ends in `token` and that are parts of a vocabulary.
  private static let plainTokens = [
    "pad", "eos", "bos", "unk", "mask", "sep", "cls", "stop", "start", "end", "image", "special",
  ]

  /// Whether a setting's name, such as `db.password`, says that its value is secret. Language models have tokens of
  /// another sort: `max_tokens`, `tokenizer` and `pad_token` are none.
  static func isSecret(_ key: String, of value: JSONValue) -> Bool {
    let name = key.split(separator: ".").last.map(String.init) ?? key
    guard isSecret(name) else { return false }
    let plain = name.lowercased().filter { $0 != "-" && $0 != "_" }
    let isSure =
      secretWords.contains { $0 != "token" && plain.contains($0) } || plain.hasSuffix("accesskey")
      || plain.hasSuffix("privatekey")
    if isSure { return true }
    guard case .string = value else { return false }
    return plain.hasSuffix("token") && !plainTokens.contains { plain.hasSuffix($0 + "token") }
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
