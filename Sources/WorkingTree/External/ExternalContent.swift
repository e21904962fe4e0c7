import FileIO
import Objects
import SystemPackage

/// What is at a place outside of the work tree, by names and stats alone: nothing is read.
public struct ExternalContent: Sendable {
  /// Links are followed.
  public let place: FilePath
  public let isFolder: Bool
  /// Bytes of the file, or of all files of the folder.
  public let size: UInt64
  public let fileCount: Int
  /// A digest of all names and stats: while it stays, the bytes most likely do.
  public let stamp: Digest
  /// What an asset would not take in either: devices, other repositories.
  public let notices: [ScanNotice]

  /// The newest stat of each device, for `isRacy`.
  private let newest: [FileStatus]
  let folders: [ScannedFolder]
  let emptyFolders: [RepositoryPath]

  /// What a folder holds is what it would hold as an asset. Nil when nothing is there.
  ///
  /// Errors: `not-storable` for a device or socket; `FileError` for what cannot be reached.
  public static func find(at place: FilePath, in tree: WorkTree) throws -> ExternalContent? {
    guard let status = try tree.fileSystem.status(at: place, followingLinks: true) else {
      return nil
    }
    switch status.type {
    case .regular: return ExternalContent(place: place, file: status)
    case .directory:
      let scan = try Scan.run(.root, in: tree.rooted(at: place))
      return scan.exists ? ExternalContent(place: place, folder: scan) : nil
    case .symlink, .other: throw WorkTreeError.notStorable(place.string)
    }
  }

  private init(place: FilePath, file status: FileStatus) {
    self.place = place
    isFolder = false
    size = UInt64(clamping: status.size)
    fileCount = 1
    var stamp = ExternalStamp()
    stamp.add("", status)
    self.stamp = stamp.finish()
    newest = [status]
    notices = []
    folders = []
    emptyFolders = []
  }

  private init(place: FilePath, folder scan: ScanResult) {
    self.place = place
    isFolder = true
    fileCount = scan.fileCount
    notices = scan.notices.filter { !$0.isKept }
    folders = scan.folders
    emptyFolders = scan.emptyFolders.filter { !$0.isRoot }
    var size: UInt64 = 0
    var stamp = ExternalStamp()
    for folder in scan.folders {
      for file in folder.files {
        size &+= UInt64(clamping: file.status.size)
        stamp.add(folder.path.appending(unchecked: file.name).string, file.status)
      }
    }
    for folder in emptyFolders { stamp.add(emptyFolder: folder.string) }
    self.size = size
    self.stamp = stamp.finish()
    newest = stamp.newest
  }

  /// Whether something changed so lately, before a moment, that stats prove nothing.
  func isRacy(_ moment: ClockStamp?) -> Bool {
    guard let moment else { return true }
    return newest.contains { moment.isRacy($0) }
  }
}

extension WorkTree {
  /// Another folder, seen as a work tree; what is written for it goes where it went before.
  func rooted(at folder: FilePath) -> WorkTree {
    WorkTree(root: folder, metadata: metadata, fileSystem: fileSystem)
  }
}

/// Adds names and stats up.
private struct ExternalStamp {
  private var hasher = SHA256Hasher()
  private var byDevice: [UInt64: FileStatus] = [:]

  var newest: [FileStatus] { Array(byDevice.values) }

  mutating func add(_ name: String, _ status: FileStatus) {
    put(name)
    for number in [
      UInt64(clamping: status.size), UInt64(bitPattern: status.mtime.seconds),
      UInt64(status.mtime.nanoseconds), UInt64(bitPattern: status.ctime.seconds),
      UInt64(status.ctime.nanoseconds), status.inode, UInt64(status.permissions),
    ] {
      withUnsafeBytes(of: number.littleEndian) { hasher.update($0) }
    }
    let time = max(status.mtime, status.ctime)
    if let old = byDevice[status.device], max(old.mtime, old.ctime) >= time { return }
    byDevice[status.device] = status
  }

  mutating func add(emptyFolder name: String) { put(name + "/") }

  /// No name is the beginning of another one with a zero behind it.
  private mutating func put(_ name: String) {
    hasher.update(Array(name.utf8))
    hasher.update([0])
  }

  mutating func finish() -> Digest { hasher.finalize() }
}
