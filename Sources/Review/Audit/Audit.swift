// `mlx audit`.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository

extension Repository {
  /// Judges a version, or a range, by the policy that holds: of a range that of its left side, which the
  /// range cannot change; of one version its own, with the signers of HEAD.
  ///
  /// - Parameter edit: changes the policy, as flags do.
  ///
  /// Errors: those of `resolve`, `auditPolicy` and `audit`.
  public func audit(
    _ range: RevisionRange, _ edit: (inout AuditPolicy) -> Void = { _ in }
  ) throws -> AuditReport {
    let id: CommitID
    var base: CommitID?
    switch range {
    case .single(let revision): id = try resolve(revision)
    case .difference(let from, let to): (base, id) = (try resolve(from), try resolve(to))
    // What is judged begins at the common ancestor in both forms; the policy is that of the left side.
    case .symmetric(let from, let to): (base, id) = (try resolve(from), try resolve(to))
    }
    var policy = try auditPolicy(at: base ?? id, signersAt: base ?? head().commit)
    edit(&policy)
    return try audit(id, base: base, policy: policy)
  }

  /// Judges a version by the rules that a policy has on. Reads records, profiles, small texts and what
  /// loaders would run of models; all bytes only where the policy says so. Fetches
  /// nothing but the `mlx.yaml` that licences are looked up in.
  ///
  /// - Parameter base: judge only what the commits that `base` lacks brought; nil for all.
  ///
  /// Errors: `object-missing`, `object-corrupt` for the commits themselves; `interrupted`; those of
  /// reading the disk. What else is missing or damaged is found, not thrown.
  public func audit(
    _ id: CommitID, base: CommitID? = nil, policy: AuditPolicy
  ) throws -> AuditReport {
    let scope = try AuditScope(id, base: base, in: self)
    var audit = AuditRun(self, scope, policy)
    for rules in AuditRun.all {
      try Interruption.check()
      try rules(&audit)
    }
    return AuditReport(
      commit: id, base: base, findings: audit.findings.sorted(by: AuditFinding.precedes),
      rules: audit.judged.sorted { $0.rank < $1.rank }, isStrict: policy.isStrict,
      policy: policy.source, signers: policy.signers?.name)
  }
}

/// One audit as it goes on.
struct AuditRun {
  let repository: Repository
  let scope: AuditScope
  let policy: AuditPolicy
  private(set) var findings: [AuditFinding] = []
  /// The rules that were looked at.
  private(set) var judged: Set<AuditRule> = []

  var store: ObjectStore { repository.store }

  /// The rules, in groups that look at the same things.
  static let all: [@Sendable (inout AuditRun) throws -> Void] = [
    { try $0.auditObjects() }, { try $0.auditBytes() }, { try $0.auditSignatures() },
    { try $0.auditFormats() }, { try $0.auditSecrets() }, { try $0.auditLeakage() },
    { try $0.auditWeights() }, { try $0.auditLineage() }, { try $0.auditRuns() },
    { try $0.auditInputs() },
    { $0.auditStages() }, { try $0.auditCode() }, { try $0.auditEnvironment() },
    { try $0.auditLicences() },
  ]

  init(_ repository: Repository, _ scope: AuditScope, _ policy: AuditPolicy) {
    self.repository = repository
    self.scope = scope
    self.policy = policy
  }

  /// Whether a rule is to be looked at; it then counts as judged.
  mutating func begins(_ rule: AuditRule) -> Bool {
    guard policy.isOn(rule) else { return false }
    judged.insert(rule)
    return true
  }

  /// Adds what a rule found.
  ///
  /// - Parameter standard: its severity where nobody set the rule's level.
  mutating func add(
    _ rule: AuditRule, _ message: String, hint: String, standard: AuditSeverity? = nil,
    asset: AssetReference? = nil, object: String? = nil, path: RepositoryPath? = nil,
    line: Int? = nil, commit: CommitID? = nil, mark: String = ""
  ) {
    findings.append(
      AuditFinding(
        rule: rule, severity: policy.severity(of: rule, standard: standard), message: message,
        asset: asset, object: object, path: path, line: line, commit: commit ?? scope.id,
        hint: hint, mark: mark))
  }

  /// Adds that a rule could not be judged of something.
  mutating func addGap(
    _ rule: AuditRule, _ message: String, hint: String, asset: AssetReference? = nil,
    object: String? = nil, path: RepositoryPath? = nil
  ) {
    findings.append(
      AuditFinding(
        rule: rule, severity: .note, message: message, asset: asset, object: object, path: path,
        commit: scope.id, hint: hint, isGap: true))
  }
}

extension AuditRun {
  mutating func add(
    _ rule: AuditRule, _ message: String, of asset: Asset, hint: String,
    standard: AuditSeverity? = nil, mark: String = ""
  ) {
    add(
      rule, message, hint: hint, standard: standard, asset: asset.reference,
      object: asset.object.text, path: asset.path, mark: mark)
  }

  mutating func addGap(_ rule: AuditRule, _ message: String, of asset: Asset, hint: String) {
    addGap(
      rule, message, hint: hint, asset: asset.reference, object: asset.object.text,
      path: asset.path)
  }
}
