import FileIO
import ObjectStore
import Objects
import SystemPackage

/// Writes one file or link of a checkout: to a new name in its folder, then renamed, so that what
/// had the name before, and its other hard links, are not written to.
struct FileWriting: Sendable {
  /// No system has longer link targets.
  private static let linkBytesMax = 4096

  let tree: WorkTree
  let store: ObjectStore

  /// Returns the stat of the new file.
  ///
  /// Errors: `file-changed` when something else is there than the plan saw.
  func write(_ write: CheckoutPlan.Write) throws -> FileStatus {
    try Interruption.check()
    let path = tree.absolute(write.path)
    let new = CheckoutTemporary.make(in: path.removingLastComponent())
    do {
      try fill(new, write)
      try tree.confirm(path, is: write.replaced)
      try put(new, at: path, write)
    } catch {
      try? tree.fileSystem.unlink(new)
      throw error
    }
    Failpoint.checkoutFile.hit()
    guard let status = try tree.fileSystem.status(at: path, followingLinks: false) else {
      throw FileError.changedWhileReading(path.string)
    }
    return status
  }

  /// Gives the new file its name. A large one changes places with the old: file systems write a file
  /// out before they let it take another's name, and that takes longer than all the rest.
  private func put(_ new: FilePath, at path: FilePath, _ write: CheckoutPlan.Write) throws {
    if isLarge(write), write.replaced != nil, try tree.fileSystem.exchange(new, path) {
      return try tree.fileSystem.unlink(new)
    }
    try tree.fileSystem.rename(new, to: path)
  }

  private func fill(_ new: FilePath, _ write: CheckoutPlan.Write) throws {
    let blob = BlobID(write.entry.id)
    if write.entry.mode == .symlink {
      let text = try store.readBlob(blob, maxBytes: Self.linkBytesMax)
      guard let target = String(validating: text, as: UTF8.self), !text.isEmpty, !text.contains(0)
      else {
        throw ObjectError.malformed(
          kind: "link", id: blob.hex, reason: "'\(write.path)' points to no possible path")
      }
      return try tree.fileSystem.symlink(target: target, at: new)
    }
    let permissions: UInt16 = write.entry.mode == .executable ? 0o755 : 0o644
    let file = try File(new, .create, in: tree.fileSystem, permissions: permissions)
    if isLarge(write) {
      file.reserve(Int64(clamping: write.entry.size))
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

extension WorkTree {
  /// Throws `file-changed` when something else is at a path than was found there. Times of other
  /// links to the same file do not matter.
  func confirm(_ path: FilePath, is expected: FileStatus?) throws {
    let found = try fileSystem.status(at: path, followingLinks: false)
    let isSame =
      found?.type == expected?.type && found?.inode == expected?.inode
      && found?.device == expected?.device && found?.mtime == expected?.mtime
      && found?.size == expected?.size
    guard isSame else { throw FileError.changedWhileReading(path.string) }
  }
}
