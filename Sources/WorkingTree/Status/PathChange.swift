import Objects

/// A path that is on disk not as the index has it.
public struct PathChange: Sendable, Equatable {
  /// How the file differs from what is staged.
  public enum Kind: String, Sendable {
    case added, modified, deleted
    /// A file became a link, or a link a file.
    case typeChanged
    /// Only the executable bit differs.
    case modeChanged
  }

  public let path: RepositoryPath
  public let kind: Kind
  /// Whether it is an empty folder, and no file.
  public let isFolder: Bool
  /// Bytes in the index; nil for what was added.
  public let oldSize: UInt64?
  /// Bytes on disk; nil for what was deleted.
  public let newSize: UInt64?

  public init(
    path: RepositoryPath, kind: Kind, isFolder: Bool = false, oldSize: UInt64? = nil,
    newSize: UInt64? = nil
  ) {
    self.path = path
    self.kind = kind
    self.isFolder = isFolder
    self.oldSize = oldSize
    self.newSize = newSize
  }
}

/// The disk beside the index.
public struct WorkTreeStatus: Sendable {
  /// In path order.
  public internal(set) var changes: [PathChange] = []
  /// Rows whose content was read and found equal; `Index.refresh` takes them.
  public internal(set) var refreshed: [IndexRefresh] = []
  /// Folders that hold the files of the index and nothing else; `Index.refresh` takes them.
  public internal(set) var refreshedFolders: [FolderRefresh] = []
  public internal(set) var notices: [ScanNotice] = []
  /// Files whose content had to be read, and their bytes.
  public internal(set) var hashedFiles = 0
  public internal(set) var hashedBytes: UInt64 = 0
  /// Files that are not on disk since a partial clone leaves them out, and their bytes.
  public internal(set) var leftOutFiles = 0
  public internal(set) var leftOutBytes: UInt64 = 0

  /// A disk that is as the index.
  public init() {}

  /// Takes the rows that another comparison of the same index found equal.
  public mutating func take(refreshedBy other: WorkTreeStatus) {
    refreshed = (refreshed + other.refreshed).sorted { $0.row < $1.row }
  }

  public var isClean: Bool { changes.isEmpty }
}
