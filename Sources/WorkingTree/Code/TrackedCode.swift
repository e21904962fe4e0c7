// The rules of a snapshot for files that are not on the disk: those of a commit of git.
import Objects

/// What a snapshot of code takes of the files that git tracks. The same that `CodeScan.listed` takes on disk.
public enum TrackedCode {
  /// What has to be read of a file to judge it.
  public static let headBytes = CodeSifter.headBytes

  /// Whether a folder is left out with all that is in it.
  public static func isSkipped(folder name: String) -> Bool { WorkTree.isReserved(name) }

  /// Whether a file is left out without a word.
  public static func isSkipped(file name: String) -> Bool { CodeRules.isSkipped(file: name) }

  /// Whether a file is left out, and named, since it seems to hold a secret.
  ///
  /// - Parameter head: its first `headBytes`; empty for a link.
  public static func isSecret(_ name: String, head: [UInt8]) -> Bool {
    CodeRules.isSecret(name) || CodeRules.holdsKey(Array(head.prefix(headBytes)))
  }
}
