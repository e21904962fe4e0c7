import Objects

/// Bytes that a git commit names and that were not found.
public struct MissingContent: Hashable, Sendable {
  /// Why. The words are those of `--json`.
  public enum Reason: String, Sendable {
    /// Neither in the cache nor in a remote that is a folder, nor in the work tree.
    case missing
    /// There is a file, and its MD5 is another one.
    case damaged
    /// DVC wrote no MD5.
    case unnamed
  }

  /// Where it would be.
  public let path: RepositoryPath
  /// nil where DVC wrote none.
  public let hash: DVCHash?
  public let reason: Reason
}
