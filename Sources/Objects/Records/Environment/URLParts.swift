/// A URL cut at the marks of RFC 3986: `scheme://authority/path?query#fragment`.
struct URLParts {
  /// With `://` or `//` at its end; empty for a relative reference.
  var scheme: String
  /// nil where there is no `//`.
  var authority: String?
  var path: String
  var query: String?
  var fragment: String?

  init(_ url: some StringProtocol) {
    var rest = Substring(url)
    scheme = ""
    if let mark = rest.firstRange(of: "://"),
      rest[..<mark.lowerBound].allSatisfy({ $0.isASCII && ($0.isLetter || "+-.".contains($0)) })
    {
      scheme = rest[..<mark.upperBound].lowercased()
      rest = rest[mark.upperBound...]
    } else if rest.hasPrefix("//") {
      scheme = "//"
      rest = rest.dropFirst(2)
    }
    if !scheme.isEmpty {
      rest = Self.withoutBrokenPassword(rest)
      let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
      authority = String(rest[..<end])
      rest = rest[end...]
    }
    if let mark = rest.firstIndex(of: "#") {
      fragment = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    path = String(rest)
  }

  var text: String {
    scheme + (authority ?? "") + path + (query.map { "?" + $0 } ?? "")
      + (fragment.map { "#" + $0 } ?? "")
  }

  /// Takes off `user:password@`. A user alone stays where it is part of the address (`ssh://git@…`);
  /// on the web it is often a token.
  mutating func dropUserInformation() {
    guard let authority else {
      // `user:password@host/path`, but not `git@host:path`, which holds no secret.
      let host = path.prefix { $0 != "/" }
      guard let at = host.lastIndex(of: "@"), host[..<at].contains(":") else { return }
      path = String(path[path.index(after: at)...])
      return
    }
    guard let at = authority.lastIndex(of: "@") else { return }
    let user = authority[..<at].prefix { $0 != ":" }
    let host = authority[authority.index(after: at)...]
    let transport = scheme.dropLast(3).split(separator: "+").last.map(String.init) ?? ""
    let keepsUser = ["ssh", "git", "sftp", "rsync", "svn"].contains(transport)
    self.authority = keepsUser && !user.isEmpty ? user + "@" + host : String(host)
  }

  /// A password that was not escaped may hold `/`, `?` or `#`, and then ends the authority too early:
  /// a port that is no number gives it away. Without it there is nothing after the last `@` to lose.
  private static func withoutBrokenPassword(_ rest: Substring) -> Substring {
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@"), !authority.hasPrefix("["),
      let colon = authority.firstIndex(of: ":"),
      !authority[colon...].dropFirst().allSatisfy(\.isNumber), let at = rest.lastIndex(of: "@")
    else { return rest }
    return rest[rest.index(after: at)...]
  }
}

/// The parameters of a query that let somebody in, by their names.
enum SecretParameters {
  private static let words = [
    "token", "sig", "secret", "pass", "pwd", "auth", "key", "cred", "session", "jwt", "bearer",
    "x-amz-", "x-goog-", "x-ms-",
  ]

  /// The query without them; nil when nothing is left.
  static func removed(from query: String) -> String? {
    let kept = query.split(separator: "&").filter { parameter in
      !parameter.split(separator: ";").contains { isSecret($0) }
    }
    return kept.isEmpty ? nil : kept.joined(separator: "&")
  }

  private static func isSecret(_ parameter: Substring) -> Bool {
    let text = unescaped(parameter).lowercased()
    let name = text.prefix { $0 != "=" }
    // A whole URL as the value may hold a password of its own.
    return words.contains { name.contains($0) } || (text.contains("://") && text.contains("@"))
  }

  /// `%74oken` is `token`.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      let digits = String(rest.prefix(2)) ?? ""
      if byte == UInt8(ascii: "%"), let value = UInt8(digits, radix: 16), digits.utf8.count == 2 {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
