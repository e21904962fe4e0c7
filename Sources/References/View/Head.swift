import Objects

/// Where the next commit goes, and what it will have as its parent.
public enum Head: Hashable, Sendable {
  /// HEAD names a branch; nil before the branch's first commit.
  case branch(BranchName, CommitID?)
  /// HEAD names a commit itself.
  case detached(CommitID)

  /// The commit that HEAD leads to; nil before the first one.
  public var commit: CommitID? {
    switch self {
    case .branch(_, let commit): commit
    case .detached(let commit): commit
    }
  }

  /// The branch that HEAD names; nil when detached.
  public var branch: BranchName? {
    if case .branch(let name, _) = self { name } else { nil }
  }
}

/// What a ref holds.
public enum RefValue: Hashable, Sendable {
  case commit(CommitID)
  /// HEAD only.
  case branch(BranchName)

  /// The commit, unless it is a name.
  public var commit: CommitID? { if case .commit(let id) = self { id } else { nil } }
}

/// A ref that an operation moved. nil means that there was, or is, none.
public struct RefChange: Hashable, Sendable {
  public var name: RefName
  public var from: RefValue?
  public var to: RefValue?

  public init(name: RefName, from: RefValue?, to: RefValue?) {
    self.name = name
    self.from = from
    self.to = to
  }

  /// The change that takes this one back.
  public var inverse: RefChange { RefChange(name: name, from: to, to: from) }
}
