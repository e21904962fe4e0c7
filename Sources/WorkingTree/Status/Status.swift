import FileIO
import Objects

/// Compares the index with the disk: by stat, and by content where the stat proves nothing.
public enum Status {
  /// - Parameters:
  ///   - scopes: only what is within one of these paths; empty means everything.
  ///   - rehash: read every file, whatever its stat says.
  ///   - progress: bytes read so far, and bytes to read.
  ///
  /// Errors: `FileError` for what cannot be read; `nameInvalid`.
  public static func compare(
    _ index: Index, in tree: WorkTree, within scopes: [RepositoryPath] = [],
    rehash: Bool = false,
    progress: @escaping @Sendable (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
  ) throws -> WorkTreeStatus {
    let reader = FolderReader(tree: tree, tracked: index)
    let isLarge = index.folders.contains { $0.fileCount >= KnownFolders.filesMin }
    let comparison = StatusComparison(
      index: index, rehash: rehash, stamp: isLarge ? tree.clockStamp() : nil,
      isPartial: tree.isPartial)
    var visits: [FolderVisit] = []
    var roots: [RepositoryPath] = []
    for root in StatusRoots.find(in: index, within: scopes) {
      roots.append(root.path)
      switch try ScanStart(reader).find(root.path, asset: root.asset) {
      case .nothing, .special: break
      case .file(let listing): comparison.compareFile(listing)
      case .folder(let visit, let listing):
        comparison.note(listing)
        visits.append(visit)
      }
    }
    // A thread costs more than a few folders do.
    let threads = index.fileCount < 2_000 ? 1 : Threads.recommended
    let known = rehash ? nil : KnownFolders(tree: tree, index: index)
    let unread = try known.walk(visits, reader, threads: threads, comparison.compareFolder)
    for (folder, differing) in unread {
      comparison.compareKnown(folder, differing.map(index.scanned))
    }
    comparison.finish(roots)
    return try StatusHashing(tree: tree, progress: progress).finish(comparison.result())
  }
}
