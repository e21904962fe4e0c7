// `mlx status`.
import Objects
import References
import WorkingTree

extension Repository {
  /// What differs between HEAD, the index and the work tree, and what could be tracked.
  ///
  /// - Parameter rehash: read every file again instead of trusting sizes and times.
  public func status(rehash: Bool = false) throws -> StatusReport {
    let loaded = try loadIndexState()
    let view = try currentView()
    let head = view.head
    var report = StatusReport(head: head)
    report.upstream = try upstreamState(view)
    report.notices = loaded.notices
    report.pendingCheckout = try loadPendingCheckout()
    report.trackedAssetCount = loaded.index.assets.count + loaded.index.external.count
    report.trackedFileCount = loaded.index.fileCount - loaded.index.codeEntries().count
    report.runs = try uncommittedRuns()
    try addStaged(from: head.commit, index: loaded.index, to: &report)
    var disk = try Status.compare(loaded.index, in: workTree, rehash: rehash)
    UnstagedChanges(index: loaded.index, changes: disk.changes).add(to: &report)
    report.leftOut = LeftOutFiles(files: disk.leftOutFiles, bytes: disk.leftOutBytes)
    report.notices += disk.notices.filter { !$0.isKept }.map { "'\($0.path)' is \($0.text)" }
    try addGit(to: &report, index: loaded.index)
    if !isInsideGit {
      let code = try codeChanges(loaded.index)
      report.code = code.changes.map { FileChange(path: $0.path, change: ChangeKind($0.kind)) }
      disk.take(refreshedBy: code)
    }
    report.external = try externalDrift(loaded.index.external, rehash: rehash)
    saveRefreshed(disk, loaded: loaded)
    let found = try Suggestions.find(in: workTree, index: loaded.index)
    report.suggestions = withoutTrackedByGit(found.suggestions)
    report.moreSuggestions = found.leftOut
    if !found.isComplete {
      report.notices.append(
        "the search for models and datasets ended early; 'mlx add -A' looks everywhere")
    }
    return report
  }

  private func addStaged(from head: CommitID?, index: Index, to report: inout StatusReport) throws {
    let commit = try head.map { try self.commit($0) }
    let before = try snapshot(of: head)
    let after = try snapshot(of: index, side: .index, head: commit)
    report.stagedExternal = ExternalChange.compare(before.external, after.external)
    guard before.tree != after.tree || before.assets != after.assets else { return }
    let diff = try DiffBuilder(
      repository: self, before: before, after: after, measuresShared: false
    ).build()
    report.staged = diff.assets.map(AssetChange.init)
    let roles = before.filePaths.merging(after.filePaths) { _, new in new }
    report.stagedFiles = diff.files.map {
      FileRoleChange(path: $0.path, role: roles[$0.path] ?? .metrics, change: $0.change)
    }
  }

  /// Files that were read and found as they were need not be read next time. Best effort: another
  /// command may be editing the index, and the work tree may be read-only.
  private func saveRefreshed(_ disk: WorkTreeStatus, loaded: LoadedIndex) {
    guard !disk.refreshed.isEmpty || !disk.refreshedFolders.isEmpty else { return }
    var index = loaded.index
    index.refresh(disk.refreshed)
    index.refresh(disk.refreshedFolders)
    try? withIndexLock(waitSeconds: 0) { try saveIndex(index) }
  }
}

extension AssetChange {
  fileprivate static let sampleMax = 10

  init(_ diff: AssetDiff) {
    self.init(
      kind: diff.kind, name: diff.name, path: diff.path, change: diff.change,
      previous: diff.previous, files: diff.counts,
      sample: diff.files.prefix(Self.sampleMax).map {
        FileChange(path: $0.path, change: $0.change, previousPath: $0.previousPath)
      }, bytes: diff.change == .deleted ? diff.sizeBefore : diff.sizeAfter)
  }
}
