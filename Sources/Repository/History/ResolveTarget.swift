// A commit that a ref is to lead to must be there with all that it leads to.
import FileIO
import ObjectStore
import Objects
import References

extension Repository {
  /// The commit that a revision names, for a command that makes a ref, or a new commit, lead to it.
  ///
  /// What refs lead to is whole. A commit that is named by its id alone may be left over: nothing keeps a
  /// collection from what it needs, and parts of it go when the packs do that they are in.
  ///
  /// Errors: those of `resolve`; `commit-collected` when a part is gone.
  func resolveTarget(_ revision: Revision) throws -> CommitID {
    let resolver = try resolver()
    let id = try resolver.resolve(revision)
    guard !resolver.beginsAtRef(revision) else { return id }
    let marks = try LiveMarks(store)
    if try leads(resolver.tips, to: id, marking: marks) { return id }
    do {
      var walk = MarkWalk(store: store, marks: marks, isStrict: true)
      try walk.commit(id)
      store.setCondemned(try operations.current().operation.condemned)
      try store.checkNotDropped(marks)
    } catch let error as StoreError where error.isLoss {
      throw CollectError.commitCollected(id.short, reason: error.description)
    }
    return id
  }

  /// Whether any of the tips leads to a commit, newest first. Marks what it passes: it is there. A commit that cannot
  /// be read ends its line of history.
  private func leads(
    _ tips: [CommitID], to wanted: CommitID, marking marks: LiveMarks
  ) throws -> Bool {
    let graph = CommitGraph(store: store, endsAtLosses: true)
    var queue = NodeQueue()
    var next = tips
    repeat {
      for id in next where try marks.mark(ObjectKey(kind: .record, digest: id.digest)) {
        if id == wanted { return true }
        try Interruption.check()
        if let node = try? graph.node(id) { queue.insert(node) }
      }
      next = queue.removeFirst()?.parents ?? []
    } while !next.isEmpty || queue.count > 0
    return false
  }
}
