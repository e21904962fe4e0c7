// `mlx fsck`.
import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

extension Repository {
  /// Checks the whole repository: every file of the store, then everything that the operations, refs,
  /// commits and the index name. Damage is reported, not thrown.
  public func fsck(_ options: FsckOptions = FsckOptions()) throws -> FsckReport {
    let report = try check(full: options.full).report
    guard options.repair, !report.problems.isEmpty else { return report }
    return try withIndexLock {
      var repair = FsckRepair(self, full: options.full)
      return try repair.run(report)
    }
  }

  /// What is wrong, and what was met on the way.
  func check(full: Bool) throws -> (report: FsckReport, graph: GraphCheck) {
    let heap = HeapCheck(
      store: store, operations: operations, full: full, progress: environment.progress)
    var (report, graph) = try heap.run { graph, heads in
      // Without a sound head nobody can tell what is committed.
      try checkIndex(graph, isHeadSound: heads.problems.allSatisfy(\.isHarmless))
    } marking: { problem in
      markedIfStagedOnly(problem)
    }
    report.problems = try missingFolders() + report.problems
    if let pending = try pendingProblem() { report.problems.append(pending) }
    if let refs = try RefsRepair(self).problem() { report.problems.append(refs) }
    return (report, graph)
  }

  /// A problem of what is staged and not committed is harmless: the files are staged again.
  private func markedIfStagedOnly(_ problem: FsckProblem) -> FsckProblem {
    if isTornLeftover(problem) {
      var marked = problem
      marked.isHarmless = true
      marked.hint = "run 'mlx gc': nothing needs the recipe, a command that was stopped left it"
      return marked
    }
    let pending = store.pendingPacks.map { "\($0.id.hex).pack" }
    let isPendingPack =
      problem.object == nil && pending.contains { problem.path?.hasSuffix($0) == true }
    let isNeededByStagedOnly =
      !problem.affected.isEmpty && problem.affected.allSatisfy { $0.hasSuffix(", staged") }
    guard isPendingPack || isNeededByStagedOnly else { return problem }
    var marked = problem
    marked.isHarmless = true
    marked.hint = "run 'mlx add' again on what was staged and not committed"
    return marked
  }

  /// A recipe whose chunk was collected, and that nothing needs: a writer that was stopped beside the
  /// collection left it. The next collection takes it.
  private func isTornLeftover(_ problem: FsckProblem) -> Bool {
    let packs = store.root.appending("objects").appending("packs").string
    return problem.code == "object-missing" && problem.path == packs && problem.affected.isEmpty
      && problem.object != nil
  }

  /// The store is gone, not only empty.
  private func missingFolders() throws -> [FsckProblem] {
    let packs = store.root.appending("objects").appending("packs")
    guard try environment.fileSystem.status(at: packs, followingLinks: true) == nil else {
      return []
    }
    return [
      FsckProblem(
        code: "object-missing", path: packs.string,
        reason: "the folder with the packs is gone, and with it every version",
        hint: "copy '\(packs.removingLastComponent().string)' from a backup or another copy of the "
          + "repository; files of the work tree are not touched by this")
    ]
  }

  /// A record of an interrupted checkout that cannot be read stops every command that changes files.
  private func pendingProblem() throws -> FsckProblem? {
    do {
      _ = try loadPendingCheckout()
      return nil
    } catch let error as WorkingError {
      return FsckProblem(
        code: error.code, path: metadata.appending("checkout.pending").string,
        reason: error.description, hint: error.hint)
    }
  }

  private func checkIndex(_ graph: GraphCheck, isHeadSound: Bool) throws {
    let path = metadata.appending("index")
    do {
      guard let index = try Index.load(from: path, in: environment.fileSystem) else { return }
      if isHeadSound { try checkBase(of: index, graph) }
      graph.noteExternal(index.external)
      // An object index that cannot be read at all says nothing of single files.
      guard (try? store.statistics()) != nil else { return }
      try index.forEachEntry(within: .root) { entry in
        try graph.blob(entry.blob, size: entry.size, named: "\(entry.path), staged")
      }
    } catch let error as WorkTreeError {
      graph.report(
        FsckProblem(
          code: error.code, path: path.string, reason: error.description,
          hint: "run 'mlx status': it is rebuilt from HEAD; then stage again what was staged"))
    }
  }

  /// The index is saved after the head: a commit that it is based on and that no operation has had is
  /// one whose head was lost since.
  private func checkBase(of index: Index, _ graph: GraphCheck) throws {
    guard let base = index.base, graph.seen[.record]?.contains(base.digest) != true,
      try environment.fileSystem.status(
        at: metadata.appending("checkout.pending"), followingLinks: false) == nil
    else { return }
    let isStored = store.contains(ObjectKey(kind: .record, digest: base.digest))
    graph.report(
      FsckProblem(
        code: "head-damaged", path: operations.folder.string,
        object: "commit \(base.hex)",
        reason: "the index is of the commit \(base.short), which no operation names: "
          + "the newest head is lost",
        hint: isStored
          ? "run 'mlx branch NAME \(base.short)' to bring it back on a branch"
          : "copy '\(operations.folder.string)' from a backup"))
  }
}

extension FsckProblem {
  /// What the store's check found.
  init(_ problem: StoreProblem, affected: [String]) {
    self.init(
      code: problem.code, path: problem.path, offset: problem.offset, object: problem.key?.text,
      reason: problem.reason, affected: affected, hint: Self.hint(problem))
  }

  private static func hint(_ problem: StoreProblem) -> String {
    if problem.code == "unsupported-format" { return "use a newer mlx" }
    if problem.path.hasSuffix(".seg") {
      return "run 'mlx fsck --repair' to rebuild the object index from the packs"
    }
    return "copy '\(problem.path)' from a backup or another copy of the repository, "
      + "then run 'mlx fsck --repair'" + (problem.key?.isOfFiles == false ? "" : healing)
  }

  /// How bytes that are lost here and still in a file get back into the store.
  static let healing =
    "; a file of the work tree that still has its bytes, at a path where a version had it, is "
    + "stored anew by that too"
}

extension ObjectKey {
  /// The object in words: `chunk 4be0…`.
  var text: String { "\(kind.word) \(digest.hex)" }

  /// Whether it is made from a file's bytes.
  var isOfFiles: Bool { kind == .chunk || kind == .recipe }
}
