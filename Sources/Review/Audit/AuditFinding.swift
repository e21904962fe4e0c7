import Objects
import ProjectFiles

/// How bad a finding is. The words are those of `--json` and of SARIF.
public enum AuditSeverity: String, Sendable, CaseIterable, Comparable {
  /// It fails the audit.
  case error
  /// It fails a strict audit.
  case warning
  /// It is worth knowing.
  case note

  /// Errors first.
  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// One thing that an audit found.
public struct AuditFinding: Sendable, Hashable {
  public var rule: AuditRule
  public var severity: AuditSeverity
  /// A sentence without its end, for people.
  public var message: String
  /// The asset that it is about; nil when it is about none.
  public var asset: AssetReference?
  /// Its bytes, such as `blob:<hex>`; or what else it is about, such as `tag:v1 commit:<hex>`.
  public var object: String?
  /// The file that it is about, or the asset's path.
  public var path: RepositoryPath?
  /// From 1; of a finding in a text.
  public var line: Int?
  /// The version that it was found in.
  public var commit: CommitID
  /// What to do about it, with the command where there is one.
  public var hint: String
  /// Whether the rule could not be judged here, as where bytes are kept elsewhere.
  public var isGap = false
  /// What tells it from other findings of its rule, asset and path; the same from version to version.
  var mark = ""

  /// The same for the same thing in other versions, so that it can be followed: 32 hex digits.
  public var fingerprint: String {
    let parts = [rule.rawValue, asset?.text ?? "", path?.string ?? "", mark]
    return String(SHA256Hasher.hash(parts.joined(separator: "\0")).hex.prefix(32))
  }

  /// The order of a report: errors first, then by rule, asset, path and line.
  static func precedes(_ a: Self, _ b: Self) -> Bool {
    if a.severity != b.severity { return a.severity < b.severity }
    if a.rule != b.rule { return a.rule.rank < b.rule.rank }
    let keys = [
      (a.asset?.text ?? "", b.asset?.text ?? ""), (a.path?.string ?? "", b.path?.string ?? ""),
    ]
    for (one, other) in keys where one != other {
      return one.utf8.lexicographicallyPrecedes(other.utf8)
    }
    if a.line != b.line { return (a.line ?? 0) < (b.line ?? 0) }
    if a.message != b.message {
      return a.message.utf8.lexicographicallyPrecedes(b.message.utf8)
    }
    return a.commit < b.commit
  }
}

extension AuditRule {
  /// Its place in the table of rules.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
