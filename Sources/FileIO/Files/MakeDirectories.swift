// mkdir -p.
import SystemPackage

extension FileSystem {
  /// Makes a directory that a group writes to: what is made in it belongs to the same group. One that is there
  /// stays as it is. The one above it must be there.
  public func makeSharedFolder(_ path: FilePath) throws(FileError) {
    if let status = try status(at: path, followingLinks: true) {
      guard status.type == .directory else { throw .notADirectory(path.string) }
      return
    }
    do {
      try makeDirectory(path, permissions: 0o775)
      try setPermissions(0o2775, of: path)
    } catch {
      guard case .exists = error else { throw error }
    }
  }

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
