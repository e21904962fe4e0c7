/// Texts that a record takes from the outside: of bounded length and without control characters, so
/// that they can be shown in a terminal and written into one line of a file.
public enum PlainText {
  /// The most UTF-8 bytes of a text.
  public static let bytesMax = 4096

  /// Whether a text can stand in a record as it is.
  public static func isPlain(_ text: String) -> Bool {
    text.utf8.count <= bytesMax && !text.unicodeScalars.contains(where: isControl)
  }

  /// The text without control characters and the space around it, cut off at the limit.
  public static func cleaned(_ text: some StringProtocol) -> String {
    var plain = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      let kept = isControl(scalar) ? " " : scalar
      count += UTF8.width(kept)
      if count > bytesMax { break }
      plain.append(kept)
    }
    return String(plain.trimmed { $0 == " " })
  }

  /// C0 and C1 controls, DEL, and the marks that turn the direction of what follows.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension BidirectionalCollection {
  /// What is left when such elements are taken off both ends.
  fileprivate func trimmed(_ isEdge: (Element) -> Bool) -> SubSequence {
    guard let first = firstIndex(where: { !isEdge($0) }),
      let last = lastIndex(where: { !isEdge($0) })
    else { return self[endIndex...] }
    return self[first...last]
  }
}

extension RecordFields {
  /// A text that can be shown and written into one line.
  func plain(_ key: String) throws(ObjectError) -> String {
    let text = try string(key)
    guard PlainText.isPlain(text) else { throw fault(key, "is no plain text") }
    return text
  }

  func nullablePlain(_ key: String) throws(ObjectError) -> String? {
    try nullable(key) == nil ? nil : try plain(key)
  }

  func nullableSize(_ key: String) throws(ObjectError) -> UInt64? {
    try nullable(key) == nil ? nil : try size(key)
  }

  func url(_ key: String) throws(ObjectError) -> StrippedURL {
    guard let url = StrippedURL(recorded: try string(key)) else {
      throw fault(key, "is no URL")
    }
    return url
  }
}
