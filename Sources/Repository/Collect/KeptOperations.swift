// How far back a collection keeps operations, here and on remotes.
import ObjectStore
import Objects
import References

/// The operations that a collection keeps: the newest, and those of the last days.
package struct KeptOperations {
  package private(set) var kept: Set<OperationID> = []
  /// The ones before the oldest: history ends there.
  package private(set) var boundaries: [OperationID] = []

  package init() {}

  /// Marks what they lead to, but not what the tombstones of the newest one name. May be called again when there are
  /// newer ones: what is marked stays so.
  package mutating func mark(
    from head: OperationHead, in log: OperationLog, store: ObjectStore, now: Timestamp,
    policy: CollectPolicy = CollectPolicy(), with walk: inout MarkWalk,
    progress: any ProgressSink = SilentProgress()
  ) throws {
    let oldest = now.seconds - policy.operationSeconds
    do {
      walk.forget(try [Tombstone].load(head.operation.view, from: store).forgotten)
    } catch let error as StoreError {
      try walk.pass(ObjectKey(kind: .tree, digest: head.operation.view.digest), error)
    }
    kept = []
    boundaries = []
    var last = head.operation
    do {
      try mark(from: head, in: log, oldest: oldest, with: &walk, progress) { last = $0 }
    } catch let error as StoreError {
      // An operation that is lost ends what can be followed.
      guard let parent = last.parents.first else { throw error }
      try walk.pass(ObjectKey(kind: .record, digest: parent.digest), error)
    }
  }

  private mutating func mark(
    from head: OperationHead, in log: OperationLog, oldest: Int64, with walk: inout MarkWalk,
    _ progress: any ProgressSink, _ seen: (Operation) -> Void
  ) throws {
    try log.walk(from: head, endsAtLosses: false) { id, operation in
      if id != head.id, operation.time.seconds < oldest {
        boundaries = [id]
        return false
      }
      kept.insert(id)
      seen(operation)
      try walk.operation(id, operation)
      progress.report(
        Progress(phase: "marking", unit: .objects, done: Int64(walk.count), total: nil))
      return true
    }
  }
}
