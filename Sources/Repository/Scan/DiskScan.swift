// Files of a folder, whether tracked or not, inside of a repository or not.
import FileIO
import ObjectStore
import SystemPackage

/// Walks a folder, and looks into each file.
struct DiskScan {
  private(set) var report = ScanReport()
  private let environment: RepositoryEnvironment
  private var fileSystem: any FileSystem { environment.fileSystem }
  /// Folders that were walked; links may lead to one again.
  private var seen: Set<Identity> = []

  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// Of git and of mlx itself: nothing in there is loaded.
  private static let skipped: Set = [".git", ".mlops"]

  init(_ environment: RepositoryEnvironment) { self.environment = environment }

  /// - Parameter name: what the report calls it.
  mutating func run(_ path: FilePath, as name: String) throws {
    guard let status = try fileSystem.status(at: path, followingLinks: true) else {
      throw FileError.notFound(name)
    }
    if status.type == .directory {
      try walk(path, as: name, status)
    } else {
      try file(path, as: name, status)
    }
  }

  private mutating func walk(_ root: FilePath, as name: String, _ status: FileStatus) throws {
    var waiting = [(path: root, name: name, status: status)]
    while let folder = waiting.popLast() {
      let identity = Identity(device: folder.status.device, inode: folder.status.inode)
      guard seen.insert(identity).inserted else { continue }
      var inner: [(path: FilePath, name: String, status: FileStatus)] = []
      for entry in try entries(of: folder.path, as: folder.name) {
        guard !Self.skipped.contains(entry.name) else { continue }
        let path = folder.path.appending(entry.name)
        let name = Self.join(folder.name, entry.name)
        do {
          // Nothing is behind a link that leads nowhere.
          guard let status = try fileSystem.status(at: path, followingLinks: true) else { continue }
          if status.type == .directory {
            inner.append((path, name, status))
          } else if status.type == .regular {
            try file(path, as: name, status)
          }
        } catch let error as FileError where Self.isLocal(error) {
          unreadable(name, error)
        }
      }
      waiting += inner.reversed()
    }
  }

  private mutating func entries(of path: FilePath, as name: String) throws -> [DirectoryEntry] {
    let entries: [DirectoryEntry]
    do {
      entries = try fileSystem.entries(of: path)
    } catch {
      // The folder that was named must be readable; it is the first that was seen.
      guard Self.isLocal(error), seen.count > 1 else { throw error }
      unreadable(name, error)
      return []
    }
    return entries.sorted { $0.name < $1.name }
  }

  private mutating func file(_ path: FilePath, as name: String, _ status: FileStatus) throws {
    try Interruption.check()
    report.fileCount += 1
    guard status.type == .regular else {
      return report.files.append(Self.remark(name, "it is no regular file and was not read"))
    }
    report.byteCount &+= UInt64(clamping: status.size)
    environment.progress.report(
      Progress(phase: "scanning", unit: .files, done: Int64(report.fileCount)))
    let source = try FileSource(try File(path, .read, in: fileSystem))
    if let found = try FileScan.scan(source, path: name) { report.files.append(found) }
  }

  /// What is wrong with one file and says nothing about the others.
  private static func isLocal(_ error: FileError) -> Bool {
    ["permission-denied", "not-found", "io-error", "file-changed"].contains(error.code)
  }

  private mutating func unreadable(_ name: String, _ error: FileError) {
    report.files.append(Self.remark(name, "it could not be read: \(error)"))
  }

  private static func remark(_ name: String, _ text: String) -> ScannedFile {
    var file = ScannedFile(path: name, size: 0)
    file.remarks = [ScanRemark(code: .unreadable, severity: .unknown, place: "", text: text)]
    return file
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
