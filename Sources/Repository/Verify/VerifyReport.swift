import Objects

/// What `mlx verify` found of one revision.
public struct VerifyReport: Sendable, Equatable {
  /// Whether all of it is what its ids say.
  public enum Verdict: String, Sendable, Equatable {
    case verified
    /// Something is not what it is recorded as.
    case mismatch
    /// Something is missing or cannot be reached; all else is as recorded.
    case undecided
  }

  public var commit: CommitID
  /// In the order of the check: the commit, its assets, code, environment, all else in its tree,
  /// what is external, inputs of its lineage.
  public var items: [VerifiedItem] = []
  public var checked = VerifyCounts()

  public var verdict: Verdict {
    let results = Set(items.map(\.result))
    if results.contains(.mismatch) || results.contains(.changed) { return .mismatch }
    return results.contains(.missing) || results.contains(.unreachable) ? .undecided : .verified
  }
}

/// How much `mlx verify` read.
public struct VerifyCounts: Sendable, Equatable {
  /// Files of the commit, each content once.
  public var files = 0
  public var trees = 0
  /// Bytes of files in the store, and of external ones.
  public var bytes: UInt64 = 0
}

/// One thing that a revision names, and what it is.
public struct VerifiedItem: Sendable, Equatable {
  /// What it is in the commit. The raw value is the word of `--json`.
  public enum Part: String, Sendable, Equatable {
    case commit
    case asset
    case code
    case environment
    /// All else that the commit's tree holds: metrics, params, the folders themselves.
    case tree
    case external
    /// An input of lineage that is no part of the commit itself.
    case input
  }

  /// What was found. The raw value is the word of `--json`.
  public enum Result: String, Sendable, Equatable {
    case ok
    /// The bytes in the store are not what the id says.
    case mismatch
    /// It should be in the store and is not.
    case missing
    /// Other bytes are at the location of an external asset.
    case changed
    /// The location cannot be read.
    case unreachable
    /// An input that this repository need not hold.
    case notHeld = "not-held"
  }

  public var part: Part
  /// Kind and name; nil where there is none.
  public var asset: AssetReference?
  /// Such as `blob:<hex>`; of an input from elsewhere its digest, `sha256:<hex>`; nil when unknown.
  public var id: String?
  /// The location of an external asset, or the URI of an input.
  public var location: String?
  public var result: Result
  /// The id of what is at the location, when `changed`.
  public var found: String?
  /// As many reasons are given.
  static let reasonsMax = 5

  /// Why it is not as recorded, in sentences; the first few.
  public var reasons: [String] = []
}
