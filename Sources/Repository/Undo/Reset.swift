import Objects
import References
import WorkingTree

/// What else `mlx reset` moves, beside HEAD.
public enum ResetMode: String, Sendable, CaseIterable {
  /// Nothing.
  case soft
  /// What is staged.
  case mixed
  /// What is staged, and the files.
  case hard
}

/// What `mlx reset` did.
public struct ResetResult: Sendable, Equatable {
  public var mode: ResetMode
  /// HEAD before and after.
  public var from: Head
  public var head: Head
  /// The first line of the commit's message.
  public var subject: String
  /// What happened to files, when hard.
  public var checkout: CheckoutResult?
}

extension Repository {
  /// Moves the branch that HEAD names (or a detached HEAD) to another commit.
  ///
  /// - Parameter force: hard only: overwrite changes that are stored nowhere.
  ///
  /// Errors: those of `resolve`; `working-tree-modified` when hard.
  @discardableResult
  public func reset(
    to revision: Revision = .head, mode: ResetMode = .mixed, force: Bool = false
  ) throws -> ResetResult {
    let from = try head()
    let target = try resolveTarget(revision)
    let description = "reset: moving to \(revision)"
    var checkout: CheckoutResult?
    switch mode {
    case .soft: try moveHead(from, to: target, resetsIndex: false, description)
    case .mixed: try moveHead(from, to: target, resetsIndex: true, description)
    case .hard:
      checkout = try checkOut(
        commit: target, head: .advance, force: force, exact: true,
        retry: "mlx reset --hard --force \(ShellWord.quoted("\(revision)"))",
        description: description)
    }
    return ResetResult(
      mode: mode, from: from, head: try head(), subject: try commit(target).subject,
      checkout: checkout)
  }

  private func moveHead(
    _ from: Head, to target: CommitID, resetsIndex: Bool, _ description: String
  ) throws {
    try withSettledTree {
      let before = try loadIndex()
      try transaction(description, after: from) { transaction in
        try transaction.view.advanceHead(to: target)
        var after = resetsIndex ? try index(from: target, keeping: before) : before
        after.base = target
        transaction.indexBefore = before
        transaction.index = after
      }
      _ = writeGitFiles(try loadIndex())
    }
  }
}
