import FileIO
import ObjectStore
import Objects
import WorkingTree

// The bytes on disk, hashed and not stored.
extension Repository {
  /// The entry that `add` would make of the file at a path; nil when no file or link is there.
  func contentEntry(at path: RepositoryPath, index: Index) throws -> IndexEntry? {
    guard let status = try workTree.status(at: path), status.type != .directory else { return nil }
    let asset = index.asset(containing: path)?.path
    let scan = try Scan.run(path, asset: asset, in: workTree, tracked: index)
    guard let file = scan.folders.first?.files.first else { return nil }
    if let target = file.linkTarget {
      let bytes = Array(target.utf8)
      return IndexEntry(
        path: path, blob: BlobID(SHA256Hasher.hash(bytes)), size: UInt64(bytes.count),
        mode: file.mode)
    }
    let found = try ContentHash.file(workTree.absolute(path), in: environment.fileSystem)
    return IndexEntry(
      path: path, blob: BlobID(found.digest), size: UInt64(clamping: file.status.size),
      mode: file.mode)
  }

  /// Whether the bytes at a path are in the store, so that nothing is lost when they go.
  func isStored(_ path: RepositoryPath, index: Index) throws -> Bool {
    guard let entry = try contentEntry(at: path, index: index) else { return false }
    return store.keeps(entry.blob)
  }

  /// The index as it would be if everything tracked were staged now; nothing is stored.
  func workTreeIndex(from staged: Index) throws -> Index {
    let changes =
      try Status.compare(staged, in: workTree).changes + codeChanges(staged).changes
    var edits: [IndexChange] = []
    for change in changes {
      try Interruption.check()
      switch (change.kind, change.isFolder) {
      case (.deleted, true): edits.append(.removeEmptyFolder(change.path))
      case (.deleted, false): edits.append(.remove(change.path))
      case (_, true): edits.append(.emptyFolder(change.path))
      case (_, false):
        if let entry = try contentEntry(at: change.path, index: staged) {
          edits.append(.set(entry))
        }
      }
    }
    var index = staged
    index.apply(edits)
    return index
  }
}
