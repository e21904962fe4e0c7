/// URLs of remotes, fit for a record that others read.
public enum RemoteURL {
  /// The URL without user name and password, query and fragment: each may hold a token. The user of
  /// `ssh://git@host/path` stays, without a password; so do `git@host:path` and paths of files.
  public static func withoutCredentials(_ url: String) -> String {
    guard let mark = url.firstRange(of: "://") else { return withoutPassword(url) }
    let scheme = url[..<mark.lowerBound]
    var rest = url[mark.upperBound...]
    if let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<end] }
    guard let at = endOfUser(rest) else { return scheme + "://" + rest }
    let host = rest[rest.index(after: at)...]
    let isSSH = scheme.hasSuffix("ssh") || scheme.hasPrefix("ssh")
    guard isSSH, let user = rest[..<at].split(separator: ":").first, !user.contains("/") else {
      return scheme + "://" + host
    }
    return scheme + "://" + user + "@" + host
  }

  /// `user:password@host:path` is nothing that git knows, but people write it; `host:folder@2/path`
  /// is a path.
  private static func withoutPassword(_ url: String) -> String {
    guard let at = url.lastIndex(of: "@"), url[at...].contains(":"),
      let colon = url[..<at].firstIndex(of: ":"), !url[..<colon].contains("/")
    else { return url }
    return String(url[..<colon] + url[at...])
  }

  /// The `@` before the host. A password with a `/` in it is no valid URL, but people write it:
  /// what looks like a port is then no number.
  private static func endOfUser(_ rest: Substring) -> Substring.Index? {
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<slash]
    if let at = authority.lastIndex(of: "@") { return at }
    guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return nil }
    let port = authority[authority.index(after: colon)...]
    return port.allSatisfy(\.isNumber) ? nil : rest.lastIndex(of: "@")
  }
}
