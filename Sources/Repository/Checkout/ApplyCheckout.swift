import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

// The core of every command that replaces files: pending, files, index, head, in that order, so that
// a crash at any point can be gone on from, or back.
extension Repository {
  /// Makes the work tree, the index and then HEAD those of a commit.
  ///
  /// - Parameters:
  ///   - target: nil for nothing at all.
  ///   - exact: everything becomes as in the commit, and what was staged is kept by the operation
  ///     alone; else what HEAD and the commit agree on keeps its changes. `force` implies it.
  ///
  /// Errors: `working-tree-modified` and `staged-changes` before anything is touched, unless `force`.
  package func checkOut(
    commit target: CommitID?, head move: HeadMove, force: Bool = false,
    exact: Bool = false,
    retry: String = "mlx checkout --force", description: String
  ) throws -> CheckoutResult {
    try withSettledTree {
      var pending = PendingCheckout(
        from: try headCommitID(), to: target, headMove: move, description: description)
      pending.code = codePolicy
      pending.isForced = force
      pending.isExact = exact || force
      return try apply(pending, retry: retry)
    }
  }

  /// Runs a checkout, new or one that a crash stopped, from whatever state files and index are in.
  func apply(_ pending: PendingCheckout, retry: String, isResumed: Bool = false) throws
    -> CheckoutResult
  {
    let loaded = try loadIndexState()
    let declared = try declarations(after: pending, index: loaded.index, retry: retry)
    let from = try tree(of: pending.from)
    var request = CheckoutRequest(
      target: .tree(try tree(of: pending.to)), base: pending.isExact ? nil : from,
      scope: pending.paths, isResumed: isResumed)
    request.selects = try selection(of: pending, index: loaded.index)
    var plan = try Checkout.plan(request, index: loaded.index, in: workTree, store: store)
    if !pending.isForced { try refuse(plan.conflicts, retry: retry, isResumed: isResumed) }
    let kept = try kept(
      declared, after: pending, index: loaded.index, from: from,
      retry: pending.isForced || isResumed ? nil : retry)
    let leftOut =
      pending.paths.isEmpty && pending.only == nil
      ? try leaveOut(of: &plan, target: pending.to) : LeftOutFiles()
    try bring(plan)
    let head = try currentView().head
    var pending = pending
    let begun = pending.restored
    pending.restored += try missingAssets(of: pending, declared).filter { !begun.contains($0) }
    // Beside git `mlx.lock` changes even where no file of the version does.
    let isMove = isInsideGit && pending.headMove != .keep && pending.from != pending.to
    let isAnnounced = isResumed || !plan.isEmpty || !pending.restored.isEmpty || isMove
    if isAnnounced {
      // An index that is behind is caught up in memory alone, and nobody would do that again while this is pending.
      if loaded.isCaughtUp { try saveCaughtUp(loaded) }
      try savePendingCheckout(pending)
    }
    do {
      var applied = try Checkout.apply(
        plan, index: loaded.index, in: workTree, store: store, force: pending.isForced,
        isPending: true, progress: checkoutProgress("checking out"))
      try restore(pending.restored, after: &applied, isResumed: isResumed)
      Failpoint.checkoutFiles.hit()
      var index = applied.index
      kept.apply(to: &index)
      if pending.code == .leave && pending.paths.isEmpty {
        try takeCode(of: pending.to, into: &index)
      }
      if pending.headMove != .keep { index.base = pending.to }
      Declarations.dropEmpty(in: &index)
      try finish(
        pending, isAnnounced: isAnnounced, before: indexBefore(pending, loaded.index), after: index)
      var result = try self.result(of: pending, from: head)
      result.written = applied.written
      result.deleted = applied.deleted
      result.bytes = applied.bytes
      result.kept = plan.keptCount
      result.leftOut = leftOut
      if !pending.isExact { result.carried = try carriedPaths(index) }
      result.notices = loaded.notices + linkNotices(applied.linksReplaced)
      result.notices += try purgedNotices(plan.purged, of: pending.to)
      if pending.code == .leave { result.codeLeft = try codeLeft(of: pending.to, index) }
      result.notices +=
        pending.headMove == .keep ? writeIgnoreBlock(index) : writeGitFiles(index)
      if pending.paths.isEmpty {
        result.notices += try externalNotices(of: pending.to.map { try commit($0) })
      }
      return result
    } catch let error as any MLXError {
      guard try loadPendingCheckout() != nil else { throw error }
      throw UnfinishedCheckout(cause: error)
    }
  }

  /// The index, then the head, then `checkout.pending` goes. Where nothing says that a checkout is under way, the
  /// index waits for the head: `fsck` takes one that is ahead for a sign of a head that is lost.
  private func finish(
    _ pending: PendingCheckout, isAnnounced: Bool, before: Index, after: Index
  ) throws {
    if isAnnounced { try saveIndex(after) }
    try transaction(pending.description) { transaction in
      try transaction.view.move(pending.headMove, to: pending.to)
      transaction.indexBefore = before
      transaction.index = after
    }
    Failpoint.checkoutHead.hit()
    try removePendingCheckout()
  }

