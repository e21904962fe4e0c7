import FileIO
import ObjectStore
import Objects

/// Writes small files where nothing is, straight under their names: two system calls a file less than
/// a temporary name and a rename.
///
/// What it leaves behind when it is killed is a beginning of the file. `checkout.pending` stands then,
/// and `DiskContent.isTornWrite` tells such a file from a change.
struct FreshFiles {
  /// A file of up to this many bytes is read whole.
  private static let bytesMax: UInt64 = 1 << 20

  let tree: WorkTree
  let store: ObjectStore

  /// Whether a file can be written this way.
  static func takes(_ write: CheckoutPlan.Write) -> Bool {
    write.replaced == nil && write.entry.mode != .symlink && write.entry.size <= bytesMax
  }

  /// Writes some files and returns the stat of each.
  ///
  /// Errors: `file-changed` when something is there by now; nothing is left of the file that fails.
  func write(_ writes: some Collection<CheckoutPlan.Write>) throws -> [FileStatus] {
    let writes = Array(writes)
    var folders = RealFolders(tree)
    var statuses: [FileStatus] = []
    statuses.reserveCapacity(writes.count)
    let blobs = writes.map { BlobID($0.entry.id) }
    try store.readBlobs(blobs, maxBytes: Int(Self.bytesMax)) { place, bytes in
      try Interruption.check()
      let write = writes[place]
      let folder = try folders.parent(of: write.path)
      statuses.append(try create(write, bytes, in: folder))
    }
    return statuses
  }

  private func create(
    _ write: CheckoutPlan.Write, _ bytes: UnsafeRawBufferPointer, in folder: Folder
  ) throws -> FileStatus {
    let permissions: UInt16 = write.entry.mode == .executable ? 0o755 : 0o644
    let file: File
    do {
      file = try File(write.entry.name, in: folder, .create, permissions: permissions)
    } catch FileError.exists(let path) {
      throw FileError.changedWhileReading(path)
    }
    do {
      Failpoint.checkoutCreated.hit()
      try file.write(bytes, at: 0)
      Failpoint.checkoutFile.hit()
      return try file.status()
    } catch {
      try? folder.fileSystem.unlink(write.entry.name, in: folder)
      throw error
    }
  }
}
