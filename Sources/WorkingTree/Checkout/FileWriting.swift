import FileIO
import ObjectStore
import Objects

/// Writes one file or link of a checkout: to a new name in its folder, then renamed, so that what
/// had the name before, and its other hard links, are not written to.
struct FileWriting: Sendable {
  /// No system has longer link targets.
  private static let linkBytesMax = 4096

  let store: ObjectStore

  /// Writes it into its folder, which is made where it is missing, and returns the stat of the new file.
  ///
  /// Errors: `file-changed` when something else is there than the plan saw; `pathBlocked`.
  func write(_ write: CheckoutPlan.Write, in folders: inout RealFolders) throws -> FileStatus {
    try Interruption.check()
    let folder = try folders.parent(of: write.path)
    let name = write.path.name
    let new = CheckoutTemporary.make()
    do {
      try fill(new, in: folder, write)
      try folder.confirm(name, is: write.replaced)
      try put(new, as: name, in: folder, write)
    } catch {
      try? folder.fileSystem.unlink(new, in: folder)
      throw error
    }
    Failpoint.checkoutFile.hit()
    guard let status = try folder.status(of: name) else {
      throw FileError.changedWhileReading(folder.path.appending(name).string)
    }
    return status
  }

  /// Gives the new file its name. A large one changes places with the old: file systems write a file
  /// out before they let it take another's name, and that takes longer than all the rest.
  private func put(
    _ new: String, as name: String, in folder: Folder, _ write: CheckoutPlan.Write
  ) throws {
    if isLarge(write), write.replaced != nil, try folder.fileSystem.exchange(new, name, in: folder)
    {
      return try folder.fileSystem.unlink(new, in: folder)
    }
    try folder.fileSystem.rename(new, to: name, in: folder)
  }

  private func fill(_ new: String, in folder: Folder, _ write: CheckoutPlan.Write) throws {
    let blob = BlobID(write.entry.id)
    if write.entry.mode == .symlink {
      let text = try store.readBlob(blob, maxBytes: Self.linkBytesMax)
      guard let target = String(validating: text, as: UTF8.self), !text.isEmpty, !text.contains(0)
      else {
        throw ObjectError.malformed(
          kind: "link", id: blob.hex, reason: "'\(write.path)' points to no possible path")
      }
      return try folder.fileSystem.symlink(target: target, at: new, in: folder)
    }
    let permissions: UInt16 = write.entry.mode == .executable ? 0o755 : 0o644
    let file = try File(new, in: folder, .create, permissions: permissions)
    if isLarge(write) {
      // What is stored, whatever the folder says: what is set aside and not written stays taken.
      file.reserve(Int64(clamping: try store.size(of: blob)))
      try store.write(blob, to: file)
    } else {
      try file.write(store.readBlob(blob, maxBytes: store.limits.smallFileBytes), at: 0)
    }
  }

  /// Whether a file is not read whole.
  private func isLarge(_ write: CheckoutPlan.Write) -> Bool {
    write.entry.mode != .symlink && write.entry.size > UInt64(store.limits.smallFileBytes)
  }
}
