// How the repository changes: one operation, one swap of the head.
import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

extension Repository {
  /// Makes one change of the repository, whole or not at all: runs `body` on the newest state, stores
  /// the new view and an operation, makes all durable, and swaps the head. Then the index is saved.
  ///
  /// When another command swaps first, the change of refs is made again on its state, unless both
  /// moved the same ref. A body that changes neither refs nor staging leaves no operation behind.
  ///
  /// - Parameter head: what HEAD was when the caller looked at it. Where files cannot be locked another command may
  ///   have moved it before the transaction began.
  ///
  /// Errors: `ref-changed`, and those of the body; nothing has changed then. `head-unconfirmed`: the
  /// change is made, but the disk failed to say that it will last.
  @discardableResult
  package func transaction<Result>(
    _ description: String, after head: Head? = nil, _ body: (inout Transaction) throws -> Result
  ) throws -> Result {
    try format.checkWriting()
    try environment.checkSettings()
    let state = try currentState()
    if let head, state.view.head != head { throw RefError.changed(["HEAD"]) }
    var transaction = Transaction(
      base: state.head, view: state.view, writer: makeWriter(after: state.head.operation),
      description: description)
    do {
      let result = try body(&transaction)
      try land(transaction)
      return result
    } catch {
      transaction.writer.discard()
      throw error
    }
  }

  private func land(_ transaction: Transaction) throws {
    let writer = transaction.writer
    var staging = try stagingChange(of: transaction)
    guard transaction.view.isChanged || staging.before != staging.after || transaction.undoes != nil
    else {
      writer.discard()
      if let index = transaction.index { try saveIndex(index) }
      return
    }
    var head = transaction.base
    var view = transaction.view
    var unconfirmed: RefError?
    landing: while true {
      let operation = newOperation(
        after: head.id, view: try view.write(to: writer, in: store), staging: staging,
        description: transaction.description, undoes: transaction.undoes,
        condemned: head.operation.condemned)
      let id = OperationID(try writer.putBytes(.record, operation.encode()))
      try Interruption.check()
      try writer.publish(pending: transaction.pending)
      try checkTargets(of: view)
      if head.operation.condemned != transaction.base.operation.condemned {
        try rescue(id, condemned: head.operation.condemned)
      }
      do {
        try operations.swap(expected: head.number, to: id)
        break
      } catch let error as RefError {
        switch error {
        case .unconfirmed:
          unconfirmed = error
          break landing
        case .lostRace:
          try store.reload()
          let state = try currentState()
          head = state.head
          view = state.view
          store.setCondemned(head.operation.condemned)
          if transaction.index == nil { staging = Self.unchanged(state.head) }
          try view.apply(editOf: transaction.view)
        default: throw error
        }
      }
    }
    Failpoint.afterHead.hit()
    finish(transaction)
    if let unconfirmed { throw unconfirmed }
  }

  /// After the swap nothing may fail: the change is made. An index that cannot be saved now is caught
  /// up from the operation when it is next loaded.
  private func finish(_ transaction: Transaction) {
    if var index = transaction.index {
      index.pending = []
      // First: an index that is behind HEAD then tells that these may be, too.
      if transaction.view.isChanged { _ = writeGitFiles(index) }
      try? saveIndex(index)
    }
    transaction.writer.finishAfterSwap()
  }

  /// The staging records of the operation: new ones only when staging changes.
  private func stagingChange(of transaction: Transaction) throws -> StagingChange {
    guard let index = transaction.index else { return Self.unchanged(transaction.base) }
    let before = try transaction.indexBefore ?? loadIndex()
    return StagingChange(
      before: try staging(of: before, writer: transaction.writer),
      after: try staging(of: index, writer: transaction.writer))
  }

  /// What an operation that stages nothing leaves: what the one before it did.
  private static func unchanged(_ head: OperationHead) -> StagingChange {
    let kept = head.operation.staging.after
    return StagingChange(before: kept, after: kept)
  }

  func newOperation(
    after parent: OperationID?, view: TreeID, staging: StagingChange, description: String,
    undoes: OperationID? = nil, condemned: [CondemnedPack] = []
  ) -> Operation {
    Operation(
      parents: parent.map { [$0] } ?? [], view: view, staging: staging,
      author: environment.identity.author(at: environment.clock()), host: environment.host,
      command: RedactedCommand.text(environment.commandLine), description: description,
      undoes: undoes, condemned: condemned)
  }
}

extension Transaction {
  /// Packs that what was, or is, staged needs and that no segment names.
  fileprivate var pending: [PendingPack] {
    var seen: Set<PendingPack> = []
    return ((indexBefore?.pending ?? []) + (index?.pending ?? [])).filter {
      seen.insert($0).inserted
    }
  }
}
