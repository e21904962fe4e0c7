import Chunking
import FileIO
import ObjectStore
import Objects

/// What a checkout did.
public struct CheckoutApplied: Sendable {
  /// The index given with the new rows and their stats; declarations are as they were.
  public private(set) var index: Index
  /// Files and links that were written or changed their mode.
  public private(set) var written: Int
  public private(set) var deleted: Int
  /// Bytes that were written.
  public private(set) var bytes: UInt64
  /// Links that were read through and are real files or folders now.
  public private(set) var linksReplaced: [RepositoryPath]

  /// Adds what was done after it, to the index that it left.
  public mutating func take(_ later: CheckoutApplied) {
    index = later.index
    written += later.written
    deleted += later.deleted
    bytes += later.bytes
    linksReplaced += later.linksReplaced
  }
}

/// Does what a plan says: removals, folders, files, then the rows of the new index.
struct CheckoutRun {
  /// Files from this size on are written one after the other, each on several threads.
  private static let largeBytesMin: UInt64 = 4 << 20
  /// Small files that a thread takes at once, at most. Neighbours: two threads rarely make names in one folder
  /// at a time, for which they would have to wait for each other.
  private static let grain = 256
  /// Below this a file is one chunk and no recipe says how it was cut.
  private static let recipeBytesMin: UInt64 = 64 << 10

  /// A file that now is as it shall be, with its new stat.
  private struct Done: Sendable {
    let path: RepositoryPath
    let entry: TreeEntry
    let status: FileStatus
  }

  let plan: CheckoutPlan
  let tree: WorkTree
  let store: ObjectStore
  /// Whether a file that is left unfinished is known for what it is.
  let isPending: Bool
  let progress: @Sendable (CheckoutProgress) -> Void

  func run(index: Index) throws -> CheckoutApplied {
    try SpaceCheck(tree: tree).check(plan)
    var folders = RealFolders(tree)
    for folder in plan.swept {
      if let folder = try folders.ifReal(folder) { CheckoutTemporary.sweep(folder) }
    }
    try remove(&folders)
    for folder in plan.folders { _ = try folders.folder(folder, isMade: true) }
    for write in plan.writes { _ = try folders.parent(of: write.path) }
    var done = try write()
    for change in plan.modeChanges { done.append(try changeMode(change, &folders)) }
    let stamp = plan.writeCount > 0 ? settledStamp(after: done) : nil
    var next = index
    next.apply(
      plan.changes, setting: done.lazy.map { row($0, stamp, cutter(of: $0, in: index)) })
    removeDeserted(&folders, next)
    Failpoint.checkoutIndex.hit()
    return CheckoutApplied(
      index: next, written: done.count, deleted: plan.deleteCount, bytes: plan.bytes,
      linksReplaced: plan.linksReplaced)
  }

  private func remove(_ folders: inout RealFolders) throws {
    for removal in plan.removals {
      try Interruption.check()
      guard let folder = try folders.ifReal(removal.path.parent ?? .root),
        try folder.status(of: removal.path.name) != nil
      else { continue }
      try folder.confirm(removal.path.name, is: removal.status)
      try folder.fileSystem.unlink(removal.path.name, in: folder)
      Failpoint.checkoutFile.hit()
    }
    for path in plan.foldersInTheWay {
      let folder = try folders.folder(path.parent ?? .root)
      try folder.fileSystem.removeDirectory(path.name, in: folder)
    }
  }

  /// Small files on threads, a run of neighbours each; then the large ones.
  private func write() throws -> [Done] {
    let meter = CheckoutMeter(plan, progress)
    let small = plan.writes.filter { $0.entry.size < Self.largeBytesMin }
    let results = Locked<[Int: [Done]]>([:])
    let writer = FileWriting(store: store)
    let fresh = FreshFiles(tree: tree, store: store)
    let grain = min(Self.grain, max(small.count / (4 * Threads.recommended), 1))
    let runs = Self.runs(of: small.count, grain: grain)
    try Threads.share(runs.count, grain: 1) { turns in
      for range in runs[turns] {
        let statuses =
          isPending && small[range].allSatisfy(FreshFiles.takes)
          ? try fresh.write(small[range]) : try written(small[range], writer)
        let part = zip(small[range], statuses).map {
          Done(path: $0.path, entry: $0.entry, status: $1)
        }
        results.withLock { $0[range.lowerBound] = part }
        meter.add(small[range])
      }
    }
    var done = results.withLock { $0 }.sorted { $0.key < $1.key }.flatMap(\.value)
    for write in plan.writes where write.entry.size >= Self.largeBytesMin {
      let status = try written([write], writer)[0]
      done.append(Done(path: write.path, entry: write.entry, status: status))
      meter.add([write])
    }
    return done
  }

