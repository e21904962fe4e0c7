import Objects
import SystemPackage

/// What a collection is asked to do.
public struct CollectOptions: Sendable, Equatable {
  /// Only say what would be done.
  public var isDryRun = false
  /// Leave no grace: condemn and delete at once. Only while no other command writes.
  public var isImmediate = false
  /// Condemn only packs whose objects are mostly stored elsewhere too. Where no grace is left, those
  /// that hold nothing else are deleted for good: nothing is lost with them.
  public var isOnlyReplaced = false
  /// `.mlops` folders of clones that share the store, and that are there no more: taken off its list.
  public var forgotten: [FilePath] = []

  /// A collection as usual unless it is told otherwise.
  public init(
    isDryRun: Bool = false, isImmediate: Bool = false, isOnlyReplaced: Bool = false,
    forgetting clones: [FilePath] = []
  ) {
    forgotten = clones
    self.isDryRun = isDryRun
    self.isImmediate = isImmediate
    self.isOnlyReplaced = isOnlyReplaced
  }
}

/// The times that a collection keeps. The format says them; they are no settings.
package struct CollectPolicy: Sendable {
  static let day: Int64 = 86_400
  /// How long operations are kept.
  package var operationSeconds = 90 * day
  /// From condemned to the trash.
  package var graceSeconds = 14 * day
  /// From the trash to nothing.
  var trashSeconds = 14 * day

  package init() {}

  /// That of what does not shorten the log: all operations in it count, however old.
  package static var wholeLog: CollectPolicy {
    var policy = CollectPolicy()
    policy.operationSeconds = .max / 2
    return policy
  }
}

/// Some packs, and what is in them.
public struct CollectedPacks: Sendable, Equatable {
  public var packs = 0
  /// Bytes of the files.
  public var bytes: UInt64 = 0

  package init() {}

  package mutating func add(_ other: UInt64) {
    packs += 1
    bytes += other
  }
}

/// What `mlx gc` did, or would do.
public struct CollectReport: Sendable, Equatable {
  public var isDryRun = false
  /// Objects that something needs, and those that nothing does, with second copies.
  public var liveObjects = 0
  public var deadObjects = 0
  /// Packs that were condemned now.
  public var condemned = CollectedPacks()
  /// Bytes that they hold and that are needed: copied into new packs.
  public var copiedBytes: UInt64 = 0
  /// Packs that were condemned before, and whose grace is not over.
  public var waiting = CollectedPacks()
  /// When the next of all that are condemned may go.
  public var nextDeletion: Timestamp?
  /// Packs that went to the trash now.
  public var deleted = CollectedPacks()
  /// Those that were deleted for good: every object in them is stored elsewhere.
  public var freed = CollectedPacks()
  /// Until when the trash keeps them.
  public var trashedUntil: Timestamp?
  /// Packs that the trash gave up for good.
  public var emptied = CollectedPacks()
  /// Operations that are kept.
  public var keptOperations = 0
  /// Other clones of a shared store, of which all was kept.
  public var clones = 0
  /// Packs with a damaged object that is needed: they stay as they are.
  public var damagedPacks = 0
  /// Objects that something needs and that cannot be read: what only they may name was kept as well.
  public var unreadObjects = 0

  /// Whether there was nothing to do.
  public var isNothing: Bool {
    condemned.packs == 0 && freed.packs == 0 && deleted.packs == 0 && emptied.packs == 0
  }
}

/// What `mlx gc --undo` did.
public struct CollectUndoReport: Sendable, Equatable {
  /// When the collection ran that was taken back.
  public var time: Timestamp
  /// Packs that are back.
  public var packs: Int
  public var bytes: UInt64
}
