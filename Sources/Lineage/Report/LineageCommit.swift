import Objects

/// The commit that first held an edge or an asset.
public struct LineageCommit: Sendable, Hashable {
  public var id: CommitID
  /// The first line of the message; cut at a thousand bytes.
  public var subject: String
  public var author: Author

  init(_ facts: LineageFacts) {
    id = facts.id
    subject = facts.subject
    author = facts.author
  }
}

/// Git's state when a commit was made.
public struct LineageGit: Sendable, Hashable {
  /// The git commit, in hex; nil before the first one.
  public var commit: String?
  /// nil when HEAD was detached.
  public var branch: String?
  /// Whether files differed from that commit.
  public var isDirty: Bool

  init(commit: String?, branch: String?, isDirty: Bool) {
    self.commit = commit
    self.branch = branch
    self.isDirty = isDirty
  }

  init(_ state: GitState) {
    self.init(commit: state.commit, branch: state.branch, isDirty: state.isDirty)
  }
}
