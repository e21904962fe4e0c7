// The branch of mlx beside that of git: they have one name, unless a person chose another.
import GitBridge
import Objects
import ProjectFiles
import References

/// What git's branch means for the next commit.
struct BranchToFollow {
  /// The branch that the commit goes to; nil is the one that HEAD names.
  var branch: BranchName?
  var notices: [String] = []
}

extension Repository {
  /// The branch that a commit beside git goes to.
  ///
  /// Errors: `git-moved` when `mlx.lock` names another version than HEAD: git brought it, and a
  /// commit on HEAD would undo it unseen.
  func branchToFollow(_ head: Head) throws -> BranchToFollow {
    guard let side = gitSide() else { return BranchToFollow() }
    let lock = try lockState(head: head.commit)
    if case .names(let commit, let isStored) = lock {
      throw WorkingError.gitMoved(
        lock: commit.short, head: head.commit?.short, isStored: isStored)
    }
    var follow = BranchToFollow()
    if case .unreadable(let reason, _) = lock, try otherKind(at: lockPath) == nil {
      follow.notices.append("\(reason); this commit wrote it anew")
    }
    guard let branch = try gitBranch(side), branch != head.branch, try isFollowing(head, side)
    else {
      return follow
    }
    guard let tip = try currentView().branches[branch], let commit = head.commit else {
      follow.branch = branch
      return follow
    }
    if try isAncestor(tip, of: commit) {
      follow.branch = branch
    } else if head.branch == nil && lock == .current {
      follow.branch = branch
      follow.notices.append(
        "'\(branch)' was at \(tip.short), which git has left; 'mlx reflog \(branch)' lists it")
    }
    return follow
  }

  /// The branch of mlx that goes with git's.
  func gitBranch(_ side: GitSide) throws -> BranchName? {
    (try? side.git.head().branch).flatMap { $0 }.flatMap(BranchName.init(git:))
  }

  /// Whether HEAD's branch is one of git's, or was at the last commit; else a person chose it.
  func isFollowing(_ head: Head, _ side: GitSide) throws -> Bool {
    guard let branch = head.branch, let commit = head.commit else { return true }
    let recorded = try self.commit(commit).code?.git?.branch
    if recorded.flatMap(BranchName.init(git:)) == branch { return true }
    let branches = (try? side.git.branches()) ?? []
    return branches.contains { !$0.isRemote && BranchName(git: $0.name) == branch }
  }

  package func isAncestor(_ old: CommitID, of new: CommitID) throws -> Bool {
    try old == new || CommitGraph(store: store).isAncestor(old, of: new)
  }
}

extension BranchName {
  /// The name that a branch of git has here: the same, with `-` for each `@`, which revisions need
  /// for themselves. nil for what can be no name even so, such as 64 hex digits.
  package init?(git name: String) {
    let text = name.split(separator: "@", omittingEmptySubsequences: false).joined(separator: "-")
    guard let branch = try? BranchName(validating: text) else { return nil }
    self = branch
  }
}
