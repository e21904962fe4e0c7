import FileIO
import ObjectStore
import Objects

/// Makes files be as a tree has them. First a plan, which touches nothing; then its work.
public enum Checkout {
  private static let decidedAtOnce = 64 << 10

  /// Errors: `StoreError` when a blob of the target is not there and no remote has promised it;
  /// `caseCollision`; `FileError` for what cannot be read.
  public static func plan(
    _ request: CheckoutRequest, index: Index, in tree: WorkTree, store: ObjectStore
  ) throws -> CheckoutPlan {
    let items = try CheckoutItems(
      request: request, index: index, load: TreeWalk.load(from: store)
    ).collect()
    var planner = CheckoutPlanner(
      index: index, content: DiskContent(tree: tree, store: store), stamp: tree.clockStamp(),
      isResumed: request.isResumed)
    // Some at a time: of a million paths, decisions would take more memory than all else.
    for start in stride(from: 0, to: items.count, by: decidedAtOnce) {
      let part = items[start..<min(start + decidedAtOnce, items.count)]
      let decisions = try decide(
        part, index: index, isResumed: request.isResumed, in: tree, store: store)
      for decision in decisions { planner.take(decision) }
    }
    var plan = try planner.finish()
    plan.leaveOutPurged(in: store)
    let mayBePromised = store.hasAbsent
    for write in plan.writes {
      let blob = BlobID(write.entry.id)
      if !mayBePromised || !store.isPromised(blob) { _ = try store.size(of: blob) }
    }
    try CaseFolding(tree: tree).check(plan, index: index)
    return plan
  }

  /// Does what the plan says. An error or a kill leaves some paths old and some new, each of them
  /// whole; a new plan of the same request goes on from there.
  ///
  /// - Parameters:
  ///   - force: go on in spite of conflicts, and lose what they name.
  ///   - isPending: whether `checkout.pending` stands. A small file where nothing was is then written
  ///     under its own name at once: should that be interrupted, it is known for a torn write.
  ///
  /// Errors: `wouldLose`; `disk-full` before anything is written; `file-changed` for a path that
  /// changed since the plan was made; `interrupted`.
  public static func apply(
    _ plan: CheckoutPlan, index: Index, in tree: WorkTree, store: ObjectStore,
    force: Bool = false, isPending: Bool = false,
    progress: @escaping @Sendable (CheckoutProgress) -> Void = { _ in }
  ) throws -> CheckoutApplied {
    guard force || plan.conflicts.isEmpty else {
      throw WorkTreeError.wouldLose(plan.conflicts.map(\.path))
    }
    return try CheckoutRun(
      plan: plan, tree: tree, store: store, isPending: isPending, progress: progress
    ).run(index: index)
  }

  /// Every path by itself, on threads.
  private static func decide(
    _ items: ArraySlice<CheckoutItem>, index: Index, isResumed: Bool, in tree: WorkTree,
    store: ObjectStore
  ) throws -> [CheckoutDecision] {
    let parts = Locked<[Int: [CheckoutDecision]]>([:])
    try Threads.share(items.count, grain: 512) { range in
      var judge = CheckoutJudge(
        tree: tree, store: store, index: index, isResumed: isResumed)
      let first = items.startIndex + range.lowerBound
      let decisions = try items[first..<first + range.count].map { item in
        try Interruption.check()
        return try judge.decide(item)
      }
      parts.withLock { $0[range.lowerBound] = decisions }
    }
    return parts.withLock { $0 }.sorted { $0.key < $1.key }.flatMap(\.value)
  }
}
