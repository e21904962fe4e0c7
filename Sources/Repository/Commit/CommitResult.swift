import Objects
import References
import WorkingTree

/// A commit that was made, with what a person wants to see of it.
public struct CommitResult: Sendable, Equatable {
  public var id: CommitID
  /// Where HEAD is now.
  public var head: Head
  /// Whether the commit has no parents.
  public var isRoot: Bool
  /// Whether it took the place of the commit before.
  public var isAmend: Bool
  /// The message's first line.
  public var subject: String
  public var assets: [CommittedAsset]
  /// What the commit names and does not hold.
  public var external: [ExternalChange]
  public var metrics: [CommittedMetrics]
  public var params: CommittedParams?
  public var code: CommittedCode?
  public var environment: CommittedEnvironment?
  /// How each asset was made, by output.
  public var lineage: [CommittedEdge]
  /// What looked like code and is none by the rules.
  public var leftOut: [CodeScan.LeftOut]
  /// The git commit that was made with it, for `--git`.
  public var gitCommit: String?
  /// The note that signs it; nil when it is not signed.
  public var signature: Note?
  /// Sentences for a person, on stderr: non-finite metrics, records not carried over, guesses.
  public var notices: [String]
  /// Bytes of files that no version had before, before encoding and as they are in packs. What
  /// `add` stored for this commit counts, as if the commit had done it.
  public var newRawBytes: UInt64
  public var newStoredBytes: UInt64
  /// Bytes of everything in the commit's tree.
  public var totalBytes: UInt64
}

/// An asset's line in a commit.
public struct CommittedAsset: Sendable, Equatable {
  /// What became of it since the commit before.
  public enum State: String, Sendable {
    case new
    case changed
    case same
    /// The path, kind or name changed, the bytes did not.
    case moved
    /// It is one file, of which only the executable bit changed.
    case modeChanged
    case removed
  }

  public var kind: AssetKind
  public var name: String
  public var path: RepositoryPath
  /// nil when removed.
  public var object: AssetObject?
  public var size: UInt64
  public var fileCount: Int
  public var format: String?
  /// What is inside: `103 tensors, bf16`, `12 columns`; nil when nothing is known.
  public var detail: String?
  public var state: State
}

/// A model's metrics in a commit.
public struct CommittedMetrics: Sendable, Equatable {
  /// What became of it since the commit before.
  public enum State: String, Sendable {
    /// Read from the file for this commit.
    case recorded
    /// The model and the file are as they were: the record was copied.
    case carried
  }

  public var model: String
  /// The dataset's name, when said.
  public var on: String?
  public var path: RepositoryPath?
  public var values: JSONValue
  /// Keys, dotted, whose value is NaN or infinite.
  public var nonFinite: [String]
  public var state: State
}

/// The params of a commit.
public struct CommittedParams: Sendable, Equatable {
  public var path: RepositoryPath
  public var values: JSONValue
  public var isChanged: Bool
}

/// The snapshot of the code in a commit.
public struct CommittedCode: Sendable, Equatable {
  public var asset: CodeAsset
  /// Whether files differ from those of the commit before.
  public var isChanged: Bool
}

/// The environment in a commit.
public struct CommittedEnvironment: Sendable, Equatable {
  public var asset: EnvironmentAsset
  public var record: EnvironmentRecord
  /// Whether it is another one than that of the commit before.
  public var isChanged: Bool
}

/// An edge in a commit.
public struct CommittedEdge: Sendable, Equatable {
  public var edge: LineageEdge
  /// Whether this commit made it, or the one that it takes the place of; else it is the one that the output has kept.
  public var isNew: Bool
}
