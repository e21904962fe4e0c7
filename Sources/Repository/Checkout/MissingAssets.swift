// Assets whose files are gone from disk, as after a clone of the git repository around them.
import Objects
import WorkingTree

extension Repository {
  /// Assets of a checkout's target of which nothing is on disk. A deletion loses no bytes, so they come
  /// back; a file that is gone from a folder is a change, and is kept.
  func missingAssets(
    of pending: PendingCheckout, _ declared: Declarations
  ) throws -> [RepositoryPath] {
    guard let target = try pending.to.map({ try commit($0) }), pending.paths.isEmpty else {
      return []
    }
    let current = Set(declared.assets.map(\.path))
    let leavesOut = try filtered(by: target)
    return try target.assets.filter {
      try current.contains($0.path) && workTree.status(at: $0.path) == nil
        && !leavesOut($0.path, $0.size)
    }.map(\.path)
  }

  /// Writes what the index has of those that are still missing. Where that was begun before, the rest of it; a
  /// file that was changed meanwhile stays.
  func restore(
    _ assets: [RepositoryPath], after applied: inout CheckoutApplied, isResumed: Bool
  ) throws {
    let assets = try assets.filter { try isResumed || workTree.status(at: $0) == nil }
    guard !assets.isEmpty else { return }
    var plan = try Checkout.plan(
      CheckoutRequest(target: .index, scope: assets, isResumed: isResumed),
      index: applied.index, in: workTree, store: store)
    plan.leaveConflicts()
    try bring(plan)
    let restored = try Checkout.apply(
      plan, index: applied.index, in: workTree, store: store, isPending: true,
      progress: checkoutProgress("checking out"))
    applied.take(restored)
  }
}
