import ObjectStore
import Objects

/// A moment at which a ref came to hold a commit.
public struct RefMoment: Sendable, Equatable {
  public var commit: CommitID
  /// The operation that moved the ref.
  public var operation: OperationID
  public var time: Timestamp
  public var description: String
}

/// Where a ref has been, read off the operation log.
public struct Reflog {
  let log: OperationLog
  let head: OperationHead
  let store: ObjectStore

  /// The reflogs as of an operation.
  public init(log: OperationLog, head: OperationHead, store: ObjectStore) {
    self.log = log
    self.head = head
    self.store = store
  }

  /// Calls `body` with each moment, newest first, until it returns false. For HEAD, a switch to a
  /// branch at the same commit is a moment too.
  public func forEach(of name: RefName, _ body: (RefMoment) throws -> Bool) throws {
    var newer: (state: State, moment: RefMoment?)?
    var isDone = false
    try log.walk(from: head) { id, operation in
      let state = try state(of: name, in: operation.view)
      if let newer, newer.state != state, let moment = newer.moment, try !body(moment) {
        isDone = true
        return false
      }
      let moment = state.commit.map {
        RefMoment(
          commit: $0, operation: id, time: operation.time, description: operation.description)
      }
      newer = (state, moment)
      return true
    }
    if !isDone, let moment = newer?.moment { _ = try body(moment) }
  }

  /// What is compared between one operation and the next.
  private struct State: Equatable {
    var value: RefValue?
    var commit: CommitID?
  }

  private func state(of name: RefName, in view: TreeID) throws -> State {
    let value = try View.value(of: name, in: view, from: store)
    switch value {
    case .commit(let commit): return State(value: value, commit: commit)
    case .branch(let branch):
      let commit = try View.value(of: .branch(branch), in: view, from: store)?.commit
      return State(value: value, commit: commit)
    case nil: return State(value: nil, commit: nil)
    }
  }
}
