// What the kernel knows of a file without reading it.

/// The kind of thing a name stands for. (`FileType` is the name of another type in swift-system.)
public enum FileKind: Sendable {
  case regular, directory, symlink
  /// A device, socket or pipe.
  case other
}

/// A point in time as file systems record it: seconds since 1970 and nanoseconds below a second.
public struct FileTime: Sendable, Comparable, Hashable {
  /// Since 1970.
  public var seconds: Int64
  /// Below a second.
  public var nanoseconds: UInt32

  /// Makes a time from its two parts.
  public init(seconds: Int64, nanoseconds: UInt32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Earlier than.
  public static func < (left: FileTime, right: FileTime) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

/// What stat(2) returns: enough to see whether a file changed.
public struct FileStatus: Sendable, Equatable {
  /// File, folder, link or something else.
  public var type: FileKind
  /// Bytes; of a link, the length of its target.
  public var size: Int64
  /// When the content changed.
  public var mtime: FileTime
  /// When the content, a name or a permission changed.
  public var ctime: FileTime
  /// The file itself, whatever it is called; unique on its device.
  public var inode: UInt64
  /// The file system that it is on.
  public var device: UInt64
  /// The twelve low mode bits.
  public var permissions: UInt16
  /// Hard links.
  public var links: Int

  /// Makes a status by hand, as the index does from its rows.
  public init(
    type: FileKind, size: Int64, mtime: FileTime, ctime: FileTime, inode: UInt64,
    device: UInt64, permissions: UInt16, links: Int
  ) {
    self.type = type
    self.size = size
    self.mtime = mtime
    self.ctime = ctime
    self.inode = inode
    self.device = device
    self.permissions = permissions
    self.links = links
  }

  /// Whether the owner may run it.
  public var isExecutable: Bool { permissions & 0o100 != 0 }
}

/// A name in a directory.
public struct DirectoryEntry: Sendable {
  /// The name; with replacement characters where `isValid` is false.
  public var name: String
  /// `nil` where the file system does not say.
  public var type: FileKind?
  /// False for a name that is not UTF-8.
  public var isValid: Bool
  /// Of the entry itself, never of a link's target; only when it was asked for, and `nil` as well
  /// when the entry vanished in between.
  public var status: FileStatus?

  /// Makes an entry by hand.
  public init(name: String, type: FileKind?, isValid: Bool = true, status: FileStatus? = nil) {
    self.name = name
    self.type = type
    self.isValid = isValid
    self.status = status
  }
}
