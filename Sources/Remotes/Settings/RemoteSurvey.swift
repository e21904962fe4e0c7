// `mlx remote show`: what is at a remote.
import ObjectStore
import Objects
import References
import Repository

/// A remote as it is now.
public struct RemoteSurvey: Sendable, Equatable {
  /// A ref and where it is.
  public struct Ref: Sendable, Equatable {
    public var name: RefName
    public var commit: CommitID
  }

  /// The branch that a clone checks out.
  public var headBranch: BranchName?
  /// Branches, then tags, by name.
  public var refs: [Ref]
  public var packs: Int
  public var packBytes: UInt64
}

extension Sharing {
  /// Looks at the remote's refs and index; nil where nothing was pushed yet.
  ///
  /// Errors: those of the transport and of reading.
  public func survey() throws -> RemoteSurvey? {
    guard let remote = try open() else { return nil }
    let view = try remote.state().view
    let statistics = try remote.reaching { try remote.store.statistics() }
    let branches = view.branches.sorted { $0.key < $1.key }
      .map { RemoteSurvey.Ref(name: .branch($0.key), commit: $0.value) }
    let tags = view.tags.sorted { $0.key < $1.key }
      .map { RemoteSurvey.Ref(name: .tag($0.key), commit: $0.value) }
    return RemoteSurvey(
      headBranch: view.head.branch, refs: branches + tags, packs: statistics.packs,
      packBytes: statistics.packBytes)
  }
}
