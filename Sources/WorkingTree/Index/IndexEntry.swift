import Chunking
import FileIO
import Objects

/// What the stat cache knows about a file beside its stat.
public struct IndexFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// The stat cannot be believed: the file may have changed within the clock's granularity.
  public static let racy = IndexFlags(rawValue: 1)
  /// The bytes were read through a symbolic link.
  public static let linked = IndexFlags(rawValue: 2)

  static let known: IndexFlags = [.racy, .linked]
}

/// A tracked file or link: what is staged for a path, and the stat by which it is known again.
public struct IndexEntry: Sendable, Equatable {
  public var path: RepositoryPath
  public var blob: BlobID
  /// Bytes of the file; of a link, the length of its target.
  public var size: UInt64
  /// `.file`, `.executable` or `.symlink`.
  public var mode: TreeMode
  public var mtime: FileTime
  public var ctime: FileTime
  public var inode: UInt64
  public var flags: IndexFlags
  /// The cutter that the path keeps.
  public var cutter: CutterCode

  public init(
    path: RepositoryPath, blob: BlobID, size: UInt64, mode: TreeMode, mtime: FileTime,
    ctime: FileTime, inode: UInt64, flags: IndexFlags, cutter: CutterCode
  ) {
    self.path = path
    self.blob = blob
    self.size = size
    self.mode = mode
    self.mtime = mtime
    self.ctime = ctime
    self.inode = inode
    self.flags = flags
    self.cutter = cutter
  }

  /// An entry whose file was not looked at: its content is compared at the next status.
  public init(path: RepositoryPath, blob: BlobID, size: UInt64, mode: TreeMode) {
    let never = FileTime(seconds: 0, nanoseconds: 0)
    self.init(
      path: path, blob: blob, size: size, mode: mode, mtime: never, ctime: never, inode: 0,
      flags: .racy, cutter: .whole)
  }

  /// Whether no file was ever looked at for it: it has no inode.
  public var wasNeverSeen: Bool { inode == 0 && mtime.seconds == 0 && mtime.nanoseconds == 0 }
  public var isRacy: Bool { flags.contains(.racy) }
  public var isLinked: Bool { flags.contains(.linked) }
}

/// One edit of an index; `Index.apply` takes many at once.
public enum IndexChange: Sendable {
  case set(IndexEntry)
  /// The file or link at that very path, not what is below it.
  case remove(RepositoryPath)
  case emptyFolder(RepositoryPath)
  case removeEmptyFolder(RepositoryPath)

  public var path: RepositoryPath {
    switch self {
    case .set(let entry): entry.path
    case .remove(let path), .emptyFolder(let path), .removeEmptyFolder(let path): path
    }
  }
}
