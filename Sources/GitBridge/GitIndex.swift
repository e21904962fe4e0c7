import CLibgit2

/// A file that git tracks: an entry of git's index, committed or only staged.
public struct GitTrackedFile: Sendable, Equatable {
  /// What git keeps of a path.
  public enum Kind: Sendable, Equatable {
    case file, executable, symlink
    /// Another repository, at this commit.
    case submodule(commit: String)
  }

  public let path: String
  public let kind: Kind
  /// Left out of the work tree by a sparse checkout.
  public let isSkipped: Bool
  /// Named with `git add --intent-to-add`: its content is not staged yet.
  public let isIntent: Bool
  /// An unfinished merge left several versions of it.
  public let isConflicted: Bool
}

/// What git's index holds.
public struct GitTrackedFiles: Sendable, Equatable {
  /// By the bytes of their paths.
  public var files: [GitTrackedFile] = []
  /// Paths that are not UTF-8, with replacement characters: they cannot be named here.
  public var unnameable: [String] = []
}

extension GitRepository {
  /// The files that git tracks at a path or below it; all of them for nil or an empty path.
  public func trackedFiles(within folder: String? = nil) throws(GitError) -> GitTrackedFiles {
    var found = GitTrackedFiles()
    try forEachEntry(within: folder ?? "") { entry in
      guard let path = String(validatingCString: entry.path) else {
        let text = String(cString: entry.path)
        if found.unnameable.last != text { found.unnameable.append(text) }
        return
      }
      // A conflict has up to three entries of one path.
      guard let kind = Self.kind(of: entry), found.files.last?.path != path else { return }
      found.files.append(
        GitTrackedFile(
          path: path, kind: kind,
          isSkipped: Self.has(GIT_INDEX_ENTRY_SKIP_WORKTREE, entry),
          isIntent: Self.has(GIT_INDEX_ENTRY_INTENT_TO_ADD, entry),
          isConflicted: entry.flags & UInt16(GIT_INDEX_ENTRY_STAGEMASK) != 0))
    }
    found.files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return found
  }

  /// Whether git tracks this very path, committed or staged: a file, a link or a submodule.
  public func isTracked(_ path: String) throws(GitError) -> Bool {
    guard !path.utf8.contains(0) else { return false }
    let index = try currentIndex()
    var position = 0
    return git_index_find(&position, index.pointer, path) == 0
  }

  /// The paths that git tracks at a path or below it.
  ///
  /// - Parameter limit: at most so many of them, for a message.
  public func trackedPaths(
    under folder: String, limit: Int = .max
  ) throws(GitError) -> [String] {
    var paths: [String] = []
    try forEachEntry(within: folder) { entry in
      let path = String(cString: entry.path)
      if paths.count < limit, paths.last != path { paths.append(path) }
    }
    return paths
  }

  /// The index as it is on disk now.
  func currentIndex() throws(GitError) -> GitHandle {
    let index = try make(git_index_free) { git_repository_index(&$0, pointer) }
    try check(git_index_read(index.pointer, 0))
    return index
  }

  func forEachEntry(
    within folder: String, _ body: (IndexEntry) throws(GitError) -> Void
  ) throws(GitError) {
    let index = try currentIndex()
    let own = Array(folder.utf8)
    for position in 0..<git_index_entrycount(index.pointer) {
      guard let entry = git_index_get_byindex(index.pointer, position),
        let path = entry.pointee.path
      else { continue }
      guard Self.isWithin(own, path) else { continue }
      try body(
        IndexEntry(
          path: path, id: entry.pointee.id, mode: entry.pointee.mode, flags: entry.pointee.flags,
          extendedFlags: entry.pointee.flags_extended))
    }
  }

  /// An entry while the index is open.
  struct IndexEntry {
    let path: UnsafePointer<CChar>
    let id: git_oid
    let mode: UInt32
    let flags: UInt16
    let extendedFlags: UInt16
  }

  /// Whether a path of C is `folder` or below it; every path is below the empty one.
  private static func isWithin(_ folder: [UInt8], _ path: UnsafePointer<CChar>) -> Bool {
    var position = 0
    for byte in folder {
      // The NUL at the end of a shorter path differs as well.
      guard path[position] == CChar(bitPattern: byte), byte != 0 else { return false }
      position += 1
    }
    return folder.isEmpty || path[position] == 0 || path[position] == CChar(UInt8(ascii: "/"))
  }

  static func has(_ flag: git_index_entry_extended_flag_t, _ entry: IndexEntry) -> Bool {
    UInt32(entry.extendedFlags) & flag.rawValue != 0
  }

  private static func kind(of entry: IndexEntry) -> GitTrackedFile.Kind? {
    switch entry.mode {
    case GIT_FILEMODE_BLOB.rawValue: .file
    case GIT_FILEMODE_BLOB_EXECUTABLE.rawValue: .executable
    case GIT_FILEMODE_LINK.rawValue: .symlink
    case GIT_FILEMODE_COMMIT.rawValue: .submodule(commit: GitID.hex(entry.id))
    default: nil
    }
  }
}
