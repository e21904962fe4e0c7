// What the rules of an audit find, as far as records tell.
import Attestation
import Objects
import ProjectFiles
import Repository

extension ReviewMaker {
  /// Rules that are decided from commits, profiles and notes, so that every clone finds the same. Those on
  /// lineage, signatures and objects have lines of their own; those on bytes and on git are for `mlx audit`.
  private static let rules: Set<AuditRule> = [
    .leakage, .nanWeights, .lineageDeclared, .stageStale, .codeDirty, .envUnpinned,
    .licenseMissing, .inputUndeclared, .unsigned, .signatureInvalid, .signerUnknown,
  ]

  /// A line for each rule that found something.
  mutating func addAudit() throws {
    var levels = policy.audit
    for rule in AuditRule.allCases where !Self.rules.contains(rule) { levels[rule] = .off }
    let signers = try repository.recordedSigners(at: report.policy.commit)
    let audit = try repository.audit(
      head, base: report.policy.commit, policy: AuditPolicy(levels: levels, signers: signers))
    let head = head
    let lines = Set(report.models.map(\.asset.reference))
    report.findings = audit.findings.filter { finding in
      switch finding.rule {
      // The head's own signature, and what made a model of the change, have lines of their own.
      case .unsigned, .signatureInvalid, .signerUnknown:
        signers != nil && finding.commit != head
      case .inputUndeclared: finding.asset.map { !lines.contains($0) } ?? true
      default: true
      }
    }
    let groups = Dictionary(grouping: report.findings, by: \.rule)
    for rule in audit.rules {
      guard let findings = groups[rule], let first = findings.first else { continue }
      report.checks.append(Self.check(rule, findings, first))
    }
    if groups.isEmpty {
      let count = Units.count(audit.rules.count, "rule")
      report.checks.append(ReviewCheck(.audit, .passed, "\(count): nothing found"))
    }
    addUnscanned()
  }

  private static func check(
    _ rule: AuditRule, _ findings: [AuditFinding], _ first: AuditFinding
  ) -> ReviewCheck {
    var detail: Phrase = "\(first.message)"
    if let asset = first.asset { detail = "\(code: asset.name): " + detail }
    if findings.count > 1 { detail = detail + ", and \(findings.count - 1) more" }
    return ReviewCheck(
      .audit, rule.rawValue, findings.map(outcome).max { $0.rank < $1.rank } ?? .noted, detail,
      advice: .advice(first.hint))
  }

  private static func outcome(_ finding: AuditFinding) -> ReviewOutcome {
    if finding.isGap { return .noted }
    switch finding.severity {
    case .error: return .failed
    case .warning: return .warned
    case .note: return .noted
    }
  }

  /// Formats that can run code when they are loaded. Whether one does is in its bytes.
  private static let loadable: Set<String> = ["pickle", "pytorch", "keras"]

  /// New models whose bytes somebody should scan: a review does not read them.
  private mutating func addUnscanned() {
    guard policy.audit[.unsafeFormat] != .off else { return }
    let changed = report.models.map(\.asset) + report.otherAssets
    let new = Set(changed.filter { $0.after != nil }.map(\.reference))
    let models = after.assets.filter {
      new.contains($0.reference) && Self.loadable.contains($0.format ?? "")
    }
    for model in models {
      report.checks.append(
        ReviewCheck(
          .audit, AuditRule.unsafeFormat.rawValue,
          policy.audit[.unsafeFormat] == .error ? .undecided : .warned,
          "\(code: model.name) is a \(model.format ?? "") file, and loading one can run code",
          advice: "look for it: \(code: "mlx scan \(model.name)@\(head.short)")"))
    }
  }
}

extension ReviewOutcome {
  /// The most severe is the greatest.
  var rank: Int {
    switch self {
    case .passed: 0
    case .noted: 1
    case .warned: 2
    case .undecided: 3
    case .failed: 4
    }
  }
}
