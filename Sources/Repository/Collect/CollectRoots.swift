// What a collection keeps: everything that these lead to.
import ObjectStore
import Objects
import References
import WorkingTree

/// Marks from the repository's roots.
struct CollectRoots {
  let repository: Repository
  let policy: CollectPolicy
  let now: Timestamp
  private(set) var walk: MarkWalk
  /// The operations that are kept, and those that history ends at.
  private(set) var kept: Set<OperationID> = []
  private(set) var boundaries: [OperationID] = []

  /// - Parameter without: what is not needed, whatever leads to it.
  init(
    _ repository: Repository, _ marks: LiveMarks, policy: CollectPolicy, now: Timestamp,
    without forgotten: Forgotten = Forgotten()
  ) {
    self.repository = repository
    self.policy = policy
    self.now = now
    walk = MarkWalk(store: repository.store, marks: marks, without: forgotten)
  }

  /// Marks from the newest operation and those of the last days, and from the work tree's own files.
  /// May be called again when there are newer ones: what is marked stays so.
  mutating func mark(from head: OperationHead) throws {
    let oldest = now.seconds - policy.operationSeconds
    kept = []
    boundaries = []
    var walk = walk
    walk.forget(try [Tombstone].load(head.operation.view, from: repository.store).forgotten)
    var ids: Set<OperationID> = []
    var ends: [OperationID] = []
    let progress = repository.environment.progress
    try repository.operations.walk(from: head) { id, operation in
      if id != head.id, operation.time.seconds < oldest {
        ends = [id]
        return false
      }
      ids.insert(id)
      try walk.operation(id, operation)
      progress.report(
        Progress(phase: "marking", unit: .objects, done: Int64(walk.count), total: nil))
      return true
    }
    self.walk = walk
    kept = ids
    boundaries = ends
    try markWorkTree()
  }

  /// What is staged, and a checkout that did not end.
  private mutating func markWorkTree() throws {
    let fileSystem = repository.environment.fileSystem
    if let index = try Index.load(
      from: repository.metadata.appending("index"), in: fileSystem)
    {
      var walk = walk
      try index.forEachEntry(within: .root) { try walk.blob($0.blob) }
      for asset in index.external { try walk.asset(asset.object) }
      if let base = index.base, repository.store.contains(key(base)) { try walk.commit(base) }
      self.walk = walk
    }
    if let pending = try repository.loadPendingCheckout() {
      for commit in [pending.from, pending.to].compactMap(\.self)
      where repository.store.contains(key(commit)) {
        try walk.commit(commit)
      }
    }
  }

  private func key(_ commit: CommitID) -> ObjectKey {
    ObjectKey(kind: .record, digest: commit.digest)
  }
}
