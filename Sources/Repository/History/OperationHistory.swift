import ObjectStore
import Objects
import References

/// An operation as `mlx op log` lists it.
public struct OperationEntry: Sendable, Equatable {
  /// Its place: the first operation has 1.
  public var number: UInt64
  public var id: OperationID
  public var time: Timestamp
  public var author: Author
  public var host: String
  /// The command line, with secrets taken out.
  public var command: String
  public var description: String
  /// The operation that it took back.
  public var undoes: OperationID?
  /// The refs that it moved.
  public var refChanges: [RefChange]

  init(_ id: OperationID, _ operation: Operation, number: UInt64, refChanges: [RefChange]) {
    self.number = number
    self.id = id
    self.refChanges = refChanges
    time = operation.author.time
    author = operation.author
    host = operation.host
    command = operation.command
    description = operation.description
    undoes = operation.undoes
  }
}

extension Repository {
  /// The operations, newest first.
  ///
  /// - Parameter limit: the most entries; nil for all.
  public func operationLog(limit: Int? = nil) throws -> [OperationEntry] {
    if limit == 0 { return [] }
    let head = try operations.current()
    var entries: [OperationEntry] = []
    var newer: (id: OperationID, operation: Operation, view: View?)?
    func close(against earlier: View?) {
      guard let newer else { return }
      entries.append(
        OperationEntry(
          newer.id, newer.operation, number: head.number - UInt64(entries.count),
          refChanges: Self.changes(from: earlier, to: newer.view)))
    }
    try operations.walk(from: head) { id, operation in
      let view = try readableView(operation)
      close(against: view)
      newer = (id, operation, view)
      if let limit, entries.count >= limit {
        newer = nil
        return false
      }
      return true
    }
    close(against: nil)
    return entries
  }

  /// The refs as of an operation; nil where they are lost.
  private func readableView(_ operation: Operation) throws -> View? {
    do {
      return try View.load(operation.view, from: store)
    } catch let error as StoreError where error.isLoss {
      return nil
    }
  }

  private static func changes(from earlier: View?, to later: View?) -> [RefChange] {
    guard let earlier, let later else { return [] }
    return View.changes(from: earlier, to: later)
  }
}
