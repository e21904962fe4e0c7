import FileIO
import ObjectStore
import Objects
import References

/// All operations that the store holds, whether a head leads to them or not.
struct StoredOperations {
  let operations: OperationLog
  let store: ObjectStore

  /// Each operation that can be read with the one before it, which the first one lacks.
  func parents() throws -> [OperationID: OperationID?] {
    var parents: [OperationID: OperationID?] = [:]
    try? store.forEachObject(.record) { digest, _ in
      try Interruption.check()
      let id = OperationID(digest)
      guard let operation = try? operations.operation(id) else { return }
      parents.updateValue(operation.parents.first, forKey: id)
    }
    try Interruption.check()
    return parents
  }
}
