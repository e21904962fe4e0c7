// `mlx pull`: a fetch, and the current branch goes along where it can.
import Objects
import References
import Repository

/// What `mlx pull` did.
public struct PullReport: Sendable {
  public var fetched: FetchReport
  /// The current branch; nil where HEAD is detached, as git's is.
  public var branch: BranchName?
  /// The branch before and after.
  public var from: CommitID?
  public var to: CommitID?
  /// Commits that only this repository has.
  public var ahead: Int
  /// What was done to the files; nil when the branch stayed.
  public var checkout: CheckoutResult?
}

extension Sharing {
  /// Fetches, then moves the current branch to the remote's, if it leads there, and brings the files. Beside git,
  /// where `mlx.lock` names another version than HEAD, that one is brought, on the branch of git's name: the
  /// files of a fresh clone and after `git pull`.
  ///
  /// Errors: `no-branch` on a detached HEAD; `unknown-ref` when the remote has no such branch; `diverged`;
  /// `lock-commit-missing`; `working-tree-modified` when a file would be lost. What was fetched stays.
  public func pull() throws -> PullReport {
    let branch = try repository.head().branch
    if case .names = try repository.lockBesideGit() { return try pullLocked() }
    guard let branch else { throw RepositoryError.noBranch }
    let fetched = try fetch()
    let view = try repository.currentView()
    let tracking = RemoteBranch(remote: name, branch: branch)
    guard let theirs = view.remoteBranches[tracking] else {
      throw RemoteError.noUpstream(branch: branch.string, remote: name.string)
    }
    let ours = view[branch]
    var report = PullReport(fetched: fetched, branch: branch, from: ours, to: ours, ahead: 0)
    if let ours {
      let graph = CommitGraph(store: repository.store)
      let isBehind = try graph.isAncestor(ours, of: theirs)
      report.ahead = try isBehind ? 0 : graph.commits([ours], hiding: [theirs]).count
      let isAhead = try graph.isAncestor(theirs, of: ours)
      let behind = try isAhead ? 0 : graph.commits([theirs], hiding: [ours]).count
      if report.ahead > 0, behind > 0 {
        throw RemoteError.diverged(
          branch: branch.string, remote: "\(tracking)", ahead: report.ahead, behind: behind)
      }
      if behind == 0 { return report }
    }
    report.checkout = try repository.checkOut(
      commit: theirs, head: .advance, retry: "mlx reset --hard \(tracking)",
      description: "pull: \(tracking)")
    report.to = theirs
    return report
  }

  /// Fetches, and brings what `mlx.lock` names.
  private func pullLocked() throws -> PullReport {
    let from = try repository.currentView().head.commit
    let fetched = try fetch()
    if case .names(let commit, isStored: false) = try repository.lockBesideGit() {
      throw RemoteError.lockNotPushed(commit, remote: name.string)
    }
    let checkout = try repository.followLock()
    let head = try repository.currentView().head
    var report = PullReport(
      fetched: fetched, branch: head.branch, from: from, to: head.commit, ahead: 0)
    report.checkout = checkout
    return report
  }
}
