import Objects
import References

/// A ref of the remote before and after a push.
public struct PushedRef: Sendable, Equatable {
  public var name: RefName
  /// nil when it is new.
  public var from: CommitID?
  /// nil when it was deleted.
  public var to: CommitID?

  public init(name: RefName, from: CommitID?, to: CommitID?) {
    self.name = name
    self.from = from
    self.to = to
  }
}

/// What `mlx push` did.
public struct PushReport: Sendable, Equatable {
  public var remote: RemoteName
  /// Where it is.
  public var location: String
  /// In the order of names, also those that were there already.
  public var refs: [PushedRef] = []
  /// Commits that were new to the remote.
  public var commits = 0
  /// Notes that were.
  public var notes = 0
  /// Objects that were sent, and their bytes as stored.
  public var objects = 0
  public var storedBytes: UInt64 = 0
  /// Objects that were found on the remote, in packs of the right size, before its refs moved.
  public var provenObjects = 0
  /// Files that were purged and that commits which were sent name: they did not travel.
  public var purged = 0
  public var isDryRun = false

  /// Whether the remote has changed, or would.
  public var isChange: Bool { notes > 0 || refs.contains { $0.from != $0.to } }
}
