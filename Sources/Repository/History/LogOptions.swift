import Objects
import References

/// Which commits `mlx log` lists.
public struct LogOptions: Sendable {
  /// What to begin at, and what to leave out; empty for HEAD.
  public var ranges: [RevisionRange] = []
  /// Only commits that changed something at or below one of these; empty for all.
  public var paths: [RepositoryPath] = []
  /// The most commits; nil for no limit.
  public var limit: Int?
  /// Whether to compare each commit with its first parent.
  public var stat = false

  public init(
    ranges: [RevisionRange] = [], paths: [RepositoryPath] = [], limit: Int? = nil,
    stat: Bool = false
  ) {
    self.ranges = ranges
    self.paths = paths
    self.limit = limit
    self.stat = stat
  }
}

/// A commit as `mlx log` lists it.
public struct LogEntry: Sendable {
  public var id: CommitID
  public var commit: Commit
  /// Names that point at it: `HEAD -> main`, `tag: v1`, `side`.
  public var refs: [String]
  /// The commits before it; with `paths`, the nearest ones that are listed too.
  public var parents: [CommitID]
  /// What it changed against its first parent, when asked for.
  public var changes: DiffReport?
  /// Commits before it that are lost: history ends there.
  public var lostParents: [CommitID] = []
  /// Files of it that were purged since.
  public var purged: [Tombstone] = []
}
