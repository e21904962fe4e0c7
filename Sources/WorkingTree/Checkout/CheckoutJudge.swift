import FileIO
import ObjectStore
import Objects

/// Decides what to do about a path from what is on disk there. Bytes that are stored are never
/// lost; all others are a conflict.
struct CheckoutJudge {
  let content: DiskContent
  /// Whether a checkout was interrupted, maybe by a power cut.
  let isResumed: Bool
  private var folders: DiskFolders

  init(tree: WorkTree, store: ObjectStore, index: Index, isResumed: Bool = false) {
    content = DiskContent(tree: tree, store: store)
    self.isResumed = isResumed
    folders = DiskFolders(tree, index)
  }

  mutating func decide(_ item: CheckoutItem) throws -> CheckoutDecision {
    var decision = CheckoutDecision(item: item, action: .nothing)
    let parent = item.path.parent ?? .root
    let state = try folders.state(of: parent)
    if item.isOnlyMended {
      if case .real = state { try mend(&decision) }
      return decision
    }
    switch state {
    case .linked(let link):
      decision.action = .behind(link)
    case .missing:
      decideAbsent(&decision)
    case .blocked(let path):
      decideAbsent(&decision)
      if item.target != nil { decision.blocker = path }
    case .real:
      try decideHere(&decision)
    }
    if item.isStagedConflict { decision.conflict = .staged }
    return decision
  }

  private func decideHere(_ decision: inout CheckoutDecision) throws {
    guard let status = try content.tree.status(at: decision.item.path) else {
      return decideAbsent(&decision)
    }
    switch status.type {
    case .directory: decideFolder(&decision, status)
    case .regular: try decideFile(&decision, status)
    case .symlink: try decideLink(&decision, status)
    case .other:
      if decision.item.target != nil {
        decision.action = .write(status)
        decision.conflict = .special
      }
    }
  }

  private func decideAbsent(_ decision: inout CheckoutDecision) {
    if decision.item.wantsFolder {
      decision.action = .makeFolder(nil)
    } else if decision.item.target != nil {
      decision.action = .write(nil)
    }
  }

  /// A folder in the way of a file; what is in it is looked at when all decisions are known.
  private func decideFolder(_ decision: inout CheckoutDecision, _ status: FileStatus) {
    if decision.item.wantedFile != nil { decision.action = .write(status) }
  }

  private func decideFile(_ decision: inout CheckoutDecision, _ status: FileStatus) throws {
    let item = decision.item
    guard item.target != nil || item.tracked != nil || !item.expected.isEmpty else { return }
    let blob = try content.blob(at: item.path, status, isLinked: false, tracked: item.tracked)
    if let wanted = item.wantedFile, wanted.mode != .symlink, blob == wanted.id {
      let isRight = status.isExecutable == (wanted.mode == .executable)
      decision.action =
        isRight
        ? .keep(status, isLinked: false)
        : status.links == 1 ? .setMode(status) : .write(status)
      return
    }
    try settle(&decision, status, blob: blob)
  }

  /// A file of both versions, which may have been written where it was deleted.
  private func mend(_ decision: inout CheckoutDecision) throws {
    let item = decision.item
    guard let status = try content.tree.status(at: item.path), status.type == .regular else {
      return
    }
    let blob = try content.blob(at: item.path, status, isLinked: false, tracked: item.tracked)
    let isWhole = blob == item.wantedFile?.id || blob.map(item.expected.contains) == true
    if try !isWhole && isTornWrite(item, status) { try settle(&decision, status, blob: blob) }
  }

  /// Replaces or removes what is there; a conflict unless its bytes are stored.
  private func settle(
    _ decision: inout CheckoutDecision, _ status: FileStatus, blob: Digest?
  ) throws {
    let item = decision.item
    let isTorn = try isTornWrite(item, status)
    let isSafe = isTorn || blob.map(content.isStored) ?? false
    if item.target == nil {
      // Only a roll back meets files that the index does not know; others than its own stay.
      if item.tracked == nil, !isTorn, !(blob.map(item.expected.contains) ?? false) { return }
      decision.action = .remove(status)
    } else {
      decision.action = item.wantsFolder ? .makeFolder(status) : .write(status)
    }
    if !isSafe { decision.conflict = item.tracked == nil ? .untracked : .modified }
  }

  private func isTornWrite(_ item: CheckoutItem, _ status: FileStatus) throws -> Bool {
    guard isResumed else { return false }
    let written = item.expected + [item.wantedFile?.id].compactMap(\.self)
    return try content.isTornWrite(at: item.path, status, of: written)
  }

  private func decideLink(_ decision: inout CheckoutDecision, _ status: FileStatus) throws {
    let item = decision.item
    let text = try content.linkBlob(at: item.path)
    if item.wantedFile?.mode == .symlink && text == item.wantedFile?.id {
      decision.action = .keep(status, isLinked: false)
      return
    }
    let isFile = { (mode: TreeMode?) in mode == .file || mode == .executable }
    if isFile(item.tracked?.mode) || (item.tracked == nil && isFile(item.wantedFile?.mode)) {
      let behind = try? content.tree.status(at: item.path, followingLinks: true)
      if let behind, behind.type == .regular {
        return try decideReadThrough(&decision, status, behind: behind, text: text)
      }
    }
    guard item.target != nil || item.tracked != nil || item.expected.contains(text) else { return }
    try settle(&decision, status, blob: text)
  }

  /// A link to a file stands for that file. Replacing the link leaves the file where it is.
  private func decideReadThrough(
    _ decision: inout CheckoutDecision, _ status: FileStatus, behind: FileStatus, text: Digest
  ) throws {
    let item = decision.item
    let blob = try content.blob(at: item.path, behind, isLinked: true, tracked: item.tracked)
    if let wanted = item.wantedFile, wanted.mode != .symlink, blob == wanted.id,
      behind.isExecutable == (wanted.mode == .executable)
    {
      decision.action = .keep(behind, isLinked: true)
      return
    }
    // An unknown link is only its own text; a tracked one stands for its content.
    try settle(&decision, status, blob: item.tracked == nil ? text : blob)
    if item.tracked != nil { decision.replacesLink = true }
  }
}
