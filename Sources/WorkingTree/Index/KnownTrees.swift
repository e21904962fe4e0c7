import FileIO
import Objects

/// Trees of single folders, so that what is unchanged is not encoded and hashed again: git's cache
/// tree. Shared by copies of an index; whoever changes rows makes a new one.
final class KnownTrees: Sendable {
  /// Fewer files than this are hashed in no time.
  static let filesMin = 64

  private let trees = Locked<[Int: FolderTree]>([:])

  subscript(row: Int) -> FolderTree? {
    get { trees.withLock { $0[row] } }
    set { trees.withLock { $0[row] = newValue } }
  }
}

extension Index {
  /// The tree of a folder that has no folders in it, if it was computed since its rows changed.
  func knownTree(_ folder: Int) -> FolderTree? { folders[folder].tree ?? trees[folder] }

  /// Keeps the tree of a folder's rows as they are, when it was long in the making.
  func remember(_ tree: FolderTree, of folder: Int) {
    if folders[folder].fileCount >= KnownTrees.filesMin { trees[folder] = tree }
  }
}
