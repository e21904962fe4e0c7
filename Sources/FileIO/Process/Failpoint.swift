// Named places at which a test can have the process killed. Debug builds only.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every place between two steps that a kill must not come between to any harm, in the order of the work.
///
/// `MLX_FAILPOINT=name` dies at the first hit, `name:3` at the third; `list:/a/file` appends the name of each
/// place that is passed to a file, a line each.
public enum Failpoint: String, CaseIterable, Sendable {
  // Storing.
  case packBody = "pack-body"
  case packSealed = "pack-sealed"
  case packsSynced = "packs-synced"
  case segmentWritten = "segment-written"
  case afterPublish = "after-publish"
  case beforeHead = "before-head"
  case headLinked = "head-linked"
  case afterHead = "after-head"
  case indexSaved = "index-saved"
  case gitFiles = "git-files"
  // Checking out.
  case checkoutPending = "checkout-pending"
  case checkoutCreated = "checkout-created"
  case checkoutFile = "checkout-file"
  case checkoutFiles = "checkout-files"
  case checkoutIndex = "checkout-index"
  case checkoutHead = "checkout-head"
  // Collecting, repacking, forgetting.
  case collectCopied = "collect-copied"
  case collectCondemned = "collect-condemned"
  case collectRowsDropped = "collect-rows-dropped"
  case collectPackMoved = "collect-pack-moved"
  case collectUndoListed = "collect-undo-listed"
  case repackSealed = "repack-sealed"
  case repackChecked = "repack-checked"
  case repackPublished = "repack-published"
  case forgetCopied = "forget-copied"
  case forgetSwapped = "forget-swapped"
  case forgetDeleted = "forget-deleted"
  case purgedHere = "purged-here"
  case remotePurgeCopied = "remote-purge-copied"
  case remotePurgeSwapped = "remote-purge-swapped"
  // Repairing.
  case salvageCopied = "salvage-copied"
  case salvagePublished = "salvage-published"
  case salvageMoved = "salvage-moved"
  // Moving between places.
  case transferPack = "transfer-pack"
  case transferPublished = "transfer-published"
  case pushProven = "push-proven"
  case fetchChecked = "fetch-checked"
  case bringChecked = "bring-checked"

  #if DEBUG
    private enum Plan {
      case die(String, countdown: Locked<Int>)
      case list(descriptor: Int32)
    }

    private static let plan: Plan? = {
      guard let raw = getenv("MLX_FAILPOINT") else { return nil }
      let parts = String(cString: raw).split(separator: ":", maxSplits: 1)
      guard let name = parts.first else { return nil }
      if name == "list", parts.count > 1 {
        return .list(
          descriptor: open(String(parts[1]), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644))
      }
      let hits = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
      return .die(String(name), countdown: Locked(hits))
    }()

    /// Kills the process here if the environment asks for it.
    public func hit() {
      switch Self.plan {
      case nil: return
      case .list(let descriptor):
        let line = rawValue + "\n"
        _ = line.utf8.withContiguousStorageIfAvailable {
          write(descriptor, $0.baseAddress, $0.count)
        }
      case .die(let name, let countdown):
        guard name == rawValue else { return }
        let isNow = countdown.withLock { left in
          left -= 1
          return left == 0
        }
        if isNow { kill(getpid(), SIGKILL) }
      }
    }
  #else
    /// Nothing, in a release build.
    @inlinable
    public func hit() {}
  #endif
}
