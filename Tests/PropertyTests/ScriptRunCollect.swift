// Collections and repacks, against the model.
import ObjectStore
import Objects
import Repository

extension ScriptRun {
  /// No version changes; what a collection that frees room takes along is as after `collect`.
  func repack(now: Bool) throws {
    let report = try open().repack(RepackOptions(isImmediate: now))
    if report.collected?.condemned.packs != 0 { model.before = nil }
    try collect(days: 0)
  }

  /// What refs lead to stays. Of what they do not, a commit that is there is there as a whole, which
  /// the comparison in the end sees.
  func collect(days: Int) throws {
    test.clock.advance(seconds: Int64(days) * 86_400)
    let report = try open().collect()
    if report.isNothing == false { model.before = nil }
    try forgetCollected()
  }

  /// A commit that is gone must be one that nothing leads to.
  func forgetCollected() throws {
    let store = try open().store
    var reachable: Set<CommitID> = []
    var waiting =
      Array(model.refs.branches.values) + Array(model.tracked.values)
      + [model.refs.head.commit].compactMap(\.self)
    while let id = waiting.popLast() {
      guard reachable.insert(id).inserted else { continue }
      waiting += try open().commit(id).parents
    }
    for id in model.commits
    where !store.contains(ObjectKey(kind: .record, digest: id.digest)) {
      try claim(!reachable.contains(id), "a collection took \(id.short)")
      model.remove(id)
    }
    let problems = try open().fsck().problems
    try claim(problems.isEmpty, "after a collection: \(problems)")
  }
}
