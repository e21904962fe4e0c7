// `mlx review`.
import Objects
import ProjectFiles
import References
import Repository

/// What `mlx review` is asked.
public struct ReviewRequest: Sendable, Equatable {
  public var base: Revision
  public var head: Revision
  /// `A...B`: compare with where the two parted; the policy is still that of `A`.
  public var isSinceFork: Bool
  /// What else the metrics are compared with, such as what is deployed.
  public var against: Revision?
  /// Whether to read both versions of what changed, and to note by how much they differ.
  public var measures = false

  /// A review of a change.
  public init(
    from base: Revision, to head: Revision, sinceFork: Bool = false, against: Revision? = nil
  ) {
    self.base = base
    self.head = head
    isSinceFork = sinceFork
    self.against = against
  }
}

extension Repository {
  /// The report on a change. Reads commits, trees, profiles and notes, and texts of the code that changed:
  /// no byte of a model or dataset, unless the request says so.
  ///
  /// Errors: those of `resolve`; `no-common-commit` where `A...B` never parted; those of reading
  /// `mlx.yaml` as the base has it.
  public func review(_ request: ReviewRequest) throws -> ReviewReport {
    let left = try resolve(request.base)
    let head = try resolve(request.head)
    var base = left
    if request.isSinceFork {
      guard let fork = try forkPoint(of: left, head) else {
        throw ReviewError.noCommonCommit("\(request.base)", "\(request.head)")
      }
      base = fork
    }
    if request.measures { try measure(from: base, to: head) }
    var maker = try ReviewMaker(
      self, base: base, head: head, policyAt: left,
      against: try request.against.map { try resolve($0) })
    return try maker.make()
  }
}
