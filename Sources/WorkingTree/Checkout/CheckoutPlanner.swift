import FileIO
import Objects

/// Puts the decisions about single paths together: links to folders, files in the way of folders,
/// folders in the way of files.
struct CheckoutPlanner {
  let index: Index
  let content: DiskContent
  /// When the reading of files began.
  let stamp: ClockStamp?
  /// Whether to look for what a killed checkout left behind.
  let isResumed: Bool
  private var plan = CheckoutPlan()
  /// Decisions about what is behind a link, by the link.
  private var behind: [RepositoryPath: [CheckoutDecision]] = [:]
  private var blockers: Set<RepositoryPath> = []
  private var conflicts: [RepositoryPath: CheckoutConflict] = [:]

  init(index: Index, content: DiskContent, stamp: ClockStamp?, isResumed: Bool) {
    self.index = index
    self.content = content
    self.stamp = stamp
    self.isResumed = isResumed
  }

  mutating func take(_ decision: CheckoutDecision) {
    let item = decision.item
    if case .nothing = decision.action, item.isOnlyMended { return }
    if isResumed, let folder = item.path.parent { plan.swept.insert(folder) }
    if case .behind(let link) = decision.action {
      behind[link, default: []].append(decision)
      return
    }
    if let reason = decision.conflict {
      conflicts[item.path] = CheckoutConflict(path: item.path, reason: reason)
    }
    if let blocker = decision.blocker { blockers.insert(blocker) }
    if decision.replacesLink { plan.linksReplaced.append(item.path) }
    forget(item)
    act(decision)
  }

  mutating func finish() throws -> CheckoutPlan {
    for link in behind.keys.sorted() { try takeLinkedFolder(link) }
    try clearTheWay()
    for removal in plan.removals { desert(above: removal.path) }
    plan.conflicts = conflicts.values.sorted { $0.path < $1.path }
    plan.linksReplaced.sort()
    plan.removals.sort { $0.path < $1.path }
    plan.writes.sort { $0.path < $1.path }
    return plan
  }

  /// Takes out of the index what is there in another form than the target has.
  private mutating func forget(_ item: CheckoutItem) {
    if item.tracked != nil && item.wantedFile == nil { plan.changes.append(.remove(item.path)) }
    if item.wasEmptyFolder && !item.wantsFolder {
      plan.changes.append(.removeEmptyFolder(item.path))
    }
    guard item.target == nil else { return }
    if item.wasEmptyFolder || item.mayBeFolder { plan.deserted.insert(item.path) }
    desert(above: item.path)
  }

  private mutating func act(_ decision: CheckoutDecision) {
    let item = decision.item
    switch decision.action {
    case .behind: break
    case .nothing:
      if item.wantsFolder { plan.changes.append(.emptyFolder(item.path)) }
    case .keep(let status, let isLinked):
      plan.keptCount += 1
      if let entry = entry(item, status, isLinked: isLinked) {
        plan.changes.append(.set(entry))
      }
    case .setMode(let status):
      guard let wanted = item.wantedFile else { break }
      plan.modeChanges.append(.init(path: item.path, entry: wanted, status: status))
    case .write(let status):
      guard let wanted = item.wantedFile else { break }
      let isFolder = status?.type == .directory
      if isFolder { plan.foldersInTheWay.append(item.path) }
      plan.writes.append(
        .init(path: item.path, entry: wanted, replaced: isFolder ? nil : status))
    case .makeFolder(let status):
      if let status { plan.removals.append(.init(path: item.path, status: status)) }
      plan.folders.append(item.path)
      plan.changes.append(.emptyFolder(item.path))
    case .remove(let status):
      plan.removals.append(.init(path: item.path, status: status))
    }
  }

  private mutating func takeLinkedFolder(_ link: RepositoryPath) throws {
    let folder = LinkedFolder(link: link, index: index, content: content)
    let (decisions, isReplaced) = try folder.decide(behind[link] ?? [])
    for decision in decisions { take(decision) }
    guard isReplaced, let status = try content.tree.status(at: link) else { return }
    plan.removals.append(.init(path: link, status: status))
    plan.linksReplaced.append(link)
  }

  /// What stands where a folder must be, and what is in folders where files must be.
  private mutating func clearTheWay() throws {
    let removed = Set(plan.removals.map(\.path))
    var obstacles = FolderObstacles(index: index, content: content, removed: removed)
    for folder in plan.foldersInTheWay { try obstacles.clear(folder) }
    for blocker in blockers.sorted() where !removed.contains(blocker) {
      guard let status = try content.tree.status(at: blocker) else { continue }
      try obstacles.remove(blocker, status)
    }
    plan.foldersInTheWay = obstacles.folders
    for removal in obstacles.removals {
      plan.removals.append(removal)
      if index.fileIndex(at: removal.path) != nil { plan.changes.append(.remove(removal.path)) }
    }
    for conflict in obstacles.conflicts where conflicts[conflict.path] == nil {
      conflicts[conflict.path] = conflict
    }
  }

  private mutating func desert(above path: RepositoryPath) {
    var folder = path.parent
    while let next = folder, !next.isRoot, plan.deserted.insert(next).inserted {
      folder = next.parent
    }
  }

  /// The row of a file that is as it shall be.
  private func entry(
    _ item: CheckoutItem, _ status: FileStatus, isLinked: Bool
  ) -> IndexEntry? {
    guard let wanted = item.wantedFile else { return nil }
    if let tracked = item.tracked, tracked.isSame(as: wanted),
      FileRow(tracked).isUnchanged(status, isLinked: isLinked)
    {
      return tracked
    }
    var flags: IndexFlags = isLinked ? .linked : []
    if stamp?.isRacy(status) != false { flags.insert(.racy) }
    return IndexEntry(
      path: item.path, blob: BlobID(wanted.id), size: wanted.size, mode: wanted.mode,
      mtime: status.mtime, ctime: status.ctime, inode: status.inode, flags: flags,
      cutter: item.tracked?.cutter ?? .whole)
  }
}
