// Collections and repacks, against the model.
import ObjectStore
import Objects
import Repository

extension ScriptRun {
  /// No version changes; what a collection that frees room takes along is as after `collect`.
  func repack(now: Bool) throws {
    let newest = try newestOperation()
    _ = try open().repack(RepackOptions(isImmediate: now))
    // A collection's operation is none that `undo` takes back; it may be about the list of condemned packs alone.
    if try newestOperation() != newest { model.before = nil }
    try collect(days: 0)
  }

  /// What refs lead to stays. Of what they do not, a commit that is there is there as a whole, which
  /// the comparison in the end sees.
  func collect(days: Int) throws {
    test.clock.advance(seconds: Int64(days) * 86_400)
    let newest = try newestOperation()
    _ = try open().collect()
    if try newestOperation() != newest { model.before = nil }
    try forgetCollected()
  }

  private func newestOperation() throws -> OperationID? {
    try open().operationLog(limit: 1).first?.id
  }

  /// A commit that is gone must be one that nothing leads to.
  func forgetCollected() throws {
    let store = try open().store
    let reachable = try reachable()
    for id in model.commits
    where !store.contains(ObjectKey(kind: .record, digest: id.digest)) {
      try claim(!reachable.contains(id), "a collection took \(id.short)")
      model.remove(id)
    }
    // What a stopped command left, and nothing needs, may be found wanting.
    let problems = try open().fsck().problems.filter { !$0.isHarmless }
    try claim(problems.isEmpty, "after a collection: \(problems)")
  }
}
