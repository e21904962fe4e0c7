import FileIO
import Objects

/// A folder that is where a file shall be: everything in it must go, and so must be stored.
struct FolderObstacles {
  let index: Index
  let content: DiskContent
  /// Paths that are removed anyway.
  let removed: Set<RepositoryPath>

  private(set) var removals: [CheckoutPlan.Removal] = []
  private(set) var conflicts: [CheckoutConflict] = []
  /// Innermost first.
  private(set) var folders: [RepositoryPath] = []

  init(index: Index, content: DiskContent, removed: Set<RepositoryPath>) {
    self.index = index
    self.content = content
    self.removed = removed
  }

  /// Errors: `pathBlocked` for another repository in there; that is never removed.
  mutating func clear(_ folder: RepositoryPath) throws {
    let disk = content.tree.absolute(folder)
    for entry in try content.tree.fileSystem.entries(of: disk, withStatus: true) {
      guard entry.isValid, !WorkTree.isReserved(entry.name) else {
        throw WorkTreeError.pathBlocked(folder.appending(unchecked: entry.name).string)
      }
      guard let status = entry.status else { continue }
      let path = folder.appending(unchecked: entry.name)
      if status.type == .directory {
        try clear(path)
      } else if entry.name.hasPrefix(CheckoutTemporary.prefix) {
        removals.append(CheckoutPlan.Removal(path: path, status: status))
      } else if !removed.contains(path) {
        try remove(path, status)
      }
    }
    folders.append(folder)
  }

  /// A file or link that no decision is about.
  mutating func remove(_ path: RepositoryPath, _ status: FileStatus) throws {
    let tracked = index.entry(at: path)
    var blob: Digest?
    switch status.type {
    case .regular:
      blob = try content.blob(at: path, status, isLinked: false, tracked: tracked)
    case .symlink:
      blob = try content.linkBlob(at: path)
    case .directory, .other:
      conflicts.append(CheckoutConflict(path: path, reason: .special))
      removals.append(CheckoutPlan.Removal(path: path, status: status))
      return
    }
    if !(blob.map(content.isStored) ?? false) {
      let reason: CheckoutConflict.Reason = tracked == nil ? .untracked : .modified
      conflicts.append(CheckoutConflict(path: path, reason: reason))
    }
    removals.append(CheckoutPlan.Removal(path: path, status: status))
  }
}
