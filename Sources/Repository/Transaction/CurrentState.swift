import Objects
import References

/// The newest operation with the refs that it left.
package struct CurrentState {
  package let head: OperationHead
  package let view: View
}

extension Repository {
  /// Reads the pointer and the refs. Errors: `head-damaged`, `object-missing`, `object-corrupt`.
  package func currentState() throws -> CurrentState {
    let head = try operations.current()
    return CurrentState(head: head, view: try View.load(head.operation.view, from: store))
  }

  /// All refs as they are now.
  public func currentView() throws -> View { try currentState().view }

  /// Where HEAD is.
  public func head() throws -> Head { try currentView().head }

  /// HEAD's commit; nil before the first one.
  func headCommitID() throws -> CommitID? {
    let view = try operations.current().operation.view
    return try View.commit(of: .head, in: view, from: store)
  }

  /// Reads a commit. Errors: `object-missing`, `object-corrupt`.
  public func commit(_ id: CommitID) throws -> Commit { try store.commit(id) }

  /// The names that point at each commit, as `log` shows them: `HEAD -> main`, `tag: v1`, `side`.
  public func decorations() throws -> [CommitID: [String]] {
    let view = try currentView()
    var names: [CommitID: [String]] = [:]
    switch view.head {
    case .branch(let branch, let commit?): names[commit] = ["HEAD -> \(branch)"]
    case .detached(let commit): names[commit] = ["HEAD"]
    case .branch(_, nil): break
    }
    for (tag, commit) in view.tags.sorted(by: { $0.key < $1.key }) {
      names[commit, default: []].append("tag: \(tag)")
    }
    for (branch, commit) in view.branches.sorted(by: { $0.key < $1.key })
    where branch != view.head.branch {
      names[commit, default: []].append(branch.string)
    }
    for (branch, commit) in view.remoteBranches.sorted(by: { "\($0.key)" < "\($1.key)" }) {
      names[commit, default: []].append("\(branch)")
    }
    return names
  }
}
