import FileIO
import ObjectStore
import Objects

/// What is staged for the next commit, and the stat of every tracked file: git's index.
///
/// A value. Files are rows in one array, grouped by folder, with all names in one heap, so that a
/// million of them load in a fraction of a second.
public struct Index: Sendable {
  public var assets: [AssetDeclaration] = []
  public var metrics: [MetricsDeclaration] = []
  /// The params file, when one is declared.
  public var params: RepositoryPath?
  /// What is tracked and not stored: its bytes are outside of the work tree.
  public var external: [ExternalAsset] = []
  /// The commit that the staged state began from.
  public var base: CommitID?
  /// Packs that `add` wrote and that no commit has published yet.
  public var pending: [PendingPack] = []

  /// Sorted by `PathOrder`; every row has files or is an empty folder.
  var folders: [FolderRow] = []
  /// Grouped by folder in the order of `folders`, sorted by name in each.
  var files: [FileRow] = []
  /// The bytes that the rows point into; may hold bytes that no row uses any more.
  var names: [UInt8] = []
  /// Trees of folders that became known since the rows were made; of no other rows than these.
  var trees = KnownTrees()
  /// When the index was written, by the file system's clock.
  var written = FileTime(seconds: 0, nanoseconds: 0)

  /// An index that tracks nothing.
  public init() {}

  public var fileCount: Int { files.count }

  public var totalBytes: UInt64 {
    files.reduce(0) { $0 &+ $1.size }
  }

  /// Whether no file and no empty folder is tracked.
  public var isEmpty: Bool { folders.isEmpty }
}
