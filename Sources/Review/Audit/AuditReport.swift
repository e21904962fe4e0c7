import Objects
import ProjectFiles

/// What an audit found. The same for the same versions and policy, byte by byte.
public struct AuditReport: Sendable, Equatable {
  /// The answer in a word. The raw value is the word of `--json`.
  public enum Verdict: String, Sendable {
    case passed
    /// There is an error, or a warning in a strict audit.
    case failed
    /// Strict, and something could not be judged.
    case undecided
  }

  /// The version that was judged.
  public var commit: CommitID
  /// Only what the range from here brought was judged; nil for all that the version names.
  public var base: CommitID?
  /// Errors first, then by rule, asset and path.
  public var findings: [AuditFinding]
  /// Rules that were judged, in the order of the table.
  public var rules: [AuditRule]
  public var isStrict: Bool
  /// The version whose `mlx.yaml` set the levels; nil when there is none.
  public var policy: CommitID?
  /// The list of allowed signers that held; nil without one.
  public var signers: String?

  /// How many findings have a severity.
  public func count(_ severity: AuditSeverity) -> Int {
    findings.count { $0.severity == severity && !$0.isGap }
  }

  /// How many times a rule could not be judged.
  public var gapCount: Int { findings.count(where: \.isGap) }

  public var verdict: Verdict {
    if count(.error) > 0 || (isStrict && count(.warning) > 0) { return .failed }
    return isStrict && gapCount > 0 ? .undecided : .passed
  }

  /// `3 errors, 1 warning`; `nothing found`.
  public var summary: String {
    let counts =
      AuditSeverity.allCases.map { (count($0), $0.rawValue) } + [(gapCount, "not judged")]
    let words = counts.filter { $0.0 > 0 }.map { count, word in
      word == "not judged" || count == 1 ? "\(count) \(word)" : "\(count) \(word)s"
    }
    return words.isEmpty ? "nothing found" : words.joined(separator: ", ")
  }
}
