import Environments
import Evaluation
import Objects
import ProjectFiles
import Repository

/// What a reviewer needs to know of a change, from one commit to another: whether it may be merged, and
/// the hashes that prove it.
///
/// The same two commits, judged by the same policy, with the same notes on what they hold, give the
/// same report in every clone: no time, no machine and no remote is in it.
public struct ReviewReport: Sendable, Equatable {
  public var base: ReviewedCommit
  public var head: ReviewedCommit
  /// What else the metrics are compared with, such as what is deployed.
  public var against: ReviewedCommit?
  /// Commits that the base has and the head has not: what the report shows of these is taken back.
  public var commitsBehind = 0
  public var policy: ReviewPolicy
  /// One line each, the most general first.
  public var checks: [ReviewCheck] = []
  public var models: [ModelReview] = []
  public var datasets: [DatasetReview] = []
  /// Assets that are neither models nor datasets.
  public var otherAssets: [ReviewedAsset] = []
  public var metrics: [MetricTable] = []
  /// What became of the gates that the base has.
  public var gates = GateReport()
  public var params: [ParamDiff] = []
  public var code: CodeReview?
  public var environment: EnvironmentDiff?
  /// How the models and datasets of the head that are new were made.
  public var lineage: LineageReview
  /// What the rules of an audit found that need no bytes.
  public var findings: [AuditFinding] = []
  /// Objects that are neither here nor known to be elsewhere.
  public var missing: [MissingObject] = []

  /// Whether it may be merged.
  public var verdict: ReviewVerdict { ReviewVerdict(of: checks.map(\.outcome)) }

  /// Whether nothing that is versioned differs.
  public var isEmpty: Bool {
    models.isEmpty && datasets.isEmpty && otherAssets.isEmpty && metrics.isEmpty && params.isEmpty
      && code == nil && environment == nil
  }
}

/// A commit that is compared.
public struct ReviewedCommit: Sendable, Equatable {
  public var id: CommitID
  /// The first line of its message.
  public var subject: String
}

/// What the change is judged by.
public struct ReviewPolicy: Sendable, Equatable {
  /// The commit that the policy was read at.
  public var commit: CommitID
  /// The `mlx.yaml` there; nil when there is none.
  public var file: BlobID?
  /// The list of those who may sign there; nil when there is none.
  public var signers: BlobID?
  /// What the change does to the policy. It does not judge this change.
  public var changes: [PolicyChange] = []
}

/// A value of the policy that the change makes another one.
public struct PolicyChange: Sendable, Equatable {
  /// The file: `mlx.yaml`, or that of the allowed signers.
  public var path: RepositoryPath
  /// The key in `mlx.yaml`, such as `gates.fraud[0].min`; nil for a whole file.
  public var key: String?
  /// nil where there is none. Of a whole file its hash.
  public var before: JSONValue?
  public var after: JSONValue?
}

/// Something that the head names and that can not be had.
public struct MissingObject: Sendable, Hashable {
  /// Such as `blob:<hex>`.
  public var object: String
  /// What it is of.
  public var owner: String
}

/// Whether a change may be merged. The raw value is the word of `--json`.
public enum ReviewVerdict: String, Sendable, CaseIterable {
  case passed
  /// Nothing forbids it; something should be looked at.
  case warned
  /// A gate or a rule forbids it.
  case failed
  /// Something that decides is not known.
  case undecided

  /// What single outcomes come to: a failure is certain, whatever else is not known.
  init(of outcomes: [ReviewOutcome]) {
    if outcomes.contains(.failed) {
      self = .failed
    } else if outcomes.contains(.undecided) {
      self = .undecided
    } else {
      self = outcomes.contains(.warned) ? .warned : .passed
    }
  }
}
