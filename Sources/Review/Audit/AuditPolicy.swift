// How severe each rule is, and by what the rules are judged.
import Attestation
import Objects
import ProjectFiles
import Repository

/// What an audit goes by: levels of rules, and who may sign.
public struct AuditPolicy: Sendable {
  /// Levels that `mlx.yaml` sets.
  public var levels: [AuditRule: AuditLevel]
  /// Who may sign; nil where there is no list.
  public var signers: AllowedSigners?
  /// Whether warnings fail, and what cannot be judged leaves the audit undecided.
  public var isStrict = false
  /// Whether every byte is read for `object-corrupt`.
  public var readsBytes = false
  /// The version whose `mlx.yaml` it is; nil when there is none.
  public var source: CommitID?

  /// A policy; without levels every rule has its standard.
  public init(
    levels: [AuditRule: AuditLevel] = [:], signers: AllowedSigners? = nil, source: CommitID? = nil
  ) {
    self.levels = levels
    self.signers = signers
    self.source = source
  }

  /// Whether a rule is looked at.
  public func isOn(_ rule: AuditRule) -> Bool { level(of: rule) != .off }

  /// The level that is set, else the standard one.
  public func level(of rule: AuditRule) -> AuditLevel { levels[rule] ?? rule.standardLevel }

  /// The severity of a finding. A level that is set holds for all findings of the rule.
  ///
  /// - Parameter standard: what the rule makes of this one, where nobody set a level.
  func severity(of rule: AuditRule, standard: AuditSeverity? = nil) -> AuditSeverity {
    switch levels[rule] {
    case .error: .error
    case .warning: .warning
    case .note: .note
    case .off, nil: standard ?? rule.standardSeverity
    }
  }
}

extension AuditRule {
  /// The level where `mlx.yaml` sets none.
  public var standardLevel: AuditLevel {
    switch self {
    case .objectCorrupt, .objectMissing, .signatureInvalid, .signerUnknown, .unsafeFormat,
      .secretInArtifact, .leakage, .nanWeights:
      .error
    case .unsigned, .lineageMissing, .inputUndeclared, .inputNotStored, .stageStale,
      .gitUnreachable, .envUnpinned:
      .warning
    case .codeDirty, .licenseMissing: .note
    case .lineageDeclared: .off
    }
  }

  var standardSeverity: AuditSeverity {
    switch standardLevel {
    case .error: .error
    case .warning: .warning
    case .note, .off: .note
    }
  }
}

extension Repository {
  /// The policy of a version: its `mlx.yaml`, and who may sign by the setting, else by the version.
  ///
  /// - Parameters:
  ///   - id: the version whose `audit:` holds.
  ///   - signersAt: the version whose list of signers holds; nil for the same.
  ///
  /// Errors: those of `projectFile(at:)` and `allowedSigners(at:)`.
  public func auditPolicy(at id: CommitID, signersAt: CommitID? = nil) throws -> AuditPolicy {
    let project = try projectFile(at: id)
    return AuditPolicy(
      levels: project?.file.audit ?? [:], signers: try allowedSigners(at: signersAt ?? id),
      source: project == nil ? nil : id)
  }
}
