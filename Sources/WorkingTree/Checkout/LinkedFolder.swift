import FileIO
import Objects

/// A tracked folder that is reached through a link. It is left alone while its content is as it
/// shall be; else the link is replaced by a real folder, and nothing behind it is touched.
struct LinkedFolder {
  let link: RepositoryPath
  let index: Index
  let content: DiskContent

  /// The decisions about all that is behind the link, from those about the paths that were asked,
  /// and whether the link goes.
  func decide(
    _ asked: [CheckoutDecision]
  ) throws -> (decisions: [CheckoutDecision], isReplaced: Bool) {
    var looked = asked
    var isRight = true
    for position in looked.indices {
      let action = try look(at: looked[position].item)
      isRight = isRight && action != nil
      looked[position].action = action ?? .nothing
    }
    return isRight ? (looked, false) : (try replace(asked), true)
  }

  /// What keeps the path as it is; nil when it is not as it shall be.
  private func look(at item: CheckoutItem) throws -> CheckoutDecision.Action? {
    let status = try status(item)
    guard let wanted = item.target else { return status == nil ? .nothing : nil }
    guard let status else { return nil }
    if item.wantsFolder { return status.type == .directory ? .nothing : nil }
    if wanted.mode == .symlink {
      guard status.type == .symlink, try content.linkBlob(at: item.path) == wanted.id else {
        return nil
      }
      return .keep(status, isLinked: false)
    }
    guard status.type == .regular, status.isExecutable == (wanted.mode == .executable),
      try blob(item, status) == wanted.id
    else { return nil }
    return .keep(status, isLinked: true)
  }

  /// Everything that shall be behind the link is written into a new folder.
  private func replace(_ asked: [CheckoutDecision]) throws -> [CheckoutDecision] {
    var items: [RepositoryPath: CheckoutItem] = [:]
    index.forEachEntry(within: link) { entry in
      var item = CheckoutItem(path: entry.path)
      item.tracked = entry
      item.target = entry.treeEntry
      items[entry.path] = item
    }
    for path in index.emptyFolders(within: link) {
      var item = CheckoutItem(path: path)
      item.wasEmptyFolder = true
      item.target = CheckoutItems.emptyFolder(path)
      items[path] = item
    }
    for decision in asked { items[decision.item.path] = decision.item }
    return try items.values.map { item in
      var decision = CheckoutDecision(item: item, action: .nothing)
      if item.target != nil { decision.action = item.wantsFolder ? .makeFolder(nil) : .write(nil) }
      if try hidesChanges(item) { decision.conflict = .modified }
      if item.isStagedConflict { decision.conflict = .staged }
      return decision
    }
  }

  /// Whether the file behind the link has changes that are neither wanted nor stored.
  private func hidesChanges(_ item: CheckoutItem) throws -> Bool {
    guard item.tracked != nil, let status = try status(item), status.type == .regular else {
      return false
    }
    guard let blob = try blob(item, status) else { return true }
    return blob != item.target?.id && !content.isStored(blob)
  }

  private func blob(_ item: CheckoutItem, _ status: FileStatus) throws -> Digest? {
    try content.blob(at: item.path, status, isLinked: true, tracked: item.tracked)
  }

  /// Of the link itself where a link is meant, else of what is read.
  private func status(_ item: CheckoutItem) throws -> FileStatus? {
    let isLink = item.tracked?.mode == .symlink || item.wantedFile?.mode == .symlink
    return try content.tree.status(at: item.path, followingLinks: !isLink)
  }
}
