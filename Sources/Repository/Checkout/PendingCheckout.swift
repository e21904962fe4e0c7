import Objects
import References

/// What HEAD becomes once a checkout's files and index are in place.
public enum HeadMove: Sendable, Equatable {
  /// HEAD stays: only files and index change.
  case keep
  /// HEAD names this existing branch.
  case attach(BranchName)
  /// A new branch at the commit, and HEAD names it.
  case create(BranchName)
  /// HEAD names the commit itself.
  case detach
  /// The branch that HEAD names (or a detached HEAD) moves to the commit.
  case advance
}

/// What a checkout does with the snapshot of the code.
public enum CodePolicy: String, Sendable, Equatable {
  /// Code is files like all others: where there is no git, and where it was asked for.
  case restore
  /// The code on disk is git's.
  case leave
  /// Nothing but code.
  case only
}

/// A checkout that has begun and not ended: the content of `.mlops/checkout.pending`.
public struct PendingCheckout: Sendable, Equatable {
  /// HEAD's commit when it began; nil before the first commit.
  public var from: CommitID?
  /// The commit that is being checked out; nil for nothing at all.
  public var to: CommitID?
  /// The paths it is limited to; empty for all.
  public var paths: [RepositoryPath] = []
  /// The kind it is limited to, which chose the paths.
  public var only: AssetKind?
  /// Assets that were gone from disk as a whole, and are written again on the way.
  public var restored: [RepositoryPath] = []
  public var headMove: HeadMove
  public var code = CodePolicy.restore
  /// Everything becomes as in `to`; else changes in paths that both versions agree on are kept.
  public var isExact = false
  /// Changes that are stored nowhere may be overwritten.
  public var isForced = false
  /// The operation's description, such as `checkout: moving from main to v1`.
  public var description: String

  public init(from: CommitID?, to: CommitID?, headMove: HeadMove, description: String) {
    self.from = from
    self.to = to
    self.headMove = headMove
    self.description = description
  }

  /// The version for a person: a branch, or a short id.
  public var targetText: String {
    switch headMove {
    case .attach(let branch), .create(let branch): branch.string
    case .keep, .detach, .advance: to?.short ?? "nothing"
    }
  }
}
