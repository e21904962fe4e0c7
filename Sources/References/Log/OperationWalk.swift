// From the newest operation back to the first.
import Objects

extension OperationLog {
  /// Calls `body` with each operation, newest first, until it returns false or the first one is past.
  public func walk(
    from head: OperationHead, _ body: (OperationID, Operation) throws -> Bool
  ) throws {
    var id = head.id
    var operation = head.operation
    while try body(id, operation), let parent = operation.parents.first {
      id = parent
      operation = try self.operation(parent)
    }
  }
}
