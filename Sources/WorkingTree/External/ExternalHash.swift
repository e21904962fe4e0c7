import FileIO
import ObjectStore
import Objects
import SystemPackage

/// What the bytes at a place outside of the work tree are: the id that they would have as an asset.
public struct ExternalHash: Sendable {
  /// What was hashed, as it is now.
  public let content: ExternalContent
  public let object: AssetObject
  /// Whether its stats may be believed from now on.
  public let isStampSure: Bool
  /// The rows of a folder; nil for a file.
  fileprivate let index: Index?

  /// Writes the trees of a folder, so that its files are known by name; no bytes of files.
  public func writeTrees(_ writer: StoreWriter) throws {
    if let index { _ = try IndexTree.write(index, writer: writer) }
  }
}

extension ExternalContent {
  /// Small files are handed out in runs of this many.
  private static let grain = 16

  /// Reads and hashes everything.
  ///
  /// - Parameter progress: gets the numbers of bytes that were read, from any thread.
  ///
  /// Errors: `file-changed` when something was written there in the meantime.
  public func hash(
    in tree: WorkTree, limits: TreeLimits = .standard,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> ExternalHash {
    let moment = tree.clockStamp()
    guard isFolder else {
      let found = try ContentHash.file(place, in: tree.fileSystem, progress: progress)
      return ExternalHash(
        content: try unchanged(in: tree), object: .blob(BlobID(found.digest)),
        isStampSure: !isRacy(moment), index: nil)
    }
    let index = try index(in: tree, progress: progress)
    let root = try IndexTree.compute(index, limits: limits).root
    return ExternalHash(
      content: try unchanged(in: tree), object: .tree(root), isStampSure: !isRacy(moment),
      index: index)
  }

  /// The same content, if it is still as it was before it was read.
  private func unchanged(in tree: WorkTree) throws -> ExternalContent {
    guard let now = try ExternalContent.find(at: place, in: tree), now.stamp == stamp else {
      throw FileError.changedWhileReading(place.string)
    }
    return now
  }

  private func index(
    in tree: WorkTree, progress: @escaping @Sendable (Int) -> Void
  ) throws -> Index {
    let inside = tree.rooted(at: place)
    let files = folders.flatMap { folder in
      folder.files.map { (path: folder.path.appending(unchecked: $0.name), file: $0) }
    }
    let entries = Locked<[IndexEntry]>([])
    try Threads.share(files.count, grain: files.count > 256 ? Self.grain : 1) { range in
      let made = try files[range].map { path, file in
        IndexEntry(
          path: path, blob: try Self.blob(at: inside.absolute(path), file, inside, progress),
          size: UInt64(clamping: file.status.size), mode: file.mode)
      }
      entries.withLock { $0 += made }
    }
    var index = Index()
    index.replace(
      within: .root, with: entries.withLock { $0 }, emptyFolders: emptyFolders)
    return index
  }

  private static func blob(
    at disk: FilePath, _ file: ScannedFile, _ tree: WorkTree, _ progress: (Int) -> Void
  ) throws -> BlobID {
    if let target = file.linkTarget { return BlobID(SHA256Hasher.hash(target)) }
    return BlobID(try ContentHash.file(disk, in: tree.fileSystem, progress: progress).digest)
  }
}
