// `mlx checkout` with no argument beside git: the version that `mlx.lock` names.
import GitBridge
import Objects
import ProjectFiles
import References

extension Repository {
  /// What `mlx.lock` says, beside git; nil without git.
  public func lockBesideGit() throws -> LockState? {
    guard gitSide() != nil else { return nil }
    return try lockState(head: headCommitID())
  }

  /// Brings the version that `mlx.lock` names, under git's branch.
  ///
  /// Errors: as `mlx checkout` without an argument.
  public func followLock() throws -> CheckoutResult? { try followGit(force: false) }

  /// Brings the version that git's files name, and moves HEAD to the branch of git's name. nil when
  /// git and HEAD agree.
  ///
  /// Errors: `lock-commit-missing`; `working-tree-modified`; those of reading `mlx.lock`; those of checkout.
  func followGit(force: Bool) throws -> CheckoutResult? {
    guard let side = gitSide() else { return nil }
    let loaded = try loadIndexState()
    if loaded.isCaughtUp { _ = writeGitFiles(loaded.index) }
    let view = try currentView()
    var target = view.head.commit
    switch try lockState(head: target) {
    case .missing, .current:
      guard try isFollowing(view.head, side), target != nil else { return nil }
    case .unreadable:
      if try otherKind(at: lockPath) == nil {
        _ = try LockFile.load(from: lockPath, in: environment.fileSystem)
      }
      return nil
    case .names(let commit, isStored: true): target = commit
    case .names(let commit, isStored: false):
      throw WorkingError.lockCommitMissing(commit.short, head: view.head.commit?.short)
    }
    guard let target else { return nil }
    let (move, notice) = try headMove(to: target, branch: gitBranch(side), view: view)
    if move == view.head.stay && target == view.head.commit { return nil }
    var result: CheckoutResult
    do {
      result = try checkOut(
        commit: target, head: move, force: force, retry: "mlx checkout --force",
        description: "checkout: following git from \(view.head.text) to \(target.short)")
    } catch WorkingError.workingTreeModified(let paths, _) where target != view.head.commit {
      // A commit is refused here as well, while `mlx.lock` names another version.
      throw WorkingError.gitMovedOverChanges(paths)
    } catch WorkingError.stagedChanges(let paths, _) where target != view.head.commit {
      throw WorkingError.gitMovedOverChanges(paths)
    }
    if let notice { result.notices.append(notice) }
    return result
  }

  /// How HEAD gets to a version that git names. No branch is moved back: what it had would be lost
  /// from sight.
  private func headMove(
    to target: CommitID, branch: BranchName?, view: View
  ) throws -> (HeadMove, notice: String?) {
    guard let branch else {
      return (view.head.commit == target ? view.head.stay : .detach, nil)
    }
    guard let tip = view.branches[branch] else { return (.create(branch), nil) }
    if tip == target { return (.attach(branch), nil) }
    if try isAncestor(tip, of: target) { return (.create(branch), nil) }
    return (
      .detach,
      "HEAD is detached: '\(branch)' is at \(tip.short), which git's '\(branch)' has not; the next "
        + "commit moves it here"
    )
  }
}
