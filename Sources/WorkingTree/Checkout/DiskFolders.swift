import FileIO
import Objects

/// What the folders above a path are on disk: nothing is written or deleted below one that is a
/// link or a file. Remembers what it saw.
public struct DiskFolders {
  /// What is at a folder's path.
  public enum State: Equatable, Sendable {
    case real
    case missing
    /// A file, or a link that is not tracked as read through, is at that path.
    case blocked(RepositoryPath)
    /// A link at that path leads to a folder whose content is tracked.
    case linked(RepositoryPath)
  }

  private let tree: WorkTree
  private let index: Index
  private var seen: [RepositoryPath: State] = [.root: .real]

  public init(_ tree: WorkTree, _ index: Index) {
    self.tree = tree
    self.index = index
  }

  /// The first thing on the way to a folder that is no folder, or that nothing is.
  public mutating func state(of folder: RepositoryPath) throws -> State {
    if let state = seen[folder] { return state }
    let above = try state(of: folder.parent ?? .root)
    let found = above == .real ? try look(at: folder) : above
    seen[folder] = found
    return found
  }

  private func look(at folder: RepositoryPath) throws -> State {
    guard let status = try tree.status(at: folder) else { return .missing }
    switch status.type {
    case .directory: return .real
    case .regular, .other: return .blocked(folder)
    case .symlink:
      let isTracked = !index.folderRange(within: folder).isEmpty
      let target = try? tree.status(at: folder, followingLinks: true)
      return isTracked && target?.type == .directory ? .linked(folder) : .blocked(folder)
    }
  }
}
