import FileIO
import Objects
import SystemPackage

/// `mlx.lock`: the commit that belongs to the files around it, with its assets a line each. Git
/// tracks it, so its difference says in any tool what changed (Documentation/format.md, "mlx.lock").
///
/// A blank line stands before each asset, as git takes changes of neighbouring lines for one
/// conflict: branches that each change another asset conflict in the `commit` line, which no merge
/// of texts can decide. Then take the `commit` line of either side and run `mlx checkout`, for the
/// files of that side; or bring the files together (`mlx merge`, or by hand) and run `mlx commit`,
/// which writes the whole file anew.
public struct LockFile: Sendable, Equatable {
  /// The name of the file, at the root of the work tree.
  public static let name = "mlx.lock"
  /// The version that is written and read.
  public static let version = 1
  /// A longer file is refused.
  public static let bytesMax = 16 << 20
  /// The most metrics of an asset that are written.
  public static let metricsMax = 8

  public var commit: CommitID
  /// Sorted by kind, then by the name's bytes; no kind and name twice.
  public private(set) var assets: [LockedAsset]

  /// A file that names a commit and these assets, which are put in order.
  public init(commit: CommitID, assets: [LockedAsset]) {
    self.commit = commit
    self.assets = assets.sorted { $0.reference < $1.reference }
  }

  /// The file that belongs to a commit.
  public init(commit: CommitID, commitRecord record: Objects.Commit) {
    var assets = record.assets.map { asset in
      LockedAsset(
        asset.reference, asset.object, at: .init(path: asset.path, size: asset.size),
        metrics: KeyMetrics.of(asset, in: record.metrics))
    }
    assets += record.external.map { LockedAsset($0.reference, $0.object) }
    if let code = record.code { assets.append(.init(CodeAsset.reference, .tree(code.tree))) }
    if let environment = record.environment {
      assets.append(.init(environment.reference, .environment(environment.id)))
    }
    self.init(commit: commit, assets: assets)
  }

  /// The file at a path; nil when there is none.
  ///
  /// Errors: a `LockError`, or a `FileError` when the file cannot be read.
  public static func load(
    from path: FilePath, in fileSystem: any FileSystem
  ) throws -> LockFile? {
    do {
      return try decode(fileSystem.readFile(path, maxBytes: bytesMax))
    } catch FileError.notFound {
      return nil
    } catch FileError.tooLarge {
      throw LockError.tooLarge(limitBytes: bytesMax)
    }
  }
}

/// A line of `mlx.lock`.
public struct LockedAsset: Sendable, Equatable {
  /// Where the files of an asset are.
  public struct Location: Sendable, Equatable {
    public var path: RepositoryPath
    /// Bytes of the file, or of everything below the folder.
    public var size: UInt64

    /// Bytes at a path.
    public init(path: RepositoryPath, size: UInt64) {
      self.path = path
      self.size = size
    }
  }

  public var reference: AssetReference
  public var object: AssetObject
  /// nil for the snapshot of the code, the environment and what is external: they are no path here.
  public var location: Location?
  /// Numbers by name; those in an object have its key and a point before their own. Of more than
  /// `LockFile.metricsMax` the first are written.
  public var metrics: [String: JSONValue]

  /// An asset at its bytes.
  public init(
    _ reference: AssetReference, _ object: AssetObject, at location: Location? = nil,
    metrics: [String: JSONValue] = [:]
  ) {
    self.reference = reference
    self.object = object
    self.location = location
    self.metrics = metrics
  }
}
