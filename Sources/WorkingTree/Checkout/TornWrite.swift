// Files are not synced when they are checked out, so a power cut can leave some of their blocks only.
import FileIO
import ObjectStore
import Objects

extension DiskContent {
  /// Whether all that the file holds is of one of these blobs: where its bytes differ they are zero.
  /// Replacing such a file loses nothing.
  func isTornWrite(
    at path: RepositoryPath, _ status: FileStatus, of blobs: [Digest]
  ) throws -> Bool {
    try blobs.contains { try isTornWrite(at: path, status, of: BlobID($0)) }
  }

  private func isTornWrite(
    at path: RepositoryPath, _ status: FileStatus, of blob: BlobID
  ) throws -> Bool {
    guard status.type == .regular, store.containsBlob(blob),
      try UInt64(clamping: status.size) <= store.size(of: blob)
    else { return false }
    let file = try File(tree.absolute(path), .read, in: tree.fileSystem)
    do {
      try store.stream(blob) { whole, offset in
        let found = try file.readUpTo(whole.count, at: Int64(offset))
        guard zip(found, whole).allSatisfy({ $0 == $1 || $0 == 0 }) else { throw OtherContent() }
      }
      return true
    } catch is OtherContent {
      return false
    }
  }

  private struct OtherContent: Error {}
}
