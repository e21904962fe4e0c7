import Objects
import References

/// The current branch beside the branch of the same name on a remote, as it was when it was last looked at.
public struct UpstreamState: Sendable, Equatable {
  public var name: RemoteBranch
  /// Commits that only this repository has, and only the remote.
  public var ahead: Int
  public var behind: Int
}

extension Repository {
  /// The state of the current branch beside `origin`; nil where nothing is known of such a branch there.
  func upstreamState(_ view: View) throws -> UpstreamState? {
    guard case .branch(let branch, let commit?) = view.head else { return nil }
    let name = RemoteBranch(remote: .origin, branch: branch)
    guard let theirs = view.remoteBranches[name] else { return nil }
    if theirs == commit { return UpstreamState(name: name, ahead: 0, behind: 0) }
    let graph = CommitGraph(store: store)
    return UpstreamState(
      name: name, ahead: try graph.commits([commit], hiding: [theirs]).count,
      behind: try graph.commits([theirs], hiding: [commit]).count)
  }
}
