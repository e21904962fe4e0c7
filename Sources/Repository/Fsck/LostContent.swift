import Objects

/// Something that versions hold and that cannot be had any more, with all versions that hold it.
public struct LostContent: Sendable, Equatable {
  /// A version that is not whole without it.
  public struct Version: Sendable, Equatable {
    public var commit: CommitID
    /// The branches and tags at it, as `main`, `tag v1`; sorted.
    public var refs: [String]
    /// The first line of its message; nil when the commit itself is lost.
    public var subject: String?
  }

  /// What is lost: `blob:<hex>`, `tree:<hex>`, `environment:<hex>` or `commit:<hex>`.
  public var object: String
  /// Bytes of the file, or of all in the folder; nil when nothing says.
  public var size: UInt64?
  /// The asset that it is, or is a part of; nil of files that are in none, and of commits.
  public var asset: AssetReference?
  /// Where versions have it, sorted; a folder ends in `/`, and `/` is all of a version.
  public var paths: [String]
  /// The versions, newest first.
  public var versions: [Version]
}

extension LostContent {
  /// A commit that no ref leads to any more.
  init(commit id: CommitID) {
    self.init(
      object: "commit:\(id.hex)", size: nil, asset: nil, paths: [],
      versions: [Version(commit: id, refs: [], subject: nil)])
  }
}
