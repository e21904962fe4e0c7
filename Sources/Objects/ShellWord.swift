/// A word as it must be typed in a shell: hints name exact commands.
public enum ShellWord {
  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@%+,~^".utf8)

  /// The word, in single quotes when it needs them.
  public static func quoted(_ word: String) -> String {
    if !word.isEmpty && word.utf8.allSatisfy(plain.contains) { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// The words with a space between them.
  public static func joined(_ words: some Sequence<String>) -> String {
    words.map(quoted).joined(separator: " ")
  }
}
