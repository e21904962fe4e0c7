// From the newest operation back to the first, or to the oldest that a collection kept.
import ObjectStore
import Objects

extension OperationLog {
  /// Calls `body` with each operation, newest first, until it returns false or the oldest one is past.
  ///
  /// - Parameter endsAtLosses: whether an operation that is lost ends the log, as if none had been before.
  public func walk(
    from head: OperationHead, endsAtLosses: Bool = true,
    _ body: (OperationID, Operation) throws -> Bool
  ) throws {
    var id = head.id
    var operation = head.operation
    while try body(id, operation), let parent = parent(of: operation) {
      id = parent
      do {
        operation = try self.operation(parent)
      } catch let error as StoreError where error.isLoss && endsAtLosses {
        return
      }
    }
  }

  /// The operation before another one; nil for the first one, and for the oldest that was kept.
  public func parent(of operation: Operation) -> OperationID? {
    guard let parent = operation.parents.first,
      !store.isBoundary(ObjectKey(kind: .record, digest: parent.digest))
    else { return nil }
    return parent
  }
}