  private func written(
    _ writes: some Sequence<CheckoutPlan.Write>, _ writer: FileWriting
  ) throws -> [FileStatus] {
    var folders = RealFolders(tree)
    return try writes.map { try writer.write($0, in: &folders) }
  }

  /// Runs of neighbours, such that those which threads take at one time lie far apart: two that make
  /// files in one folder only wait for each other.
  private static func runs(of count: Int, grain: Int) -> [Range<Int>] {
    let runs = (count + grain - 1) / grain
    let lanes = Threads.recommended
    let length = (runs + lanes - 1) / lanes
    var result: [Range<Int>] = []
    for row in 0..<length {
      for run in stride(from: row, to: runs, by: length) {
        result.append(run * grain..<min((run + 1) * grain, count))
      }
    }
    return result
  }

  private func changeMode(
    _ change: CheckoutPlan.ModeChange, _ folders: inout RealFolders
  ) throws -> Done {
    let folder = try folders.folder(change.path.parent ?? .root)
    let name = change.path.name
    try folder.confirm(name, is: change.status)
    let old = change.status.permissions & 0o777
    let readers = (old & 0o444) >> 2
    let new = change.entry.mode == .executable ? old | readers : old & ~0o111
    try folder.fileSystem.setPermissions(new, of: name, in: folder)
    Failpoint.checkoutFile.hit()
    let status = try folder.status(of: name)
    return Done(path: change.path, entry: change.entry, status: status ?? change.status)
  }

  private func row(_ done: Done, _ stamp: ClockStamp?, _ cutter: CutterCode) -> IndexEntry {
    let isRacy = stamp?.isRacy(done.status) ?? true
    return IndexEntry(
      path: done.path, blob: BlobID(done.entry.id), size: done.entry.size, mode: done.entry.mode,
      mtime: done.status.mtime, ctime: done.status.ctime, inode: done.status.inode,
      flags: isRacy && done.entry.mode != .symlink ? .racy : [], cutter: cutter)
  }

  /// The cutter of the blob's recipe, which its path keeps.
  private func cutter(of done: Done, in index: Index) -> CutterCode {
    guard done.entry.mode != .symlink, done.entry.size >= Self.recipeBytesMin,
      let recipe = try? store.recipe(of: BlobID(done.entry.id))
    else { return .whole }
    return CutterCode(rawValue: recipe.cutter.rawValue) ?? .whole
  }

  /// The file system's time when all that was written is old enough for its stat to be believed:
  /// a change after this command cannot have the same times. Waits some milliseconds for it.
  private func settledStamp(after done: [Done]) -> ClockStamp? {
    let newest = done.map { max($0.status.mtime, $0.status.ctime) }.max()
    var stamp = tree.clockStamp()
    for _ in 0..<3 {
      guard let newest, let now = stamp else { break }
      let age = now.time.nanoseconds(since: newest)
      guard age >= 0, age <= ClockStamp.granularityNanoseconds else { break }
      Pause.nanoseconds(ClockStamp.granularityNanoseconds - age + 1_000_000)
      stamp = tree.clockStamp()
    }
    return stamp
  }

  /// Folders that nothing is in any more, innermost first; one with anything in it stays.
  private func removeDeserted(_ folders: inout RealFolders, _ index: Index) {
    for folder in plan.deserted.sorted(by: >) {
      if let row = index.folderIndex(at: folder), index.folders[row].isEmpty { continue }
      guard let parent = try? folders.ifReal(folder.parent ?? .root) else { continue }
      try? parent.fileSystem.removeDirectory(folder.name, in: parent)
    }
  }
}

/// Adds up what threads have written.
private final class CheckoutMeter: Sendable {
  private let totals: (files: Int, bytes: UInt64)
  private let done = Locked<(files: Int, bytes: UInt64)>((0, 0))
  private let progress: @Sendable (CheckoutProgress) -> Void

  init(_ plan: CheckoutPlan, _ progress: @escaping @Sendable (CheckoutProgress) -> Void) {
    totals = (plan.writes.count, plan.bytes)
    self.progress = progress
  }

  func add(_ writes: some Collection<CheckoutPlan.Write>) {
    let now = done.withLock {
      $0.files += writes.count
      $0.bytes &+= writes.reduce(0) { $0 &+ $1.entry.size }
      return $0
    }
    progress(
      CheckoutProgress(
        files: now.files, bytes: now.bytes, totalFiles: totals.files, totalBytes: totals.bytes))
  }
}
