// From libgit2's return codes and its last message to a GitError.
import CLibgit2

extension GitError {
  /// Throws when a call of libgit2 failed. The message is the thread's last: ask at once.
  static func check(_ code: Int32, in place: String) throws(GitError) {
    if code < 0 { throw failure(code, in: place) }
  }

  /// The error that a negative return code stands for.
  static func failure(_ code: Int32, in place: String) -> GitError {
    let message = lastMessage()
    if code == GIT_EOWNER.rawValue { return .ownership(place) }
    if let name = suffix(of: message, after: "unsupported extension name extensions.") {
      return .extensionUnknown(place, name: name)
    }
    if let form = indexForm(message) { return .indexForm(place, form) }
    if message.hasPrefix("object not found - "), let open = message.lastIndex(of: "("),
      case let id = message[open...].dropFirst().prefix(while: \.isHexDigit), !id.isEmpty
    {
      return .objectMissing(String(id), place: place)
    }
    return .unreadable(place, reason: message)
  }

  /// What libgit2 said last in this thread, as a clause without a full stop.
  static func lastMessage() -> String {
    guard let error = git_error_last(), let text = error.pointee.message else {
      return "libgit2 gave no reason"
    }
    var message = String(cString: text)
    while let last = message.last, last == "." || last.isWhitespace { message.removeLast() }
    return message.prefix(1).lowercased() + message.dropFirst()
  }

  private static func indexForm(_ message: String) -> GitIndexForm? {
    if message.hasSuffix("mandatory extension: 'sdir'") { return .sparse }
    if message.hasSuffix("mandatory extension: 'link'") { return .split }
    if message.hasSuffix("calculated checksum does not match expected") { return .withoutChecksum }
    return nil
  }

  private static func suffix(of message: String, after prefix: String) -> String? {
    message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : nil
  }
}
