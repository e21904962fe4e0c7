import Objects
import References
import WorkingTree

/// What `mlx undo` did.
public struct UndoResult: Sendable, Equatable {
  /// The operation that was taken back.
  public var undone: OperationEntry
  /// Whether that one had taken a change back, so that the change is made again.
  public var isRedo: Bool
  /// The refs that moved, from where to where.
  public var refChanges: [RefChange]
  /// Whether what is staged was put back too.
  public var isStagingRestored: Bool
  /// HEAD after it.
  public var head: Head
}

extension Repository {
  /// Puts HEAD, branches, tags and what is staged back to what they were before the last operation.
  /// Files stay as they are. To undo an undo makes the change again.
  ///
  /// Notes, and what is known of remotes, are never taken back.
  ///
  /// Errors: `nothing-to-undo`, also when the last operation only added a note; `staged-changes` when something was staged since, which no operation
  /// would keep; `ref-changed` when a ref moved in the meantime.
  @discardableResult
  public func undo() throws -> UndoResult {
    try withSettledTree {
      let current = try loadIndex()
      let result = try transaction("undo") { transaction in
        try takeBack(transaction.base, current: current, in: &transaction)
      }
      _ = writeGitFiles(try loadIndex())
      return result
    }
  }

  private func takeBack(
    _ head: OperationHead, current: Index, in transaction: inout Transaction
  ) throws -> UndoResult {
    let operation = head.operation
    guard let parent = operations.parent(of: operation) else { throw RepositoryError.nothingToUndo }
    let before = try store.operation(parent)
    if before.condemned != operation.condemned {
      throw CollectError.notUndone(operation.description)
    }
    let earlier = try View.load(before.view, from: store)
    // What is known of remotes stays known.
    let made = View.changes(from: earlier, to: transaction.view).filter { !$0.name.isRemote }
    let isRestored = operation.staging.before != operation.staging.after
    if made.isEmpty && !isRestored && operation.undoes == nil {
      throw RepositoryError.notesAreKept(operation.description)
    }
    let movesHead = earlier.head != transaction.view.head
    if isRestored || movesHead, try !isStaged(current, as: operation.staging.after) {
      throw RepositoryError.stagedSince(operation.description)
    }
    let isRedo = Self.isRedo(operation)
    try transaction.view.apply(made.map(\.inverse))
    transaction.undoes = head.id
    transaction.description = Self.undoDescription(operation, isRedo: isRedo)
    let base = transaction.view.head.commit
    var index = current
    if isRestored {
      index = try self.index(
        from: store.staging(operation.staging.before), base: base, keeping: current)
    }
    index.base = base
    transaction.indexBefore = current
    transaction.index = index
    return UndoResult(
      undone: OperationEntry(head.id, operation, number: head.number, refChanges: made),
      isRedo: isRedo, refChanges: made.map(\.inverse), isStagingRestored: isRestored,
      head: transaction.view.head)
  }

  /// Whether to take the operation back makes a change again: an odd number of undos, one of another,
  /// ends with it. Each of them has its mark in its description.
  private static func isRedo(_ operation: Operation) -> Bool {
    operation.undoes != nil && !operation.description.hasPrefix(redoMark)
  }

  private static func undoDescription(_ operation: Operation, isRedo: Bool) -> String {
    var what = operation.description[...]
    if operation.undoes != nil, what.hasPrefix(undoMark) || what.hasPrefix(redoMark) {
      what = what.dropFirst(undoMark.count)
    }
    return (isRedo ? redoMark : undoMark) + what
  }

  private static let undoMark = "undo: "
  private static let redoMark = "redo: "
}
