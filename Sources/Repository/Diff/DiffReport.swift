import Environments
import GitBridge
import Objects
import Profiles
import References

/// Which two states `mlx diff` compares.
public enum DiffSpec: Sendable, Equatable {
  /// The index against the work tree.
  case workTree
  /// HEAD (or another revision) against the index.
  case staged(Revision?)
  /// A revision against the work tree.
  case revision(Revision)
  case between(Revision, Revision)
  /// Where two revisions parted against the second one.
  case sinceFork(Revision, Revision)
}

/// One side of a comparison.
public enum DiffSide: Sendable, Equatable {
  /// Nothing: before the first commit.
  case empty
  case commit(CommitID)
  case index
  case workTree
}

/// What differs between two states: assets and their files, metrics, params, environments.
public struct DiffReport: Sendable, Equatable {
  public var from: DiffSide
  public var to: DiffSide
  /// Assets that differ, by kind and name.
  public var assets: [AssetDiff] = []
  /// External assets that differ.
  public var external: [ExternalChange] = []
  /// Metrics and params files that differ as bytes.
  public var files: [FileDiff] = []
  /// Files of the code that differ.
  public var code: [FileDiff] = []
  public var metrics: [MetricDiff] = []
  public var params: [ParamDiff] = []
  /// What differs between the environments of two commits; nil when nothing does, or when one side
  /// is no commit or has none.
  public var environment: EnvironmentDiff?

  public init(from: DiffSide, to: DiffSide) {
    self.from = from
    self.to = to
  }

  public var isEmpty: Bool {
    assets.isEmpty && external.isEmpty && files.isEmpty && code.isEmpty && metrics.isEmpty
      && params.isEmpty && environment == nil
  }
}

/// How one asset differs.
public struct AssetDiff: Sendable, Equatable {
  public var kind: AssetKind
  public var name: String
  public var path: RepositoryPath
  /// What it was declared as, when the kind, name or path changed.
  public var previous: AssetReferenceAtPath?
  /// `added`, `deleted`, `modified`, `renamed` (moved whole; files may differ too), or `modeChanged`
  /// (one file, of which only the executable bit changed).
  public var change: ChangeKind
  /// Ids as text, `blob:…` or `tree:…`; nil where there is none, or where the work tree was not hashed.
  public var before: AssetObject?
  public var after: AssetObject?
  public var sizeBefore: UInt64
  public var sizeAfter: UInt64
  /// Files that differ, in path order.
  public var files: [FileDiff]
  public var counts: FileCounts
  /// Bytes of the new version that the old version's chunks hold too; nil when not compared.
  public var sharedBytes: UInt64?
  /// How the tensors of its model files differ; nil when they were not compared, or there are none.
  public var tensors: ModelDiff?
}

/// How one file differs.
public struct FileDiff: Sendable, Equatable {
  public var path: RepositoryPath
  public var change: ChangeKind
  /// Where the same bytes were, when `renamed`.
  public var previousPath: RepositoryPath?
  public var before: BlobID?
  public var after: BlobID?
  public var sizeBefore: UInt64
  public var sizeAfter: UInt64
  /// Whether it is an empty folder, not a file.
  public var isFolder: Bool
  /// Bytes of the new version whose chunks the old version has; nil when not compared.
  public var sharedBytes: UInt64?
  /// The lines that differ, of a text of at most 1 MiB; nil when not compared.
  public var lines: LineDiff?
  /// The columns and rows that differ, of a table; nil when not compared.
  public var table: TableDiff?
  /// Why it was not compared as what it seems to be; a sentence without an end.
  public var notice: String?
}

/// One metric of one model that differs.
public struct MetricDiff: Sendable, Equatable {
  public var model: String
  /// The dataset that it was measured on, when said.
  public var on: String?
  /// The metric's key, dotted where nested: `holdout.accuracy`.
  public var metric: String
  public var before: JSONValue?
  public var after: JSONValue?
  /// Whether both were measured on the same bytes; false also when it is not known.
  public var isSameData: Bool

  /// A metric and its two values.
  public init(
    model: String, on: String? = nil, metric: String, before: JSONValue?, after: JSONValue?,
    isSameData: Bool
  ) {
    self.model = model
    self.on = on
    self.metric = metric
    self.before = before
    self.after = after
    self.isSameData = isSameData
  }
}

/// One parameter that differs.
public struct ParamDiff: Sendable, Equatable {
  /// The key, dotted where nested: `train.lr`.
  public var key: String
  public var before: JSONValue?
  public var after: JSONValue?
}
