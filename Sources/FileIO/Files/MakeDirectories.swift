// mkdir -p.
import SystemPackage

extension FileSystem {
  /// Makes a directory and those above it that are missing. No error when it is there already.
  public func makeDirectories(
    _ path: FilePath, permissions: UInt16 = 0o755
  ) throws(FileError) {
    do {
      try makeDirectory(path, permissions: permissions)
    } catch .exists {
      let status = try status(at: path, followingLinks: true)
      guard status?.type == .directory else { throw .notADirectory(path.string) }
    } catch .notFound {
      let parent = path.removingLastComponent()
      guard parent != path, !parent.isEmpty else { throw .notFound(path.string) }
      try makeDirectories(parent, permissions: permissions)
      try makeDirectories(path, permissions: permissions)
    }
  }
}
