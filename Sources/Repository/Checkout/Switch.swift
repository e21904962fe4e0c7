// `mlx switch`.
import Objects
import References

extension Repository {
  /// Switches to a branch; with `create` to a new one, at `start` or else where HEAD is.
  public func switchBranch(
    _ name: BranchName, create: Bool = false, start: Revision? = nil, force: Bool = false
  ) throws -> CheckoutResult {
    let view = try currentView()
    if create { return try self.create(name, at: start, force: force, view: view) }
    guard view.branches[name] != nil || view.head.branch == name else {
      throw notABranch(name.string)
    }
    return try attach(name, force: force, view: view)
  }

  /// The same for a name as it was typed.
  ///
  /// Errors: `not-a-branch` also for a revision that no branch can be named like, such as `HEAD~1`.
  public func switchBranch(
    named text: String, create: Bool = false, start: Revision? = nil, force: Bool = false
  ) throws -> CheckoutResult {
    let name: BranchName
    do {
      name = try BranchName(validating: text)
    } catch {
      let other = notABranch(text)
      if !create, other.isRevision { throw other }
      throw error
    }
    return try switchBranch(name, create: create, start: start, force: force)
  }

  private func notABranch(_ text: String) -> WorkingError {
    let isRevision = (try? resolve(Revision(parsing: text))) != nil
    return .notABranch(text, isRevision: isRevision)
  }

  /// Checks out a branch that exists.
  func attach(
    _ branch: BranchName, force: Bool, view: View
  ) throws -> CheckoutResult {
    try checkOut(
      commit: view.branches[branch], head: .attach(branch), force: force,
      retry: "mlx checkout --force \(ShellWord.quoted(branch.string))",
      description: "checkout: moving from \(view.head.text) to \(branch)")
  }

  /// Makes a branch and checks it out.
  func create(
    _ branch: BranchName, at start: Revision?, force: Bool, view: View
  ) throws -> CheckoutResult {
    if view[branch] != nil { throw WorkingError.branchExists(branch.string) }
    let commit = try start.map { try resolveTarget($0) } ?? view.head.commit
    var probe = view
    if let commit { try probe.setBranch(branch, to: commit) }
    let words = ["-b", branch.string] + (start.map { ["\($0)"] } ?? [])
    var result = try checkOut(
      commit: commit, head: .create(branch), force: force,
      retry: "mlx checkout --force \(ShellWord.joined(words))",
      description: "checkout: moving from \(view.head.text) to new branch \(branch)")
    result.isNewBranch = true
    return result
  }
}
