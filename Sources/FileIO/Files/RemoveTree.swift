// rm -r.
import SystemPackage

extension FileSystem {
  /// Removes a file, a link (never what it points to), or a directory with all that is in it. No
  /// error when nothing is there, or when another process removes the same tree.
  public func removeTree(_ path: FilePath) throws(FileError) {
    guard let status = try status(at: path, followingLinks: false) else { return }
    do {
      if status.type == .directory {
        try removeDirectoryTree(path)
      } else {
        try unlink(path)
      }
    } catch .notFound {
      return
    }
  }

  private func removeDirectoryTree(_ path: FilePath) throws(FileError) {
    for entry in try entries(of: path) {
      // A name that is not UTF-8 cannot be spelled here; rmdir then reports `notEmpty`.
      guard entry.isValid else { continue }
      let child = path.entry(entry.name)
      if let type = entry.type, type != .directory {
        do throws(FileError) { try unlink(child) } catch .notFound {}
      } else {
        try removeTree(child)
      }
    }
    try removeDirectory(path)
  }
}
