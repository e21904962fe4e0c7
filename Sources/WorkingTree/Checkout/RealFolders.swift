import FileIO
import Objects

/// The folders that a checkout writes in: each is opened from the root down, so that no link on the way is
/// ever followed, not even one that was put there a moment ago. One thread uses it; neighbours in path order
/// share what is open.
struct RealFolders {
  /// Those further in are opened anew each time: a process may not have many more files open.
  private static let openMax = 64

  private let tree: WorkTree
  /// The folders on the way to the last one, with their names; the root has none.
  private var open: [(name: String, folder: Folder)] = []

  init(_ tree: WorkTree) {
    self.tree = tree
  }

  /// Opens a folder.
  ///
  /// - Parameter isMade: whether it, and those above it, are made where they are missing.
  ///
  /// Errors: `pathBlocked` when something that is no folder is there, be it a link to one; `notFound`.
  mutating func folder(_ path: RepositoryPath, isMade: Bool = false) throws -> Folder {
    if open.isEmpty {
      // The work tree itself may be reached through links.
      open.append(("", try Folder(tree.root, in: tree.fileSystem)))
    }
    let names = path.components
    let shared = zip(names, open.dropFirst()).prefix { $0.utf8.elementsEqual($1.name.utf8) }.count
    open.removeSubrange((shared + 1)...)
    var folder = open[shared].folder
    for place in shared..<names.count {
      let name = String(names[place])
      if isMade { try make(name, in: folder) }
      guard let inner = try Self.inner(name, of: folder) else {
        throw WorkTreeError.pathBlocked(names[...place].joined(separator: "/"))
      }
      folder = inner
      if open.count < Self.openMax { open.append((name, folder)) }
    }
    return folder
  }

  /// nil for what is no folder.
  private static func inner(_ name: String, of folder: Folder) throws -> Folder? {
    do {
      return try Folder(name, in: folder)
    } catch {
      guard case .notADirectory = error else { throw error }
      return nil
    }
  }

  private func make(_ name: String, in folder: Folder) throws {
    guard try folder.status(of: name) == nil else { return }
    do {
      try folder.fileSystem.makeDirectory(name, in: folder, permissions: 0o755)
    } catch FileError.exists {}
  }

  /// Opens a folder; nil when it does not exist, or a link leads to it.
  mutating func ifReal(_ path: RepositoryPath) throws -> Folder? {
    do {
      return try folder(path)
    } catch let error as any MLXError where ["not-found", "path-blocked"].contains(error.code) {
      return nil
    }
  }

  /// The folder that a path is in, made where it is missing.
  mutating func parent(of path: RepositoryPath) throws -> Folder {
    try folder(path.parent ?? .root, isMade: true)
  }
}

extension Folder {
  /// Throws `file-changed` when something else has a name than was found there. Times of other links to the
  /// same file do not matter.
  func confirm(_ name: String, is expected: FileStatus?) throws {
    let found = try status(of: name)
    let isSame =
      found?.type == expected?.type && found?.inode == expected?.inode
      && found?.device == expected?.device && found?.mtime == expected?.mtime
      && found?.size == expected?.size
    guard isSame else { throw FileError.changedWhileReading(path.appending(name).string) }
  }
}