  /// What was staged before the checkout, for `undo`: as it is now, or, where it was stopped after its index was
  /// saved, as the operation before it left it.
  private func indexBefore(_ pending: PendingCheckout, _ index: Index) throws -> Index {
    guard pending.headMove != .keep, pending.from != pending.to, index.base == pending.to,
      try headCommitID() == pending.from
    else { return index }
    let head = try operations.current().operation
    return try self.index(
      from: store.staging(head.staging.after), base: pending.from, keeping: index)
  }

  private func result(of pending: PendingCheckout, from head: Head) throws -> CheckoutResult {
    let subject = try pending.to.map { try commit($0).subject }
    return CheckoutResult(
      from: head, head: try currentView().head, commit: pending.to, subject: subject)
  }

  /// What is declared after the checkout. A staged declaration that the target contradicts is a
  /// conflict, unless forced.
  private func declarations(
    after pending: PendingCheckout, index: Index, retry: String
  ) throws -> Declarations {
    let current = Declarations(index)
    let target = try pending.to.map { Declarations(try commit($0)) } ?? Declarations()
    if pending.code == .only { return current }
    if !pending.paths.isEmpty {
      return try current.restoring(pending.paths, from: target)
    }
    if pending.isExact { return target }
    let base = try pending.from.map { Declarations(try commit($0)) } ?? Declarations()
    let (merged, conflicts) = Declarations.merge(base: base, current: current, target: target)
    guard conflicts.isEmpty || pending.isForced else {
      throw WorkingError.stagedChanges(conflicts.sorted(), retry: retry)
    }
    if let (inner, outer) = merged.overlap {
      guard pending.isForced else {
        throw WorkingError.insideAsset(inner.path.string, asset: AssetReferenceAtPath(outer))
      }
      return target
    }
    return merged
  }

  /// What is declared after the checkout, and what holds staged files that it carries over.
  ///
  /// - Parameter retry: nil where files of assets whose name is taken go without; else they are a conflict.
  private func kept(
    _ declared: Declarations, after pending: PendingCheckout, index: Index, from: TreeID,
    retry: String?
  ) throws -> Declarations {
    guard pending.paths.isEmpty, !pending.isExact else { return declared }
    var kept = declared
    let homeless = try kept.keep(
      Declarations(index), of: index, from: from, to: tree(of: pending.to), in: store)
    if let retry, !homeless.isEmpty {
      throw WorkingError.stagedChanges(homeless.map(\.string), retry: retry)
    }
    return kept
  }

  private func refuse(
    _ conflicts: [CheckoutConflict], retry: String, isResumed: Bool
  ) throws {
    guard !conflicts.isEmpty else { return }
    let modified = conflicts.filter { $0.reason != .staged }.map(\.path.string)
    guard modified.isEmpty else {
      throw isResumed
        ? WorkingError.changedMeanwhile(modified, retry: retry)
        : WorkingError.workingTreeModified(modified, retry: retry)
    }
    throw WorkingError.stagedChanges(conflicts.map(\.path.string), retry: retry)
  }

  /// The tree of a commit; that of nothing for nil.
  func tree(of id: CommitID?) throws -> TreeID {
    try id.map { try commit($0).tree } ?? TreeCodec.emptyID
  }

  /// Local changes that are still there, since both versions agree on those files.
  private func carriedPaths(_ index: Index) throws -> [RepositoryPath] {
    let code = isInsideGit ? [] : try codeChanges(index).changes
    return try (Status.compare(index, in: workTree).changes + code)
      .filter { $0.kind != .added }.map(\.path).sorted()
  }

  /// Why files of the version are not there.
  private func purgedNotices(_ paths: [RepositoryPath], of commit: CommitID?) throws -> [String] {
    guard !paths.isEmpty else { return [] }
    let tree = try tree(of: commit)
    return try tombstones().held(by: tree, in: store).prefix(5).map(\.sentence)
  }

  /// What became of links that were read through, a sentence each.
  func linkNotices(_ paths: [RepositoryPath]) -> [String] {
    paths.prefix(5).map { path in
      let now =
        switch (try? workTree.status(at: path))?.type {
        case .directory: "it is a folder now"
        case .regular: "it is a file now"
        case .symlink, .other: "it is another one now"
        case nil: "the link is gone, and what it led to stays"
        }
      return "'\(path)' was a link that was read through; \(now)"
    }
  }
}

extension View {
  /// Moves HEAD at the end of a checkout.
  fileprivate mutating func move(_ move: HeadMove, to commit: CommitID?) throws {
    switch (move, commit) {
    case (.keep, _): break
    case (.attach(let branch), _): attachHead(to: branch)
    case (.create(let branch), let commit):
      if let commit { try setBranch(branch, to: commit) }
      attachHead(to: branch)
    case (.detach, let commit?): detachHead(at: commit)
    case (.advance, let commit?): try advanceHead(to: commit)
    case (.detach, nil), (.advance, nil): break
    }
  }
}
