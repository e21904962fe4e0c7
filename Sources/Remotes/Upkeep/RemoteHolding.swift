// `mlx review --live`: what a remote has of a version now.
import ObjectStore
import Objects
import References
import Repository

/// What of one version a remote has, by its index: nothing is read of its packs.
public struct RemoteHolding: Sendable, Equatable {
  public var remote: RemoteName
  /// Branches and tags of the remote that lead to the version.
  public var refs: [RefName] = []
  /// Objects that the version names: the commit, its files, profiles and environment.
  public var objectCount = 0
  /// Those that the remote does not have: the first hundred, `blob:<hex>` or `record:<hex>`.
  public var missing: [String] = []
  public var missingCount = 0

  /// More are counted, not listed.
  static let missingMax = 100
}

extension Sharing {
  /// Looks up what a remote has of a version.
  ///
  /// Errors: `not-a-remote` where nothing was pushed yet; those of the transport and of reading trees.
  public func holding(of id: CommitID) throws -> RemoteHolding {
    guard let remote = try open() else { throw RemoteError.notARemote(transport.location) }
    var holding = RemoteHolding(remote: name)
    return try remote.reaching {
      let view = try remote.state().view
      let graph = CommitGraph(store: remote.store)
      let tips =
        view.branches.map { (RefName.branch($0.key), $0.value) }
        + view.tags.map { (RefName.tag($0.key), $0.value) }
      for (ref, tip) in tips {
        let isThere = try remote.store.isStored(ObjectKey(kind: .record, digest: id.digest))
        if try isThere && graph.isAncestor(id, of: tip) { holding.refs.append(ref) }
      }
      holding.refs.sort()
      try lookUp(id, in: remote.store, &holding)
      return holding
    }
  }

  private func lookUp(
    _ id: CommitID, in store: ObjectStore, _ holding: inout RemoteHolding
  ) throws {
    let commit = try repository.commit(id)
    var records = [id.digest]
    records += commit.assets.compactMap { $0.profile?.digest }
    if let environment = commit.environment { records.append(environment.id.digest) }
    for record in records {
      holding.count(
        try store.isStored(ObjectKey(kind: .record, digest: record)), "record:\(record.hex)")
    }
    for blob in try repository.files(named: id.hex).sorted() {
      holding.count(try store.isStored(blob), "blob:\(blob.hex)")
    }
  }
}

extension RemoteHolding {
  fileprivate mutating func count(_ isThere: Bool, _ object: String) {
    objectCount += 1
    if isThere { return }
    missingCount += 1
    if missing.count < Self.missingMax { missing.append(object) }
  }
}
