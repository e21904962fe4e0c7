import Objects
import References

/// A line of `mlx reflog`: what a ref held, and since when.
public struct ReflogEntry: Sendable, Equatable {
  /// The revision that names it, such as `HEAD@{1}`.
  public var selector: String
  public var commit: CommitID
  public var time: Timestamp
  /// What moved the ref there.
  public var description: String
}

extension Repository {
  /// Where a ref has been, newest first.
  ///
  /// - Parameters:
  ///   - name: a branch or tag, also one that was deleted; HEAD by default.
  ///   - limit: the most entries; nil for all.
  ///
  /// Errors: `unknown-revision` for a name that never was a ref.
  public func reflog(_ name: String = "HEAD", limit: Int? = nil) throws -> [ReflogEntry] {
    let resolver = try resolver()
    let ref = try resolver.loggedRef(name)
    var entries: [ReflogEntry] = []
    guard limit != 0 else { return [] }
    try resolver.reflog.forEach(of: ref) { moment in
      entries.append(
        ReflogEntry(
          selector: "\(name)@{\(entries.count)}", commit: moment.commit, time: moment.time,
          description: moment.description))
      return limit.map { entries.count < $0 } ?? true
    }
    return entries
  }
}
