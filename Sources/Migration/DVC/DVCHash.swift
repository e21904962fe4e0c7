import Objects

/// What DVC calls the bytes of a file or the list of a folder's files: an MD5.
public struct DVCHash: Hashable, Sendable {
  /// How the MD5 is made.
  public enum Kind: String, Hashable, Sendable {
    /// Of the bytes; DVC 3.
    case md5
    /// Of the bytes with CRLF as LF where they look like text; DVC before 3.
    case dos2unix = "md5-dos2unix"
  }

  public let kind: Kind
  /// 32 hex digits in lower case.
  public let hex: String
  /// Whether it names the list of a folder's files; DVC writes `.dir` behind it.
  public let isFolder: Bool

  /// Reads 32 hex digits, with `.dir` behind them for a folder; nil for anything else.
  public init?(_ text: String, kind: Kind) {
    let isFolder = text.hasSuffix(".dir")
    let digits = (isFolder ? String(text.dropLast(4)) : text).lowercased()
    guard digits.utf8.count == 32, Hex.decode(digits) != nil else { return nil }
    self.kind = kind
    self.hex = digits
    self.isFolder = isFolder
  }

  /// As DVC writes it.
  public var text: String { isFolder ? hex + ".dir" : hex }
}
