import FileIO
import ObjectStore
import Objects
import SystemPackage

/// Staging: files into the store, their ids and stats into the index.
public enum Add {
  /// Stages what an asset's path, or the part of it, holds on disk. What is unchanged by its stat
  /// is not read. Nothing there any more: its rows go, as in git. The declaration itself is the
  /// caller's to add to the index.
  ///
  /// - Parameter observing: who may see the bytes of large files that are read.
  ///
  /// Errors: `pathMissing` where nothing is and nothing was; `file-changed` and other `FileError`s.
  public static func stage(
    _ declaration: AssetDeclaration, part: RepositoryPath? = nil, in tree: WorkTree,
    index: inout Index, writer: StoreWriter, observing: (any IngestObserving)? = nil,
    progress: @escaping @Sendable (AddProgress) -> Void = { _ in }
  ) throws -> StagedAsset {
    let path = part ?? declaration.path
    var staged = StagedAsset(declaration: declaration)
    let scan = try Scan.run(
      path, asset: declaration.path, in: tree, tracked: index, skipsUnchanged: true)
    let leftOut = leftOut(within: path, of: index, in: tree)
    guard scan.exists else {
      guard index.contains(within: path) else { throw WorkTreeError.pathMissing(path.string) }
      staged.removed = index.summary(within: path).files
      index.remove(within: path)
      staged.keep(leftOut, in: &index)
      return staged
    }
    var ingest = AddIngest(
      tree: tree, writer: writer, observing: observing, progress: progress)
    let edits = try ingest.run(scan, known: index)
    staged.take(scan, edits, known: index, within: path)
    staged.newBytes = ingest.newBytes
    staged.newStoredBytes = ingest.newStoredBytes
    index.replace(within: path, with: edits)
    staged.keep(leftOut, in: &index)
    return staged
  }

  /// Files that are not on disk since they were never brought: they stay as they are.
  private static func leftOut(
    within path: RepositoryPath, of index: Index, in tree: WorkTree
  ) -> [IndexEntry] {
    guard tree.isPartial else { return [] }
    var entries: [IndexEntry] = []
    index.forEachEntry(within: path) { entry in
      guard entry.wasNeverSeen, (try? tree.status(at: entry.path)) == nil else { return }
      entries.append(entry)
    }
    return entries
  }

  /// Stages one file that belongs to no asset, such as a metrics file.
  ///
  /// Errors: `pathMissing`; `notStorable` for a folder.
  public static func stageFile(
    _ path: RepositoryPath, in tree: WorkTree, index: inout Index, writer: StoreWriter
  ) throws -> IndexEntry {
    let scan = try Scan.run(path, in: tree, tracked: index)
    guard scan.exists else { throw WorkTreeError.pathMissing(path.string) }
    guard scan.fileCount == 1, scan.folders.first?.path == path.parent, scan.emptyFolders.isEmpty
    else { throw WorkTreeError.notStorable(path.string) }
    var ingest = AddIngest(tree: tree, writer: writer)
    index.replace(within: path, with: try ingest.run(scan, known: index))
    guard let entry = index.entry(at: path) else { throw WorkTreeError.pathMissing(path.string) }
    return entry
  }
}

extension StagedAsset {
  /// Puts back what is not on disk and is no deletion.
  fileprivate mutating func keep(_ entries: [IndexEntry], in index: inout Index) {
    guard !entries.isEmpty else { return }
    index.apply(entries.map(IndexChange.set))
    removed -= entries.count
    unchanged += entries.count
    files += entries.count
    bytes &+= entries.reduce(0) { $0 &+ $1.size }
  }

  /// Counts what the edits change in an index that they are not applied to yet.
  mutating func take(
    _ scan: ScanResult, _ edits: [FolderEdit], known: Index, within path: RepositoryPath
  ) {
    for edit in edits {
      let folder = known.folderIndex(at: edit.path)
      if let folder, edit.keepsOthers {
        let rows = known.files[known.folders[folder].fileRange]
        files += rows.count - edit.files.count
        unchanged += rows.count - edit.files.count
        bytes &+= rows.reduce(0) { $0 &+ $1.size }
        for file in edit.files {
          guard let row = known.fileIndex(named: file.name, in: folder) else { continue }
          bytes &-= known.files[row].size
        }
      }
      for file in edit.files {
        guard let row = file.row else { continue }
        files += 1
        bytes &+= row.size
        guard let folder, let old = known.fileIndex(named: file.name, in: folder) else {
          added += 1
          continue
        }
        let isSame = known.files[old].blob == row.blob && known.files[old].mode == row.mode
        if isSame { unchanged += 1 } else { changed += 1 }
      }
    }
    removed = known.summary(within: path).files - changed - unchanged
    ignored = scan.ignoredCount
    notices = scan.notices
    linksReadThrough = scan.linksReadThrough
  }
}
