import ObjectStore
import Objects
import References
import WorkingTree

/// What `mlx revert` did.
public struct RevertResult: Sendable, Equatable {
  /// The commit that was taken back.
  public var reverted: CommitID
  /// The new commit; nil when its content was only staged.
  public var commit: CommitID?
  public var head: Head
  /// The first line of the new commit's message.
  public var subject: String
  /// What is taken back, as changes against HEAD before.
  public var changes: DiffReport
  public var checkout: CheckoutResult
  /// The note that signs the new commit; nil when it is not signed.
  public var signature: Note?
}

extension Repository {
  /// Makes a commit on HEAD that takes back what another one changed, and checks it out.
  ///
  /// - Parameters:
  ///   - noCommit: only stage it, and change the files.
  ///   - seal: makes the note that signs the commit, before HEAD moves to it. It is recorded after.
  ///
  /// Errors: `revert-conflict` when that was changed again since; `nothing-to-revert`;
  /// `working-tree-modified` when files that would change have changes.
  @discardableResult
  public func revert(
    _ revision: Revision, noCommit: Bool = false, seal: ((CommitID) throws -> Note)? = nil
  ) throws -> RevertResult {
    try withSettledTree {
      let target = try resolveTarget(revision)
      let head = try resolve(.head)
      let made = try reversed(target, on: head, name: "\(revision)")
      var pending = PendingCheckout(
        from: head, to: made.id, headMove: noCommit ? .keep : .advance,
        description: "revert: \(made.commit.subject)")
      pending.code = .leave
      let signature = noCommit ? nil : try seal?(made.id)
      let checkout = try apply(pending, retry: "mlx reset --hard --force HEAD")
      if let signature { _ = try land(signature, as: "sign: commit \(made.id.short)") }
      return RevertResult(
        reverted: target, commit: noCommit ? nil : made.id, head: try self.head(),
        subject: made.commit.subject, changes: try changes(from: head, to: made.id),
        checkout: checkout, signature: signature)
    }
  }

  /// Stores the commit that takes `target` back. No ref leads to it yet.
  private func reversed(
    _ target: CommitID, on head: CommitID, name: String
  ) throws -> (id: CommitID, commit: Commit) {
    let reverted = try commit(target)
    let old = try commit(head)
    var reversal = Reversal(
      store: store, reverted: reverted,
      parent: try reverted.parents.first.map { try commit($0) }, head: old)
    let index = try reversal.index(from: self.index(from: head))
    if !reversal.conflicts.isEmpty {
      throw RepositoryError.revertConflict(name, paths: reversal.conflicts)
    }
    let writer = makeWriter()
    do {
      let tree = try IndexTree.write(index, objectsOf: index.assets.map(\.path), writer: writer)
      let assets = assets(of: index, in: tree, reversal)
      var new = Commit(
        parents: [head], tree: tree.root, assets: assets, code: old.code,
        environment: old.environment, external: index.external,
        lineage: reversal.lineage(
          of: assets.map(AssetVersion.init) + index.external.map(AssetVersion.init)),
        metrics: reversal.metrics(), params: reversal.params(),
        author: environment.identity.author(at: environment.clock()),
        message: "Revert \"\(reverted.subject)\"\n\nThis takes back \(target.hex).")
      new.remember(Declarations(index).sorted.metrics)
      guard
        new.tree != old.tree || new.assets != old.assets || new.external != old.external
          || new.metrics != old.metrics
      else {
        throw RepositoryError.nothingToRevert(name)
      }
      let id = CommitID(try writer.putBytes(.record, new.encode()))
      try writer.publish(pending: [])
      writer.finishAfterSwap()
      return (id, new)
    } catch {
      writer.discard()
      throw error
    }
  }

  private func assets(
    of index: Index, in tree: WrittenTree, _ reversal: Reversal
  ) -> [Asset] {
    index.assets.compactMap { declared in
      guard let found = tree.objects[declared.path] else { return nil }
      let known = reversal.known(declared.reference, found.object)
      return Asset(
        kind: declared.kind, name: declared.name, path: declared.path, object: found.object,
        size: found.size, format: known?.format, profile: known?.profile)
    }
  }
}
