/// A URL from which everything that lets somebody in was taken: user and password, tokens and
/// signatures in the query, conda's `/t/<token>/`. What is recorded is read by many.
public struct StrippedURL: Sendable, Hashable, CustomStringConvertible {
  /// The most UTF-8 bytes of a URL.
  public static let bytesMax = 4096

  public let text: String
  public var description: String { text }

  /// Strips a URL. Spaces and control characters become `%20` and the like. nil for an empty text
  /// and for one that is too long or holds URLs in URLs beyond reason.
  public init?(stripping url: some StringProtocol) {
    self.init(String(url), isChannel: false)
  }

  /// Strips the URL or name of a conda channel: a `/t/<token>` goes wherever it stands. In other
  /// URLs a folder may be called `t`, and only what looks like a token goes.
  public init?(strippingChannel url: some StringProtocol) {
    self.init(String(url), isChannel: true)
  }

  /// A URL of a record; nil when it cannot be one.
  init?(recorded text: String) {
    guard (1...Self.bytesMax).contains(text.utf8.count), PlainText.isPlain(text),
      !text.utf8.contains(UInt8(ascii: " "))
    else { return nil }
    self.text = text
  }

  private init?(_ url: String, isChannel: Bool) {
    var text = url
    // What is left of an odd text may read as another URL, which has its own secrets.
    for _ in 0..<Self.roundsMax {
      let stripped = Self.strippedOnce(text, isChannel: isChannel)
      guard stripped != text else {
        self.init(recorded: text)
        return
      }
      text = stripped
    }
    return nil
  }

  /// A URL in URLs in URLs beyond this is nobody's address.
  private static let roundsMax = 8

  private static func strippedOnce(_ url: String, isChannel: Bool) -> String {
    var parts = URLParts(url)
    parts.dropUserInformation()
    parts.path = withoutUsers(parts.path)
    // A path of this machine is no address with a token in it.
    if isChannel || parts.authority?.isEmpty == false {
      parts.path = withoutToken(parts.path, isChannel: isChannel)
    }
    parts.query = parts.query.flatMap(SecretParameters.removed)
    parts.fragment = parts.fragment.flatMap(SecretParameters.removed)
    return escaped(parts.text)
  }

  /// The path without user and password of a URL in it, as a proxy has them:
  /// `https://proxy/https://user:password@host/a`.
  private static func withoutUsers(_ path: String) -> String {
    guard path.contains("://"), path.contains("@") else { return path }
    var pieces = path.split(separator: "://", omittingEmptySubsequences: false)
    for index in pieces.indices.dropFirst() {
      let host = pieces[index].prefix { $0 != "/" }
      guard let at = host.lastIndex(of: "@") else { continue }
      pieces[index] = pieces[index][pieces[index].index(after: at)...]
    }
    return pieces.joined(separator: "://")
  }

  /// The path without `/t/<token>`.
  private static func withoutToken(_ path: String, isChannel: Bool) -> String {
    var segments = path.split(separator: "/", omittingEmptySubsequences: false)
    var index = 0
    while index + 1 < segments.count {
      let token = segments[index + 1]
      // Where a URL has an authority, its path begins with an empty segment.
      let isFirst = index == 1
      let looksSecret = isFirst || token.utf8.count >= 20
      if segments[index] == "t", !token.isEmpty, isChannel || looksSecret {
        segments.removeSubrange(index...index + 1)
      } else {
        index += 1
      }
    }
    return segments.joined(separator: "/")
  }

  private static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
      return text
    }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte <= 0x20 || byte == 0x7F {
        bytes += [UInt8(ascii: "%")] + Array(Hex.encode([byte]).utf8)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Hex {
  fileprivate static func encode(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { encode($0) }
  }
}
