import FileIO
import Objects

/// Something that a scan found and that a person should hear of.
public struct ScanNotice: Sendable, Equatable {
  /// What is said about a path.
  public enum Kind: String, Sendable {
    /// A socket, device or FIFO: left out.
    case special
    /// A `.git` or `.mlops` inside an asset: left out.
    case nestedRepository
    /// A link to nothing: kept as a link.
    case danglingLink
    /// A link to a folder that holds the link: kept as a link.
    case linkLoop
    /// A link that leaves the asset but is tracked as a link: kept as one.
    case trackedLink
  }

  public let path: RepositoryPath
  public let kind: Kind

  public init(path: RepositoryPath, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// Whether it is tracked all the same.
  public var isKept: Bool { kind != .special && kind != .nestedRepository }

  /// What was done with it, and why, without its path.
  public var text: String {
    (isKept ? "kept as a link: " : "left out: ") + reason
  }

  /// Why that was done.
  public var reason: String {
    switch kind {
    case .special: "it is not a file, a folder or a link"
    case .nestedRepository: "it belongs to another repository"
    case .danglingLink: "what it points to does not exist"
    case .linkLoop: "it leads back to a folder that holds it"
    case .trackedLink: "it is tracked as one; what it points to is outside the asset"
    }
  }
}

/// A file or link that a scan found.
public struct ScannedFile: Sendable {
  public let name: String
  /// Of what is read: of the target, where a link is read through.
  public let status: FileStatus
  /// `.file`, `.executable` or `.symlink`.
  public let mode: TreeMode
  /// What a link that stays a link points to.
  public let linkTarget: String?
  /// Whether its bytes are read through a link, its own or one of a folder above.
  public let isLinked: Bool
}

/// A folder that a scan read.
public struct ScannedFolder: Sendable {
  public let path: RepositoryPath
  /// Sorted by the bytes of their names.
  public let files: [ScannedFile]
  /// The folder's time, when there is nothing in it but these files.
  var ctime = FileTime.never
  /// The folder's row in the index, when all its other files are as they were.
  var row: Int?
}
