// A writer that a collection overtook keeps what it relies on.
import ObjectStore
import Objects
import References

extension Repository {
  /// Before the swap, when a collection has swapped since the command began: marks what the new
  /// operation leads to, and copies what lies in condemned packs only.
  ///
  /// Errors: `collected-meanwhile` when something is gone already; nothing has changed then.
  func rescue(_ id: OperationID, condemned: [CondemnedPack]) throws {
    do {
      let marks = try LiveMarks(store)
      var walk = MarkWalk(store: store, marks: marks, isStrict: true)
      try walk.operation(id, store.operation(id))
      let lost = try store.copyLiving(
        marks, leaving: Set(condemned.map(\.pack)), durability: environment.durability
      ).damaged
      if !lost.isEmpty { throw CollectError.collectedMeanwhile("an object is damaged") }
    } catch let error as StoreError where error.isLoss {
      throw CollectError.collectedMeanwhile(error.description)
    }
  }

  /// Refs move only to commits that are there: one that nothing names may have been collected since it
  /// was looked up.
  func checkTargets(of view: View) throws {
    for case .commit(let id)? in view.changes.map(\.to) {
      let key = ObjectKey(kind: .record, digest: id.digest)
      // What is declared absent was never here to be collected.
      guard try !store.isStored(key), store.absence(of: key) == nil else { continue }
      throw CollectError.collectedMeanwhile("commit \(id.short)")
    }
  }
}
