import FileIO
import ObjectStore
import Objects

/// Answers two questions about a file on disk: is it this blob, and are its bytes stored?
struct DiskContent: Sendable {
  let tree: WorkTree
  let store: ObjectStore

  /// The blob that the file would be, by the index where its stat can be believed, else read.
  /// Nil when it changed since its stat was taken.
  func blob(
    at path: RepositoryPath, _ status: FileStatus, isLinked: Bool, tracked: IndexEntry?
  ) throws -> Digest? {
    if let tracked, tracked.mode != .symlink,
      FileRow(tracked).isUnchanged(status, isLinked: isLinked)
    {
      return tracked.blob.digest
    }
    let found = try ContentHash.file(tree.absolute(path), in: tree.fileSystem)
    return found.status == status ? found.digest : nil
  }

  /// The blob of a link's own text.
  func linkBlob(at path: RepositoryPath) throws -> Digest {
    SHA256Hasher.hash(try tree.fileSystem.readLink(tree.absolute(path)))
  }

  /// Whether the bytes are here, or at a remote that has promised them.
  func isStored(_ digest: Digest) -> Bool {
    store.keeps(BlobID(digest))
  }
}
