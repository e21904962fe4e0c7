import FileIO
import ObjectStore
import Objects

/// What is at a path of the work tree, as `add` would take it, hashed and not stored.
public struct PathContent: Sendable {
  public let object: AssetObject
  /// Bytes of the file, or of all files of the folder.
  public let size: UInt64
  public let fileCount: Int
  /// The files with their stats: what a later look can believe.
  public let index: Index

  /// Looks at a path. Files whose stat is that of a row of `known`, and proves something, are not read.
  ///
  /// - Parameter progress: gets the numbers of bytes that were read, from any thread.
  ///
  /// Nil when nothing is there. Errors: `not-storable`, `file-changed`, and those of reading.
  public static func find(
    at path: RepositoryPath, in tree: WorkTree, known: Index,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> PathContent? {
    let stamp = tree.clockStamp()
    let scan = try Scan.run(
      path, asset: known.asset(containing: path)?.path, in: tree, tracked: known)
    guard scan.exists else { return nil }
    let files = scan.folders.flatMap { folder in
      folder.files.map { (path: folder.path.appending(unchecked: $0.name), file: $0) }
    }
    let entries = Locked<[IndexEntry]>([])
    try Threads.share(files.count, grain: files.count > 256 ? 16 : 1) { range in
      let made = try files[range].map { path, file in
        try entry(at: path, file, in: tree, known: known, stamp, progress)
      }
      entries.withLock { $0 += made }
    }
    var index = Index()
    index.replace(
      within: path, with: entries.withLock { $0 },
      emptyFolders: scan.emptyFolders.filter { !$0.isRoot })
    let found = try IndexTree.compute(index, objectsOf: [path]).objects[path]
    guard let found else { return nil }
    return PathContent(
      object: found.object, size: found.size, fileCount: files.count, index: index)
  }

  /// Writes the trees of a folder, so that its files are known by name; no bytes of files.
  public func writeTrees(_ writer: StoreWriter) throws {
    if object.isTree { _ = try IndexTree.write(index, writer: writer) }
  }

  private static func entry(
    at path: RepositoryPath, _ file: ScannedFile, in tree: WorkTree, known: Index,
    _ stamp: ClockStamp?, _ progress: (Int) -> Void
  ) throws -> IndexEntry {
    if let target = file.linkTarget {
      return IndexEntry(
        path: path, blob: BlobID(SHA256Hasher.hash(target)), size: UInt64(target.utf8.count),
        mode: file.mode)
    }
    if let row = known.fileIndex(at: path),
      known.files[row].isUnchanged(file.status, isLinked: file.isLinked)
    {
      var entry = known.makeEntry(known.files[row], path: path)
      entry.mode = file.mode
      return entry
    }
    let found = try ContentHash.file(tree.absolute(path), in: tree.fileSystem, progress: progress)
    guard let status = found.status else { throw FileError.changedWhileReading(path.string) }
    var flags: IndexFlags = file.isLinked ? [.linked] : []
    if stamp?.isRacy(status) ?? true { flags.insert(.racy) }
    return IndexEntry(
      path: path, blob: BlobID(found.digest), size: UInt64(clamping: status.size),
      mode: file.mode, mtime: status.mtime, ctime: status.ctime, inode: status.inode,
      flags: flags, cutter: .whole)
  }
}
