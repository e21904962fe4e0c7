import Objects
import References
import WorkingTree

/// What differs between HEAD, the index and the work tree.
public struct StatusReport: Sendable {
  public var head: Head
  /// nil where nothing is known of such a branch on `origin`.
  public var upstream: UpstreamState?
  /// HEAD against the index: what `mlx commit` would record.
  public var staged: [AssetChange] = []
  /// The index against the work tree: what `mlx commit -a` would record in addition.
  public var unstaged: [AssetChange] = []
  /// The same for metrics and params files.
  public var stagedFiles: [FileRoleChange] = []
  public var unstagedFiles: [FileRoleChange] = []
  /// External assets of which the index has something else than HEAD.
  public var stagedExternal: [ExternalChange] = []
  /// External assets of which something else is at their location, or which cannot be reached.
  public var external: [ExternalDrift] = []
  /// Code on disk against the snapshot of HEAD; the next commit records it, staged or not. Beside git
  /// it is not compared: git tells.
  public var code: [FileChange] = []
  /// Assets in the index.
  public var trackedAssetCount = 0
  /// Files of assets, metrics and params.
  public var trackedFileCount = 0
  /// What looks like a model or dataset and is not tracked, the largest first.
  public var suggestions: [Suggestion] = []
  /// How many were found beside those.
  public var moreSuggestions = 0
  /// Runs of late whose outputs no commit has, the newest first.
  public var runs: [UncommittedRun] = []
  /// nil outside of git, and where its state cannot be read.
  public var git: GitStatus?
  /// A checkout that did not end.
  public var pendingCheckout: PendingCheckout?
  /// Tracked files that a partial clone did not bring.
  public var leftOut = LeftOutFiles()
  /// Sentences for a person, such as that the index was rebuilt.
  public var notices: [String] = []

  public init(head: Head) {
    self.head = head
  }

  /// Whether a commit with `-a` would record nothing.
  public var isClean: Bool {
    staged.isEmpty && unstaged.isEmpty && stagedFiles.isEmpty && unstagedFiles.isEmpty
      && code.isEmpty && stagedExternal.isEmpty
      && external.allSatisfy { $0.state == .unreachable }
  }
}

/// How an asset differs between two of HEAD, index and work tree.
public struct AssetChange: Sendable, Equatable {
  public var kind: AssetKind
  public var name: String
  public var path: RepositoryPath
  /// `added`, `deleted`, `modified` (its files), `renamed` (path, kind or name; files may differ too),
  /// or `modeChanged` (one file, of which only the executable bit changed).
  public var change: ChangeKind
  /// What it was, when `renamed`.
  public var previous: AssetReferenceAtPath?
  public var files: FileCounts
  /// The first ten files that changed, in path order.
  public var sample: [FileChange]
  /// Bytes of the asset in the newer state.
  public var bytes: UInt64
}

/// A file that differs, with no more than its path.
public struct FileChange: Sendable, Equatable {
  public var path: RepositoryPath
  public var change: ChangeKind
  /// Where its bytes were, when `renamed`.
  public var previousPath: RepositoryPath?

  public init(path: RepositoryPath, change: ChangeKind, previousPath: RepositoryPath? = nil) {
    self.path = path
    self.change = change
    self.previousPath = previousPath
  }
}

/// A metrics or params file that differs.
public struct FileRoleChange: Sendable, Equatable {
  public var path: RepositoryPath
  public var role: FileRole
  public var change: ChangeKind
}
