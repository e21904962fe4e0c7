import FileIO
import Objects

/// All that a checkout will do, decided before anything is touched.
public struct CheckoutPlan: Sendable {
  /// A file or link that goes, as it was when the plan was made.
  struct Removal: Sendable {
    let path: RepositoryPath
    let status: FileStatus
  }

  /// A file or link that is written.
  struct Write: Sendable {
    let path: RepositoryPath
    let entry: TreeEntry
    /// What is there now; nil for nothing, and for what is removed first.
    let replaced: FileStatus?
  }

  struct ModeChange: Sendable {
    let path: RepositoryPath
    let entry: TreeEntry
    let status: FileStatus
  }

  /// What would be lost; `apply` refuses while there are any, unless it is forced. In path order.
  public internal(set) var conflicts: [CheckoutConflict] = []
  /// Links that were read through and become real files or folders.
  public internal(set) var linksReplaced: [RepositoryPath] = []
  /// Paths that are as they shall be already.
  public internal(set) var keptCount = 0

  /// Files that were purged: nothing can be written there.
  public internal(set) var purged: [RepositoryPath] = []

  var removals: [Removal] = []
  /// Folders where files shall be, innermost first.
  var foldersInTheWay: [RepositoryPath] = []
  /// Empty folders that shall exist.
  var folders: [RepositoryPath] = []
  var writes: [Write] = []
  var modeChanges: [ModeChange] = []
  /// Folders that go when nothing is left in them.
  var deserted: Set<RepositoryPath> = []
  /// Folders to look for leftovers of a killed checkout in.
  var swept: Set<RepositoryPath> = []
  /// What is known of the new index before anything is written.
  var changes: [IndexChange] = []

  /// The contents that are written.
  public var blobs: [BlobID] { writes.map { BlobID($0.entry.id) } }

  /// Writes some files not. What is on disk at their paths goes, since it is of another version.
  ///
  /// Returns how many, and their bytes.
  public mutating func leaveOut(
    _ isLeftOut: (RepositoryPath, BlobID, _ size: UInt64) -> Bool
  ) -> (files: Int, bytes: UInt64) {
    var left: (files: Int, bytes: UInt64) = (0, 0)
    writes.removeAll { write in
      let entry = write.entry
      guard isLeftOut(write.path, BlobID(entry.id), entry.size) else { return false }
      left.files += 1
      left.bytes &+= entry.size
      if let status = write.replaced {
        removals.append(Removal(path: write.path, status: status))
      }
      changes.append(
        .set(
          IndexEntry(
            path: write.path, blob: BlobID(entry.id), size: entry.size, mode: entry.mode)))
      return true
    }
    if left.files > 0 { removals.sort { $0.path < $1.path } }
    return left
  }

  /// Leaves what is in conflict as it is on disk.
  public mutating func leaveConflicts() {
    let left = Set(conflicts.map(\.path))
    writes.removeAll { left.contains($0.path) }
    removals.removeAll { left.contains($0.path) }
    conflicts = []
  }

  /// Files and links that are written or change their mode.
  public var writeCount: Int { writes.count + modeChanges.count }
  /// Files and links that are deleted and not replaced.
  public var deleteCount: Int { removals.count }
  /// Bytes that are written.
  public var bytes: UInt64 { writes.reduce(0) { $0 &+ $1.entry.size } }
  /// Whether the disk stays as it is.
  public var isEmpty: Bool {
    writes.isEmpty && removals.isEmpty && modeChanges.isEmpty && folders.isEmpty
      && deserted.isEmpty
  }
}
