import FileIO
import Objects
import SystemPackage

/// The folder that a repository's files live in, and how paths in it map to the disk.
public struct WorkTree: Sendable {
  /// Absolute; may itself be reached through links.
  public let root: FilePath
  /// The repository's own folder, `.mlops`.
  public let metadata: FilePath
  public let fileSystem: any FileSystem
  /// Whether files are left out of it, as by a partial clone: one that is tracked, is not on disk and was never
  /// seen there is no deletion then.
  public let isPartial: Bool

  public init(
    root: FilePath, metadata: FilePath? = nil, fileSystem: any FileSystem,
    isPartial: Bool = false
  ) {
    self.root = root
    self.metadata = metadata ?? root.appending(".mlops")
    self.fileSystem = fileSystem
    self.isPartial = isPartial
  }

  /// Where new files of the repository are written first.
  public var temporary: FilePath { metadata.appending("tmp") }

  /// Where a path of the repository is on disk.
  public func absolute(_ path: RepositoryPath) -> FilePath {
    path.string.isEmpty ? root : root.appending(path.string)
  }

  /// Where the root really is, with no link on the way.
  public func realRoot() throws -> FilePath {
    var resolver = LinkResolver(fileSystem)
    guard case .found(let real) = try resolver.resolve(root) else { return root }
    return real
  }

  /// Nil when nothing is there.
  public func status(
    at path: RepositoryPath, followingLinks: Bool = false
  ) throws(FileError) -> FileStatus? {
    try fileSystem.status(at: absolute(path), followingLinks: followingLinks)
  }
}
