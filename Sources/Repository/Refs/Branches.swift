import Objects
import References

/// A branch as `mlx branch` lists it.
public struct BranchInfo: Sendable, Equatable {
  public var name: BranchName
  /// nil for the current branch of a repository without commits.
  public var commit: CommitID?
  /// Whether HEAD names it.
  public var isCurrent: Bool
  /// The first line of the commit's message.
  public var subject: String?
}

/// A branch that was made, moved or deleted.
public struct Branch: Sendable, Equatable {
  public var name: BranchName
  /// Where it is; of a deleted branch, where it was.
  public var target: CommitID
  /// Where it was before it moved.
  public var previous: CommitID?
}

/// A branch under its new name.
public struct RenamedBranch: Sendable, Equatable {
  public var from: BranchName
  public var to: BranchName
  /// nil when it has no commit yet.
  public var target: CommitID?
}

extension Repository {
  /// All branches, sorted by name.
  public func branches() throws -> [BranchInfo] {
    let view = try currentView()
    let current = view.head.branch
    var names = Set(view.branches.keys)
    if let current { names.insert(current) }
    return try names.sorted().map { name in
      let commit = view[name]
      return BranchInfo(
        name: name, commit: commit, isCurrent: name == current,
        subject: try commit.map { try self.commit($0).subject })
    }
  }

  /// Makes a branch. HEAD stays.
  ///
  /// - Parameter force: move the branch if it exists.
  ///
  /// Errors: `ref-exists`; `branch-is-current` for moving the branch that HEAD names.
  @discardableResult
  public func createBranch(
    _ name: BranchName, at revision: Revision = .head, force: Bool = false
  ) throws -> Branch {
    let target = try resolveTarget(revision)
    return try transaction("branch: \(name) at \(revision)") { transaction in
      let previous = transaction.view[name]
      if previous != nil, !force {
        throw RefError.exists(
          ref: RefName.branch(name).inWords,
          retry: "mlx branch -f \(ShellWord.quoted(name.string)) \(ShellWord.quoted("\(revision)"))"
        )
      }
      if transaction.view.head.branch == name, previous != target {
        throw RepositoryError.branchIsCurrent(name.string)
      }
      try transaction.view.setBranch(name, to: target)
      return Branch(name: name, target: target, previous: previous)
    }
  }

  /// Deletes a branch; its commits stay in the store.
  ///
  /// - Parameter force: also when HEAD does not lead to its commit.
  ///
  /// Errors: `unknown-ref`, `branch-is-current`, `branch-unmerged`.
  @discardableResult
  public func deleteBranch(_ name: BranchName, force: Bool = false) throws -> Branch {
    try transaction("branch: deleted \(name)") { transaction in
      if transaction.view.head.branch == name {
        throw RepositoryError.branchIsCurrent(name.string)
      }
      guard let target = transaction.view[name] else { throw missing(name, transaction.view) }
      if !force {
        let graph = CommitGraph(store: store)
        guard let head = transaction.view.head.commit, try graph.isAncestor(target, of: head) else {
          throw RepositoryError.branchUnmerged(name.string, commit: target)
        }
      }
      transaction.view.removeBranch(name)
      return Branch(name: name, target: target, previous: target)
    }
  }

  /// Renames a branch; HEAD follows when it names it.
  ///
  /// - Parameters:
  ///   - old: nil for the current branch.
  ///   - force: replace a branch of the new name, unless it is the current one.
  ///
  /// Errors: `unknown-ref`, `ref-exists`, `no-branch` when HEAD is detached and no branch is named.
  @discardableResult
  public func renameBranch(
    _ old: BranchName? = nil, to new: BranchName, force: Bool = false
  ) throws -> RenamedBranch {
    try transaction("branch: renamed to \(new)") { transaction in
      let current = transaction.view.head.branch
      guard let old = old ?? current else { throw RepositoryError.noBranch }
      let target = transaction.view[old]
      if target == nil, old != current { throw missing(old, transaction.view) }
      if old == new { return RenamedBranch(from: old, to: new, target: target) }
      try refuse(new, force: force, transaction.view)
      transaction.description = "branch: renamed \(old) to \(new)"
      transaction.view.removeBranch(old)
      if let target { try transaction.view.setBranch(new, to: target) }
      if old == current { transaction.view.attachHead(to: new) }
      return RenamedBranch(from: old, to: new, target: target)
    }
  }

  private func refuse(_ new: BranchName, force: Bool, _ view: View) throws {
    if view[new] != nil, !force {
      throw RefError.exists(ref: RefName.branch(new).inWords, retry: nil)
    }
    if view.head.branch == new { throw RepositoryError.branchIsCurrent(new.string) }
  }

  private func missing(_ name: BranchName, _ view: View) -> RefError {
    .missing(
      ref: "branch '\(name)'",
      near: NearNames.find(name.string, among: view.branches.keys.map(\.string).sorted()))
  }
}
