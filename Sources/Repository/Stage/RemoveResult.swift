import Objects

/// What `mlx rm` took out of the index, and from the disk unless `--cached`.
public struct RemoveResult: Sendable, Equatable {
  /// Assets of which nothing is left.
  public var assets: [AssetReferenceAtPath] = []
  /// External assets that are tracked no more; what is at their locations stays.
  public var external: [ExternalAsset] = []
  /// Files that left the index, in path order.
  public var paths: [RepositoryPath] = []
  /// Whether the files stayed on disk (`--cached`).
  public var keptOnDisk = false
  public var notices: [String] = []

  public init() {}
}

/// What `mlx mv` moved, on disk and in the index.
public struct MoveResult: Sendable, Equatable {
  public var from: RepositoryPath
  public var to: RepositoryPath
  /// Assets whose path changed with it.
  public var assets: [AssetReferenceAtPath]
  /// Files that moved.
  public var fileCount: Int
  public var notices: [String]
}
