import Objects
import References

/// What is known of a remote's ref, before and after a fetch.
public struct FetchedRef: Sendable, Equatable {
  /// A branch of the remote, or a tag.
  public var name: RefName
  public var from: CommitID?
  /// nil when the remote does not have it any more.
  public var to: CommitID?

  public init(name: RefName, from: CommitID?, to: CommitID?) {
    self.name = name
    self.from = from
    self.to = to
  }
}

/// What `mlx fetch` brought.
public struct FetchReport: Sendable, Equatable {
  public var remote: RemoteName
  /// Where it is.
  public var location: String
  /// The branch that the remote's HEAD names.
  public var headBranch: BranchName?
  /// The refs that changed, in the order of names.
  public var refs: [FetchedRef] = []
  /// Tags that are another commit here: they stay.
  public var keptTags: [TagName] = []
  public var commits = 0
  public var notes = 0
  /// Objects that arrived, and their bytes as stored.
  public var objects = 0
  public var storedBytes: UInt64 = 0
  /// Files that were asked for and are here now.
  public var files = 0

  /// Whether anything is new.
  public var isChange: Bool { commits > 0 || notes > 0 || !refs.isEmpty }
}
