// `mlx checkout --continue` and `--abort`.
import Objects
import References
import WorkingTree

extension Repository {
  /// Ends a checkout that was interrupted.
  @discardableResult
  public func continueCheckout(force: Bool = false) throws -> CheckoutResult {
    try withIndexLock {
      guard var pending = try loadPendingCheckout() else { throw WorkingError.noCheckoutPending }
      if case .attach(let branch) = pending.headMove {
        pending.to = try currentView().branches[branch] ?? pending.to
      }
      if force { pending.isForced = true }
      var result = try resume(pending)
      if case .create = pending.headMove { result.isNewBranch = true }
      try removePendingCheckout()
      return result
    }
  }

  private func resume(_ pending: PendingCheckout) throws -> CheckoutResult {
    do {
      return try apply(pending, retry: "mlx checkout --continue --force", isResumed: true)
    } catch let error as UnfinishedCheckout {
      throw error
    } catch let error as any MLXError where UnfinishedCheckout.isAboutStore(error) {
      throw UnfinishedCheckout(cause: error)
    }
  }

  /// Takes an interrupted checkout back: the files that it changed become HEAD's again.
  @discardableResult
  public func abortCheckout(force: Bool = false) throws -> CheckoutResult {
    try withIndexLock {
      guard let pending = try loadPendingCheckout() else { throw WorkingError.noCheckoutPending }
      let head = try currentView().head
      if pending.headMove != .keep && head.commit != pending.from {
        return try endMovedCheckout(pending, head: head)
      }
      var result = try rollBack(pending, head: head, force: force)
      result.isAborted = true
      try removePendingCheckout()
      return result
    }
  }

  /// It was stopped after HEAD had moved: there is nothing left to take back.
  private func endMovedCheckout(_ pending: PendingCheckout, head: Head) throws -> CheckoutResult {
    _ = writeGitFiles(try loadIndex())
    try removePendingCheckout()
    let subject = try head.commit.map { try commit($0).subject }
    var result = CheckoutResult(from: head, head: head, commit: head.commit, subject: subject)
    result.isAborted = true
    result.notices.append("the checkout had ended already; HEAD is at \(head.text)")
    result.notices += writeGitFiles(try loadIndex())
    return result
  }

  /// From the target's files back to those of `from`; what both agree on stays as it is, but for torn writes.
  private func rollBack(_ pending: PendingCheckout, head: Head, force: Bool) throws
    -> CheckoutResult
  {
    let loaded = try loadIndexState()
    let (from, to) = (try tree(of: pending.from), try tree(of: pending.to))
    let isIndexNew = try hasIndexMoved(pending, index: loaded.index, from: from, to: to)
    var request = CheckoutRequest(
      target: isIndexNew ? .tree(from) : .index, scope: pending.paths,
      limitedTo: CheckoutRequest.Pair(old: to, new: from), isResumed: true)
    request.mendsTornWrites = pending.isExact || !pending.restored.isEmpty
    request.selects = try selection(of: pending, index: loaded.index)
    let plan = try Checkout.plan(request, index: loaded.index, in: workTree, store: store)
    let lost = plan.conflicts.filter { $0.reason != .staged }.map(\.path.string)
    guard force || lost.isEmpty else {
      throw WorkingError.changedMeanwhile(lost, retry: "mlx checkout --abort --force")
    }
    let applied = try Checkout.apply(
      plan, index: loaded.index, in: workTree, store: store, force: true,
      isPending: true, progress: checkoutProgress("going back"))
    var index = applied.index
    let old = try pending.from.map { Declarations(try commit($0)) } ?? Declarations()
    if isIndexNew {
      let new = try pending.to.map { Declarations(try commit($0)) } ?? Declarations()
      let current = Declarations(index)
      let restored =
        pending.paths.isEmpty
        ? Declarations.merge(base: new, current: current, target: old).merged
        : try current.restoring(pending.paths, from: old)
      if pending.code != .only { restored.apply(to: &index) }
      if pending.code == .leave && pending.paths.isEmpty {
        try takeCode(of: pending.from, into: &index)
      }
      if pending.headMove != .keep { index.base = pending.from }
      Declarations.dropEmpty(in: &index)
    }
    try saveIndex(index)
    let subject = try pending.from.map { try commit($0).subject }
    var result = CheckoutResult(from: head, head: head, commit: pending.from, subject: subject)
    result.written = applied.written
    result.deleted = applied.deleted
    result.bytes = applied.bytes
    result.notices = loaded.notices
    return result
  }

  /// Whether the checkout came as far as its new index. Of a checkout of paths, the rows tell.
  private func hasIndexMoved(
    _ pending: PendingCheckout, index: Index, from: TreeID, to: TreeID
  ) throws -> Bool {
    if pending.headMove != .keep { return index.base == pending.to && pending.from != pending.to }
    let selects = try selection(of: pending, index: index)
    var isNew = true
    try TreeWalk.diff(from, to, in: store) { change in
      let isMeant =
        selects?(change.path) != false
        && (pending.paths.isEmpty || pending.paths.contains { change.path.isWithin($0) })
      guard isMeant else { return }
      let row = index.entry(at: change.path)
      let isSame = row?.blob.digest == change.new?.id && row?.mode == change.new?.mode
      if change.new?.mode != .tree && !isSame { isNew = false }
    }
    return isNew
  }
}
