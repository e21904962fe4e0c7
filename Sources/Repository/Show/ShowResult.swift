import Objects
import Profiles
import References

/// What `mlx show` found under a name.
public enum ShowResult: Sendable {
  /// A commit, with what it changed against its first parent.
  case commit(ShownCommit)
  /// A folder's entries.
  case tree(ShownTree)
  /// A file; its bytes come from `Repository.cat`.
  case file(ShownFile)
  /// An asset whose bytes are outside of the repository.
  case external(ShownExternal)
}

/// An external asset of a commit.
public struct ShownExternal: Sendable {
  public var commit: CommitID
  public var asset: ExternalAsset
  /// What is in the folder, if it is one, with paths from there.
  public var entries: [TreeListing]
}

/// A commit with its changes.
public struct ShownCommit: Sendable {
  public var id: CommitID
  public var commit: Commit
  /// Names that point at it, such as `HEAD -> main`, `tag: v1`.
  public var refs: [String]
  public var changes: DiffReport
  /// Notes about it, the newest first.
  public var notes: [ListedNote]
  /// Metrics of its models that were added later, the oldest first.
  public var laterMetrics: [MetricsEntry]
  /// Files of it that were purged since.
  public var purged: [Tombstone]
}

/// A folder of a commit, or a folder asset.
public struct ShownTree: Sendable {
  public var commit: CommitID
  public var path: RepositoryPath
  public var asset: Asset?
  public var id: TreeID
  public var size: UInt64
  public var entries: [TreeListing]
  /// What is in it, when it is an asset whose profile is known.
  public var profile: AssetProfile?
  /// Notes about the folder at exactly these bytes, the newest first.
  public var notes: [ListedNote]
  /// Metrics that were added later, when it is a model; the oldest first.
  public var laterMetrics: [MetricsEntry]
}

/// A file of a commit.
public struct ShownFile: Sendable {
  public var commit: CommitID
  public var path: RepositoryPath
  /// The asset that it is, or is part of.
  public var asset: Asset?
  public var mode: TreeMode
  public var id: BlobID
  public var size: UInt64
  /// The first 64 KiB, when they are text; nil for a binary file.
  public var preview: [UInt8]?
  /// Whether the preview is the whole file.
  public var isPreviewWhole: Bool
  /// What is in it, when it is an asset whose profile is known.
  public var profile: AssetProfile?
  /// Metrics of a model at exactly these bytes.
  public var metrics: [MetricsRecord]
  /// Notes about exactly these bytes, the newest first.
  public var notes: [ListedNote]
  /// Metrics that were added later, when it is a model; the oldest first.
  public var laterMetrics: [MetricsEntry]
}
