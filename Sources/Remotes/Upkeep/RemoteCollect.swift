// `mlx gc --remote`: takes away what nothing on a remote needs, beside pushes, without a lock.
import FileIO
import ObjectStore
import Objects
import References
import Repository

/// What `mlx gc --remote` did, or would do.
public struct RemoteCollectReport: Sendable, Equatable {
  public var remote: RemoteName
  /// Where it is.
  public var location: String
  public var isDryRun = false
  /// Objects that something needs, and those that nothing does, with second copies.
  public var liveObjects = 0
  public var deadObjects = 0
  /// Operations that are kept.
  public var keptOperations = 0
  /// Packs that were condemned now: those that hold little, and those that nothing names.
  public var condemned = CollectedPacks()
  /// Bytes that they hold and that are needed: copied into new packs.
  public var copiedBytes: UInt64 = 0
  /// Packs that were condemned before, and whose grace is not over.
  public var waiting = CollectedPacks()
  /// When the next of all that are condemned may go.
  public var nextDeletion: Timestamp?
  /// Packs that were deleted now, for good.
  public var deleted = CollectedPacks()
  /// Files that transfers left that were stopped.
  public var leftovers = 0
  /// Packs with a damaged object that is needed: they stay as they are.
  public var damagedPacks = 0

  init(_ remote: RemoteName, at location: String) {
    self.remote = remote
    self.location = location
  }

  /// Whether there was nothing to do.
  public var isNothing: Bool { condemned.packs == 0 && deleted.packs == 0 && leftovers == 0 }
}

extension Sharing {
  /// Condemns packs of the remote that hold little that is needed, and those that nothing names, and deletes
  /// the ones whose grace is over.
  ///
  /// The steps are those of a collection here (Documentation/decisions/0008-collection.md). A push is the
  /// writer: one that began before a step loses its swap, and looks everything up again. There is no
  /// trash, since no file of a remote gets another name. The grace is counted from the time in the operation that
  /// condemned, by the clock of the machine that made it.
  ///
  /// Errors: `not-a-remote`, `unsupported-format`, `object-missing` and `object-corrupt` where something
  /// that is needed cannot be followed, those of the transport.
  public func collect(isDryRun: Bool = false) throws -> RemoteCollectReport {
    guard let remote = try open() else { throw RemoteError.notARemote(transport.location) }
    if !isDryRun { try remote.format.checkCollecting() }
    var collector = try RemoteCollector(
      remote, RemoteCollectReport(name, at: transport.location), environment)
    return try remote.reaching {
      try collector.survey()
      if isDryRun {
        try collector.plan()
      } else {
        try collector.copy()
        Failpoint.collectCopied.hit()
        let dropped = try collector.swapIn()
        Failpoint.collectCondemned.hit()
        try collector.remove(dropped)
      }
      collector.report.leftovers = try transport.removeLeftovers(
        olderThan: CollectPolicy().graceSeconds, isDryRun: isDryRun)
      return collector.report
    }
  }
}
