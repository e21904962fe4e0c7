// `mlx restore`.
import ObjectStore
import Objects
import References
import WorkingTree

extension Repository {
  /// Takes paths back: in the index (`staged`), in the work tree, or both. HEAD stays.
  ///
  /// The source is `source`, else HEAD for the index and the index for the work tree. Bytes that this
  /// overwrites and that are stored nowhere are stored first, and a notice says how to get them back.
  public func restore(
    _ paths: [CheckoutPath], staged: Bool = false, workTree restoresFiles: Bool = true,
    source: Revision? = nil
  ) throws -> CheckoutResult {
    try withSettledTree {
      let loaded = try loadIndexState()
      let head = try currentView().head
      let commitID = try source.map { try resolve($0) } ?? (staged ? head.commit : nil)
      let commit = try commitID.map { try self.commit($0) }
      let scope = try self.scope(
        of: paths, commit: commit, isStaged: staged, index: loaded.index,
        name: source.map { "\($0)" } ?? (staged ? "HEAD" : nil))
      var result = CheckoutResult(
        from: head, head: head, commit: commitID,
        subject: commit?.subject)
      result.notices = loaded.notices
      var index = loaded.index
      if staged { try unstage(scope, to: commitID, in: &index) }
      if restoresFiles {
        let target = staged || source == nil ? nil : commit?.tree
        try restoreFiles(scope, from: target, index: &index, result: &result)
      }
      let name = source.map { " from \($0)" } ?? ""
      try transaction("restore: \(scope.map(\.string).joined(separator: " "))\(name)") {
        $0.indexBefore = loaded.index
        $0.index = index
      }
      result.notices += writeIgnoreBlock(index)
      return result
    }
  }

  private func scope(
    of paths: [CheckoutPath], commit: Commit?, isStaged: Bool, index: Index, name: String?
  ) throws -> [RepositoryPath] {
    let current = Declarations(index)
    let scope = CheckoutScope(
      source: commit.map(Declarations.init) ?? current, current: current,
      isKnown: { path in
        if isStaged || commit == nil, path.isRoot || index.contains(within: path) { return true }
        guard let tree = commit?.tree else { return false }
        return try TreeWalk.find(path, in: tree, in: self.store) != nil
      }, revision: name)
    return try scope.resolve(paths)
  }

  /// The index takes the commit's rows and declarations; nil is a commit of nothing.
  private func unstage(
    _ scope: [RepositoryPath], to commit: CommitID?, in index: inout Index
  ) throws {
    let source = try commit.map { try self.index(from: $0, keeping: index) } ?? Index()
    let declared = try Declarations(index).restoring(scope, from: Declarations(source))
    for path in scope {
      index.replace(
        within: path, with: source.entries(within: path),
        emptyFolders: source.emptyFolders(within: path))
    }
    declared.apply(to: &index)
    Declarations.dropEmpty(in: &index)
  }

  /// The work tree takes a tree's files, or for nil those of the index.
  private func restoreFiles(
    _ scope: [RepositoryPath], from tree: TreeID?, index: inout Index, result: inout CheckoutResult
  ) throws {
    let target = tree.map { CheckoutRequest.Target.tree($0) } ?? .index
    var request = CheckoutRequest(target: target, scope: scope)
    if scope == [.root], isInsideGit {
      // All of a work tree beside git is all but its code.
      let recorded = RecordedPaths([Declarations(index)])
      request.selects = { recorded.contains($0) }
    }
    let plan = try Checkout.plan(
      request, index: index, in: workTree, store: store)
    try bring(plan)
    let lost = plan.conflicts.filter { $0.reason != .staged }.map(\.path)
    result.notices += try keepBytes(at: lost, index: &index)
    let applied = try Checkout.apply(
      plan, index: index, in: workTree, store: store, force: true,
      progress: checkoutProgress("restoring"))
    // From another version, the files differ from what is staged, and status says so.
    if tree == nil {
      let pending = index.pending
      index = applied.index
      index.pending = pending
    }
    result.written = applied.written
    result.deleted = applied.deleted
    result.bytes = applied.bytes
    result.kept = plan.keptCount
    result.notices += linkNotices(applied.linksReplaced)
  }

  /// Stores the bytes of files that are about to be overwritten; says how to get them back.
  private func keepBytes(at paths: [RepositoryPath], index: inout Index) throws -> [String] {
    guard !paths.isEmpty else { return [] }
    let writer = makeWriter()
    do {
      var kept = index
      var notices: [String] = []
      for path in paths {
        guard let status = try workTree.status(at: path, followingLinks: true),
          status.type == .regular
        else { continue }
        let entry = try Add.stageFile(path, in: workTree, index: &kept, writer: writer)
        let file = ShellWord.quoted(path.name + ".before")
        notices.append(
          "the bytes that were in '\(path)' are kept: 'mlx cat-file -p \(entry.blob) > \(file)'")
      }
      index.pending += try writer.seal()
      return notices
    } catch {
      writer.discard()
      throw error
    }
  }
}
