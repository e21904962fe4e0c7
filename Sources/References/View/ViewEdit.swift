import Objects

// What commands do to refs. Names that cannot stand beside each other are refused here.
extension View {
  /// HEAD names the branch, which need not have a commit.
  public mutating func attachHead(to branch: BranchName) { put(.branch(branch), at: .head) }

  /// HEAD names the commit itself.
  public mutating func detachHead(at commit: CommitID) { put(.commit(commit), at: .head) }

  /// The branch that HEAD names, or a detached HEAD, moves to the commit.
  ///
  /// Errors: `ref-exists` when the branch is new and a branch of that folder's name exists.
  public mutating func advanceHead(to commit: CommitID) throws(RefError) {
    switch head {
    case .branch(let name, _): try setBranch(name, to: commit)
    case .detached: detachHead(at: commit)
    }
  }

  /// Makes or moves a branch.
  ///
  /// Errors: `ref-exists` when `a` is made while `a/b` is, or the other way round.
  public mutating func setBranch(_ name: BranchName, to commit: CommitID) throws(RefError) {
    try set(.branch(name), to: .commit(commit))
  }

  /// Deletes a branch, if it is there.
  public mutating func removeBranch(_ name: BranchName) { put(nil, at: .branch(name)) }

  /// Makes or moves a tag.
  ///
  /// Errors: `ref-exists` when `a` is made while `a/b` is, or the other way round.
  public mutating func setTag(_ name: TagName, to commit: CommitID) throws(RefError) {
    try set(.tag(name), to: .commit(commit))
  }

  /// Deletes a tag, if it is there.
  public mutating func removeTag(_ name: TagName) { put(nil, at: .tag(name)) }

  /// Makes or moves what is known of a remote's branch.
  ///
  /// Errors: `ref-exists` when `a` is made while `a/b` is, or the other way round.
  public mutating func setRemoteBranch(
    _ name: RemoteBranch, to commit: CommitID
  ) throws(RefError) {
    try set(.remote(name), to: .commit(commit))
  }

  /// Forgets a remote's branch.
  public mutating func removeRemoteBranch(_ name: RemoteBranch) { put(nil, at: .remote(name)) }

  /// Makes the edit of a view, which began as another one did, here.
  ///
  /// Errors: `ref-changed` naming the refs that do not hold what the edit begins with.
  public mutating func apply(editOf other: View) throws(RefError) {
    try apply(other.changes)
    addedNotes.formUnion(other.addedNotes)
    addedRuns.formUnion(other.addedRuns)
  }

  /// Makes the changes of another view's edit here. Deletions go first, so that `a` can become `a/b`.
  ///
  /// Errors: `ref-changed` naming the refs that do not hold what the changes begin with.
  public mutating func apply(_ changes: [RefChange]) throws(RefError) {
    let moved = changes.filter { refs[$0.name] != $0.from }.map(\.name.description)
    if !moved.isEmpty { throw .changed(moved) }
    for change in changes where change.to == nil { put(nil, at: change.name) }
    for change in changes {
      if let value = change.to { try set(change.name, to: value) }
    }
  }

  private mutating func set(_ name: RefName, to value: RefValue) throws(RefError) {
    if refs[name] == nil, excludes(name) {
      throw .folderConflict(name.description, with: neighbour(of: name))
    }
    put(value, at: name)
  }

  /// The first ref that is a folder of this name, or that this name would be a folder of.
  private func neighbour(of name: RefName) -> String {
    let own = name.description
    return refs.keys.map(\.description).filter { other in
      other.hasPrefix(own + "/") || own.hasPrefix(other + "/")
    }.min() ?? own
  }
}
