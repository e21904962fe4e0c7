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
  var kept: Set<OperationID> { operations.kept }
  var boundaries: [OperationID] { operations.boundaries }
  private var operations = KeptOperations()

  /// - Parameter without: what is not needed, whatever leads to it.
  init(
    _ repository: Repository, _ marks: LiveMarks, policy: CollectPolicy, now: Timestamp,
    without forgotten: Forgotten = Forgotten()
  ) {
    self.repository = repository
    self.policy = policy
    self.now = now
    walk = MarkWalk(
      store: repository.store, marks: marks, passesLosses: forgotten.isEmpty,
      without: forgotten)
  }

  /// Marks from the newest operation and those of the last days, and from the work tree's own files.
  /// May be called again when there are newer ones: what is marked stays so.
  mutating func mark(from head: OperationHead) throws {
    try operations.mark(
      from: head, in: repository.operations, store: repository.store, now: now, policy: policy,
      with: &walk, progress: repository.environment.progress)
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
      if let base = index.base, try repository.store.isStored(key(base)) { try walk.commit(base) }
      self.walk = walk
    }
    if let pending = try repository.loadPendingCheckout() {
      for commit in [pending.from, pending.to].compactMap(\.self)
      where try repository.store.isStored(key(commit)) {
        try walk.commit(commit)
      }
    }
  }

  private func key(_ commit: CommitID) -> ObjectKey {
    ObjectKey(kind: .record, digest: commit.digest)
  }
}
