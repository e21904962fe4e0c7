import Objects
import References
import WorkingTree

/// What `mlx undo` did.
public struct UndoResult: Sendable, Equatable {
  /// The operation that was taken back.
  public var undone: OperationEntry
  /// Whether that one was an undo itself, so that its change is made again.
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
  /// Errors: `nothing-to-undo`, `ref-changed` when a ref moved in the meantime.
  @discardableResult
  public func undo() throws -> UndoResult {
    try withSettledTree {
      let current = try loadIndex()
      return try transaction("undo") { transaction in
        try takeBack(transaction.base, current: current, in: &transaction)
      }
    }
  }

  private func takeBack(
    _ head: OperationHead, current: Index, in transaction: inout Transaction
  ) throws -> UndoResult {
    let operation = head.operation
    guard let parent = operation.parents.first else { throw RepositoryError.nothingToUndo }
    let earlier = try View.load(store.operation(parent).view, from: store)
    let made = View.changes(from: earlier, to: transaction.view)
    let isRedo = operation.undoes != nil
    try transaction.view.apply(made.map(\.inverse))
    transaction.undoes = head.id
    transaction.description = Self.undoDescription(operation, isRedo: isRedo)
    let isRestored = operation.staging.before != operation.staging.after
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

  private static func undoDescription(_ operation: Operation, isRedo: Bool) -> String {
    let mark = "undo: "
    guard isRedo, operation.description.hasPrefix(mark) else {
      return isRedo && operation.description.hasPrefix("redo: ")
        ? mark + operation.description.dropFirst("redo: ".count) : mark + operation.description
    }
    return "redo: " + operation.description.dropFirst(mark.count)
  }
}
