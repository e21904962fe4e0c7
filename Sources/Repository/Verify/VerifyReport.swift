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
  /// The list of allowed signers that signatures were held against; nil where there is none, or no
  /// signature.
  public var signers: VerifiedSigners?

  public var verdict: Verdict {
    let results = Set(items.map(\.result))
    if !results.isDisjoint(with: [.mismatch, .changed, .unsigned]) { return .mismatch }
    // Without a list, nobody can be a stranger; and what somebody on it signed is no worse for another
    // signature.
    let signed = Set(items.filter { $0.part == .signature && $0.result == .ok }.map(\.id))
    let isStrange = items.contains { $0.result == .unknownSigner && !signed.contains($0.id) }
    if signers != nil && isStrange { return .undecided }
    return results.isDisjoint(with: [.missing, .unreachable]) ? .verified : .undecided
  }
}

/// Where a list of allowed signers came from.
public struct VerifiedSigners: Sendable, Equatable {
  /// Its path, and the version when it is of one.
  public var name: String
  /// Its bytes.
  public var blob: BlobID

  /// A list by its name and bytes.
  public init(name: String, blob: BlobID) {
    self.name = name
    self.blob = blob
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
    /// The record of what an asset is like.
    case profile
    /// The record of the run that made an asset.
    case run
    /// A fact that was learnt of the commit or of an asset: an evaluation, a comparison.
    case note
    /// A signature of the commit, of a tag that names it, or of a note about it.
    case signature
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
    /// The signature is right, and its key is nobody's who may sign.
    case unknownSigner = "unknown-signer"
    /// A signature was required, and there is none that counts.
    case unsigned
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
  /// Who signed, by the list of allowed signers.
  public var signer: String?
  /// The key of a signature: its type and fingerprint.
  public var key: String?
  /// As many reasons are given.
  static let reasonsMax = 5

  /// Why it is not as recorded, in sentences; the first few.
  public var reasons: [String] = []

  /// Something, and what was found of it.
  public init(
    part: Part, asset: AssetReference? = nil, id: String?, location: String? = nil, result: Result
  ) {
    self.part = part
    self.asset = asset
    self.id = id
    self.location = location
    self.result = result
  }
}
