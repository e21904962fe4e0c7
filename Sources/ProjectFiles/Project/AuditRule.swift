/// A rule of `mlx audit`. The words are those of mlx.yaml, of reports and of SARIF; they never change.
public enum AuditRule: String, Sendable, CaseIterable {
  case objectCorrupt = "object-corrupt"
  case objectMissing = "object-missing"
  case signatureInvalid = "signature-invalid"
  case signerUnknown = "signer-unknown"
  case unsigned
  case unsafeFormat = "unsafe-format"
  case secretInArtifact = "secret-in-artifact"
  case leakage
  case nanWeights = "nan-weights"
  case lineageMissing = "lineage-missing"
  case lineageDeclared = "lineage-declared"
  case inputUndeclared = "input-undeclared"
  case inputNotStored = "input-not-stored"
  case stageStale = "stage-stale"
  case codeDirty = "code-dirty"
  case gitUnreachable = "git-unreachable"
  case envUnpinned = "env-unpinned"
  case licenseMissing = "license-missing"
}

/// How severe the findings of a rule are. The words are those of mlx.yaml.
public enum AuditLevel: String, Sendable, CaseIterable {
  case error, warning, note
  /// The rule is not looked at.
  case off
}
