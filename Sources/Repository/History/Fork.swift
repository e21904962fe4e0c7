// How two commits stand to each other.
import Objects
import References

extension Repository {
  /// The best common ancestor of two commits; nil when they have none here.
  public func forkPoint(of a: CommitID, _ b: CommitID) throws -> CommitID? {
    try CommitGraph(store: store).mergeBases(a, b).first
  }

  /// How many commits lead to one and not to the other.
  public func commitCount(of id: CommitID, without other: CommitID) throws -> Int {
    try CommitGraph(store: store).commits([id], hiding: [other]).count
  }
}
