import Objects
import References

/// What a checkout, switch or restore did.
public struct CheckoutResult: Sendable, Equatable {
  /// HEAD before and after.
  public var from: Head
  public var head: Head
  /// The revision's commit; nil when the index was the source.
  public var commit: CommitID?
  /// The first line of that commit's message.
  public var subject: String?
  public var isNewBranch = false
  /// Whether a checkout that had not ended was taken back.
  public var isAborted = false
  /// Where git was when the version was made, when its code was left alone and git is elsewhere.
  public var codeLeft: GitState?
  /// Files written, deleted, and left since they were right.
  public var written = 0
  public var deleted = 0
  public var kept = 0
  /// Paths with changes that were carried over, since both versions agree on them.
  public var carried: [RepositoryPath] = []
  /// Bytes written.
  public var bytes: UInt64 = 0
  /// What a partial clone did not bring.
  public var leftOut = LeftOutFiles()
  public var notices: [String] = []

  public init(from: Head, head: Head, commit: CommitID?, subject: String?) {
    self.from = from
    self.head = head
    self.commit = commit
    self.subject = subject
  }
}
