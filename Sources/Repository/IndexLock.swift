// One command at a time edits the index of a work tree.
import FileIO
import Objects

extension Repository {
  /// Runs a command that edits the index while no other command of this work tree does, so that two
  /// of them at one time do not lose each other's staging. Not reentrant: verbs take it, cores do not.
  ///
  /// Where files cannot be locked nothing is kept out: two commands at one time may then lose what one of them
  /// staged, and still no commit, since the head is swapped by link(2).
  ///
  /// Errors: `unsupported-format` when this program may not write here; `file-locked` when another
  /// command holds the lock for longer than `waitSeconds`.
  func withIndexLock<R>(waitSeconds: Double = .infinity, _ body: () throws -> R) throws -> R {
    try format.checkWriting()
    // A file that every repository has and that never goes.
    let path = metadata.appending("format")
    let lock: HeldLock?
    do throws(FileError) {
      lock = HeldLock(try FileLock(path, in: environment.fileSystem, waitSeconds: waitSeconds))
    } catch {
      guard case .locksUnsupported = error else { throw error }
      lock = nil
    }
    return try withExtendedLifetime(lock) { try body() }
  }

  /// The same for a command that changes files or history: refused while a checkout has not ended.
  func withSettledTree<R>(_ body: () throws -> R) throws -> R {
    try withIndexLock {
      if let pending = try loadPendingCheckout() {
        throw WorkingError.checkoutPending(to: pending.targetText)
      }
      return try body()
    }
  }
}
