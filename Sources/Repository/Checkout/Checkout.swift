// `mlx checkout`.
import Objects
import References
import WorkingTree

extension Repository {
  /// Brings a version back: all of it, which moves HEAD, or some paths, which does not.
  ///
  /// A branch name switches to the branch, HEAD stays where it is, and any other revision detaches it.
  ///
  /// Beside git the code stays as it is, but for `code`, `only` code, and paths of code that are named.
  ///
  /// Errors: `usage` for options that exclude each other.
  @discardableResult
  public func checkout(_ options: CheckoutOptions) throws -> CheckoutResult {
    try options.check()
    if options.isPartial { return try checkoutPaths(options) }
    if options.code && isInsideGit { return try checkoutWithCode(options) }
    return try checkoutWhole(options)
  }

  /// All but the code, then the code alone. What would be lost of it is refused before anything.
  private func checkoutWithCode(_ options: CheckoutOptions) throws -> CheckoutResult {
    let target = try resolve(options.revision ?? .head)
    try refuseLostCode(target, options)
    let code = try loadIndex().codeOnly()
    var result = try checkoutWhole(options)
    result.codeLeft = nil
    guard try commit(target).code != nil else { return result }
    // Code that only the version before has goes, as it does where there is no git.
    try withSettledTree {
      var index = try loadIndex()
      index.replaceCode(with: code)
      try saveIndex(index)
    }
    var part = CheckoutOptions(revision: .head)
    part.only = .code
    part.force = options.force
    let restored = try checkoutPaths(part)
    result.written += restored.written
    result.deleted += restored.deleted
    result.kept += restored.kept
    result.bytes += restored.bytes
    result.notices += restored.notices
    return result
  }

  private func refuseLostCode(_ target: CommitID, _ options: CheckoutOptions) throws {
    let index = try loadIndex()
    let recorded = RecordedPaths([Declarations(index), Declarations(try commit(target))])
    var request = CheckoutRequest(target: .tree(try tree(of: target)), scope: [.root])
    request.selects = { !recorded.contains($0) }
    let plan = try WorkingTree.Checkout.plan(request, index: index, in: workTree, store: store)
    let lost = plan.conflicts.filter { $0.reason != .staged }.map(\.path.string)
    guard options.force || lost.isEmpty else {
      let words = ["--code", "\(options.revision ?? .head)"]
      throw WorkingError.workingTreeModified(
        lost, retry: "mlx checkout --force \(ShellWord.joined(words))")
    }
  }

  private func checkoutWhole(_ options: CheckoutOptions) throws -> CheckoutResult {
    let view = try currentView()
    if let branch = options.newBranch {
      return try create(
        branch, at: options.revision, force: options.force, view: view)
    }
    if options.revision == nil, !options.detach, let followed = try followGit(force: options.force)
    {
      return followed
    }
    let revision = options.revision ?? .head
    if !options.detach, revision == .head {
      return try checkOut(
        commit: view.head.commit, head: view.head.stay, force: options.force,
        retry: "mlx checkout --force", description: "checkout: HEAD")
    }
    if !options.detach, let branch = branch(named: revision, in: view) {
      return try attach(branch, force: options.force, view: view)
    }
    return try detach(at: revision, options, view: view)
  }

  private func detach(
    at revision: Revision, _ options: CheckoutOptions, view: View
  ) throws -> CheckoutResult {
    let commit = try resolveTarget(revision)
    let words =
      (options.code ? ["--code"] : []) + (options.detach ? ["--detach"] : []) + ["\(revision)"]
    var result = try checkOut(
      commit: commit, head: .detach,
      force: options.force,
      retry: "mlx checkout --force \(ShellWord.joined(words))",
      description: "checkout: moving from \(view.head.text) to \(revision)")
    if view.head.branch != nil {
      result.notices.append(
        "HEAD is detached: 'mlx switch -c NAME' keeps the commits you make here on a branch")
    }
    return result
  }

  /// The existing branch that a revision is nothing but the name of.
  func branch(named revision: Revision, in view: View) -> BranchName? {
    guard case .name(let text) = revision, let name = try? BranchName(validating: text),
      view.branches[name] != nil || view.head.branch == name
    else { return nil }
    return name
  }

  /// Restores paths into work tree and index; HEAD stays.
  private func checkoutPaths(_ options: CheckoutOptions) throws -> CheckoutResult {
    try withSettledTree {
      let source = try resolve(options.revision ?? .head)
      let name = options.revision.map { "\($0)" } ?? "HEAD"
      let isCode = options.only == .code
      if isCode, try commit(source).code == nil {
        throw WorkingError.kindNotInRevision(.code, path: nil, revision: name)
      }
      let paths = isCode ? [.root] : try scope(options, source: source, name: name)
      let what = isCode ? "the code" : paths.count == 1 ? "'\(paths[0])'" : "\(paths.count) paths"
      var pending = PendingCheckout(
        from: try headCommitID(), to: source, headMove: .keep,
        description: "checkout: \(what) from \(name)")
      pending.paths = paths
      pending.only = options.only
      pending.code = isCode ? .only : paths == [.root] ? codePolicy : .restore
      pending.isExact = true
      pending.isForced = options.force
      let words = options.paths.map(\.text) + (options.only.map { ["--only", $0.rawValue] } ?? [])
      return try apply(
        pending, retry: "mlx checkout --force \(ShellWord.joined([name] + words))")
    }
  }

  private func scope(
    _ options: CheckoutOptions, source: CommitID, name: String
  ) throws -> [RepositoryPath] {
    let commit = try self.commit(source)
    let scope = CheckoutScope(
      source: Declarations(commit), current: Declarations(try loadIndex()),
      isKnown: { try TreeWalk.find($0, in: commit.tree, in: self.store) != nil },
      revision: name)
    guard let kind = options.only else { return try scope.resolve(options.paths) }
    return options.paths.isEmpty
      ? try scope.paths(of: kind) : try scope.resolve(options.paths, of: kind)
  }
}

extension Head {
  /// HEAD as it is, at the end of a checkout of its own commit.
  var stay: HeadMove {
    switch self {
    case .branch(let branch, _): .attach(branch)
    case .detached: .detach
    }
  }

  /// The branch, or the short id, for descriptions.
  var text: String {
    switch self {
    case .branch(let branch, _): branch.string
    case .detached(let commit): commit.short
    }
  }
}
