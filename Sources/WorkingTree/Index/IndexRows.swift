import Chunking
import FileIO
import Objects

/// A file of the index in memory: fixed size, its name in the shared heap.
struct FileRow: Sendable {
  var blob: Digest
  var size: UInt64
  var inode: UInt64
  var mtimeSeconds: Int64
  var ctimeSeconds: Int64
  var mtimeNanoseconds: UInt32
  var ctimeNanoseconds: UInt32
  var nameOffset: Int
  var nameLength: UInt16
  var cutter: UInt16
  var mode: TreeMode
  var flags: IndexFlags

  var nameRange: Range<Int> { nameOffset..<nameOffset + Int(nameLength) }
  var mtime: FileTime { FileTime(seconds: mtimeSeconds, nanoseconds: mtimeNanoseconds) }
  var ctime: FileTime { FileTime(seconds: ctimeSeconds, nanoseconds: ctimeNanoseconds) }

  /// Whether no file was ever looked at for it.
  var wasNeverSeen: Bool { inode == 0 && mtimeSeconds == 0 && mtimeNanoseconds == 0 }

  /// Everything of an entry but its path; the name's place follows later.
  init(_ entry: IndexEntry) {
    blob = entry.blob.digest
    size = entry.size
    inode = entry.inode
    mtimeSeconds = entry.mtime.seconds
    ctimeSeconds = entry.ctime.seconds
    mtimeNanoseconds = entry.mtime.nanoseconds
    ctimeNanoseconds = entry.ctime.nanoseconds
    nameOffset = 0
    nameLength = 0
    cutter = entry.cutter.rawValue
    mode = entry.mode
    flags = entry.flags
  }

  init(
    blob: Digest, size: UInt64, inode: UInt64, mtime: FileTime, ctime: FileTime,
    name: Range<Int>, cutter: UInt16, mode: TreeMode, flags: IndexFlags
  ) {
    self.blob = blob
    self.size = size
    self.inode = inode
    mtimeSeconds = mtime.seconds
    ctimeSeconds = ctime.seconds
    mtimeNanoseconds = mtime.nanoseconds
    ctimeNanoseconds = ctime.nanoseconds
    nameOffset = name.lowerBound
    nameLength = UInt16(name.count)
    self.cutter = cutter
    self.mode = mode
    self.flags = flags
  }

  /// Takes the stat that a look at the disk found.
  mutating func take(_ status: FileStatus, flags: IndexFlags) {
    inode = status.inode
    mtimeSeconds = status.mtime.seconds
    ctimeSeconds = status.ctime.seconds
    mtimeNanoseconds = status.mtime.nanoseconds
    ctimeNanoseconds = status.ctime.nanoseconds
    self.flags = flags
  }

  /// Whether the file on disk has the stat that was recorded and the record may be believed.
  func isUnchanged(_ status: FileStatus, isLinked: Bool) -> Bool {
    !flags.contains(.racy) && flags.contains(.linked) == isLinked
      && size == UInt64(clamping: status.size) && inode == status.inode
      && mtimeSeconds == status.mtime.seconds && ctimeSeconds == status.ctime.seconds
      && mtimeNanoseconds == status.mtime.nanoseconds
      && ctimeNanoseconds == status.ctime.nanoseconds
  }
}

/// A folder of the index in memory: its path in the heap, and its run of file rows.
struct FolderRow: Sendable {
  var pathOffset: Int
  var pathLength: Int
  var firstFile: Int
  var fileCount: Int
  /// The folder's own ctime when it held the files of these rows and nothing else; `never` when that
  /// is not known.
  var ctime = FileTime.never
  /// The folder itself is recorded, because nothing is in it.
  var isEmpty: Bool
  /// The tree of the folder, where no folder is in it, once it was computed.
  var tree: FolderTree?

  var pathRange: Range<Int> { pathOffset..<pathOffset + pathLength }
  var fileRange: Range<Int> { firstFile..<firstFile + fileCount }
}

/// A folder's tree and the bytes of all in it.
struct FolderTree: Sendable, Equatable {
  let id: TreeID
  let size: UInt64
}

extension FileTime {
  /// The time of nothing.
  static let never = FileTime(seconds: 0, nanoseconds: 0)
}
