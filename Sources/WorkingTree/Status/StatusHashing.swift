import FileIO
import Objects

/// Reads the files whose stat left a doubt, on threads, and settles each.
struct StatusHashing {
  /// Small files are handed out in runs of this many.
  private static let grain = 16

  let tree: WorkTree
  let progress: @Sendable (UInt64, UInt64) -> Void

  func finish(_ compared: StatusComparison.Result) throws -> WorkTreeStatus {
    let found = Locked(compared.status)
    let doubts = compared.doubts
    if !doubts.isEmpty {
      let total = doubts.reduce(0) { $0 &+ $1.recorded.size }
      let stamp = tree.clockStamp()
      let done = Locked<UInt64>(0)
      let grain = doubts.count > 256 ? Self.grain : 1
      try Threads.share(doubts.count, grain: grain) { range in
        for doubt in doubts[range] {
          try settle(doubt, stamp, found) { count in
            let sum = done.withLock {
              $0 &+= UInt64(clamping: count)
              return $0
            }
            progress(sum, total)
          }
        }
      }
    }
    var status = found.withLock { $0 }
    status.changes.sort { $0.path < $1.path }
    status.notices.sort { $0.path < $1.path }
    status.refreshed.sort { $0.row < $1.row }
    return status
  }

  private func settle(
    _ doubt: Doubt, _ stamp: ClockStamp?, _ found: Locked<WorkTreeStatus>,
    progress: (Int) -> Void
  ) throws {
    let content = try ContentHash.file(
      tree.absolute(doubt.path), in: tree.fileSystem, progress: progress)
    let isEqual = content.digest == doubt.recorded.blob && content.status != nil
    found.withLock {
      $0.hashedFiles += 1
      $0.hashedBytes &+= doubt.recorded.size
      if isEqual, let status = content.status {
        var flags: IndexFlags = doubt.isLinked ? .linked : []
        if stamp?.isRacy(status) != false { flags.insert(.racy) }
        $0.refreshed.append(IndexRefresh(row: doubt.row, status: status, flags: flags))
      }
      if !isEqual || doubt.mode != doubt.recorded.mode {
        $0.changes.append(
          PathChange(
            path: doubt.path, kind: isEqual ? .modeChanged : .modified,
            oldSize: doubt.recorded.size, newSize: UInt64(clamping: doubt.status.size)))
      }
    }
  }
}
