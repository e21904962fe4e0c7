import Objects

/// What `mlx add` staged: an entry for each asset or file that was named.
public struct AddResult: Sendable, Equatable {
  /// Assets staged, in the order they were named (for `-A`: by path).
  public var assets: [AddedAsset] = []
  /// What was hashed outside of the work tree and staged without its bytes.
  public var external: [AddedExternal] = []
  /// Metrics and params files staged.
  public var files: [AddedFile] = []
  /// Assets whose files are gone from the work tree: their removal is staged.
  public var removed: [AssetReferenceAtPath] = []
  /// Bytes of files that the store took, as they are in packs.
  public var newStoredBytes: UInt64 = 0
  /// Sentences for a person: what was re-kinded, read through, left out.
  public var notices: [String] = []

  public init() {}
}

/// An asset's name and where its files are.
public struct AssetReferenceAtPath: Sendable, Hashable {
  public var kind: AssetKind
  public var name: String
  public var path: RepositoryPath

  public init(kind: AssetKind, name: String, path: RepositoryPath) {
    self.kind = kind
    self.name = name
    self.path = path
  }
}

/// One asset as `mlx add` staged it.
public struct AddedAsset: Sendable, Equatable {
  /// How the asset differs from what was staged before.
  public enum Change: Sendable, Equatable {
    case new
    case changed
    case unchanged
    /// The same name at a new path: the files of the old path left the index.
    case moved(from: RepositoryPath)
    /// The same path under another kind or name.
    case redeclared(from: AssetReferenceAtPath)
  }

  public var kind: AssetKind
  public var name: String
  public var path: RepositoryPath
  public var change: Change
  /// The file format's word, such as `safetensors`; nil when unknown.
  public var format: String?
  /// Whether the kind was guessed from content and name, not given.
  public var isGuessed: Bool
  /// Why that kind: `config.json beside weights`; empty when given or known from before.
  public var reason: String
  /// Files by what staging did with them.
  public var counts: FileCounts
  /// Bytes of all its files.
  public var bytes: UInt64
  /// Bytes of its files that the store took, as they are in packs.
  public var newStoredBytes: UInt64
  /// What was not taken (sockets, ignored by `.mlxignore`, …), with the reason.
  public var leftOut: [LeftOutFile]
  /// Links that leave the asset and whose targets were stored in their place.
  public var linksReadThrough: [RepositoryPath]
}

/// A path that an asset's scan did not take, and why.
public struct LeftOutFile: Sendable, Equatable {
  public var path: RepositoryPath
  public var reason: String
}

/// How many files a change concerns, by what happened to them.
public struct FileCounts: Sendable, Equatable {
  public var added = 0
  public var modified = 0
  public var deleted = 0
  public var renamed = 0
  public var unchanged = 0

  public init(
    added: Int = 0, modified: Int = 0, deleted: Int = 0, renamed: Int = 0, unchanged: Int = 0
  ) {
    self.added = added
    self.modified = modified
    self.deleted = deleted
    self.renamed = renamed
    self.unchanged = unchanged
  }

  /// Files that are not as they were.
  public var changed: Int { added + modified + deleted + renamed }
}

/// What a tracked file that belongs to no asset is for.
public enum FileRole: String, Sendable, Equatable {
  case metrics
  case params
}

/// A metrics or params file as `mlx add` staged it.
public struct AddedFile: Sendable, Equatable {
  public var path: RepositoryPath
  public var role: FileRole
  /// `added`, `modified`, `deleted` (its deletion is staged), or `unchanged`.
  public var change: ChangeKind
}
