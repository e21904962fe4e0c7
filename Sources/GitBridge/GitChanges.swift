import CLibgit2

/// A path that differs from the commit that HEAD names.
public struct GitChange: Sendable, Equatable {
  /// How it differs.
  public enum Kind: String, Sendable {
    case added, modified, deleted
    /// A file became a link, or the like.
    case typeChanged = "type changed"
    case untracked
    /// An unfinished merge.
    case conflicted
  }

  /// A folder that is wholly untracked ends in `/`. Bytes that are not UTF-8 are replaced.
  public let path: String
  /// What the index has otherwise than HEAD.
  public let staged: Kind?
  /// What the work tree has otherwise than the index.
  public let unstaged: Kind?

  /// The one word for both: the staged kind counts where there is one.
  public var kind: Kind {
    switch (staged, unstaged) {
    case (_, .conflicted): .conflicted
    case (.added, .deleted), (.modified, .deleted): .deleted
    case (let staged?, _): staged
    case (nil, let unstaged): unstaged ?? .modified
    }
  }
}

/// What differs from HEAD.
public struct GitChanges: Sendable, Equatable {
  /// By the bytes of their paths; at most as many as were asked for.
  public var items: [GitChange]
  /// How many there are in all.
  public var count: Int

  /// Whether nothing differs.
  public var isEmpty: Bool { count == 0 }
}

extension GitRepository {
  /// What `git status --porcelain --no-renames` lists: staged, unstaged, and untracked but not
  /// ignored. Of submodules only the checked-out commit is compared.
  ///
  /// Files that a content filter other than git's own ones writes (`filter=lfs`) and that were
  /// touched since git looked at them count as modified: the filter is not run.
  ///
  /// - Parameters:
  ///   - folder: only what is at this path or below it.
  ///   - limit: at most so many `items`.
  ///   - isExcluded: paths of files that never count. An untracked folder in which all that is not
  ///     ignored is excluded does not count either.
  public func changes(
    within folder: String = "", limit: Int = .max,
    excluding isExcluded: ((String) -> Bool)? = nil
  ) throws(GitError) -> GitChanges {
    let index = try currentIndex()
    var found: [String: (staged: GitChange.Kind?, unstaged: GitChange.Kind?)] = [:]
    for change in try stagedChanges(index.pointer, within: folder) {
      found[change.path] = (change.kind, nil)
    }
    for change in try unstagedChanges(index.pointer, within: folder) {
      found[change.path, default: (nil, nil)].unstaged = change.kind
    }
    var items: [GitChange] = []
    for (path, kinds) in found where !Self.isOwn(path) {
      if let isExcluded, try isWhollyExcluded(path, kinds.unstaged, isExcluded) { continue }
      items.append(GitChange(path: path, staged: kinds.staged, unstaged: kinds.unstaged))
    }
    items.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    let count = items.count
    if count > limit { items.removeLast(count - max(limit, 0)) }
    return GitChanges(items: items, count: count)
  }

  private func isWhollyExcluded(
    _ path: String, _ unstaged: GitChange.Kind?, _ isExcluded: (String) -> Bool
  ) throws(GitError) -> Bool {
    guard unstaged == .untracked, path.hasSuffix("/") else { return isExcluded(path) }
    var isAll = true
    try forEachUntracked(within: String(path.dropLast())) { file in
      if isExcluded(file) { return true }
      isAll = false
      return false
    }
    return isAll
  }

  private typealias OneChange = (path: String, kind: GitChange.Kind)

  private func stagedChanges(
    _ index: OpaquePointer, within folder: String
  ) throws(GitError) -> [OneChange] {
    let tree = try headTree()
    let head: OpaquePointer?
    if let tree { head = tree.pointer } else { head = nil }
    let diff = try makeDiff(within: folder, flags: 0) { diff, options in
      git_diff_tree_to_index(&diff, pointer, head, index, &options)
    }
    return Self.deltas(of: diff.pointer) { path, status in
      // What is only intended is not staged; the comparison with the work tree reports it.
      if status == GIT_DELTA_ADDED, Self.has(GIT_INDEX_ENTRY_INTENT_TO_ADD, path, in: index) {
        return nil
      }
      return Self.kind(of: status)
    }
  }

  private func unstagedChanges(
    _ index: OpaquePointer, within folder: String
  ) throws(GitError) -> [OneChange] {
    let diff = try makeDiff(within: folder, flags: GIT_DIFF_INCLUDE_UNTRACKED.rawValue) {
      diff, options in
      git_diff_index_to_workdir(&diff, pointer, index, &options)
    }
    return Self.deltas(of: diff.pointer) { path, status in
      // libgit2 1.5 takes what a sparse checkout left out for deleted.
      if status == GIT_DELTA_DELETED, Self.has(GIT_INDEX_ENTRY_SKIP_WORKTREE, path, in: index) {
        return nil
      }
      if status == GIT_DELTA_MODIFIED, Self.has(GIT_INDEX_ENTRY_INTENT_TO_ADD, path, in: index) {
        return .added
      }
      return Self.kind(of: status)
    }
  }

  private static func deltas(
    of diff: OpaquePointer, _ kind: (UnsafePointer<CChar>, git_delta_t) -> GitChange.Kind?
  ) -> [OneChange] {
    (0..<git_diff_num_deltas(diff)).compactMap { position in
      guard let delta = git_diff_get_delta(diff, position),
        let path = delta.pointee.new_file.path ?? delta.pointee.old_file.path,
        let kind = kind(path, delta.pointee.status)
      else { return nil }
      return (String(cString: path), kind)
    }
  }

  private static func kind(of status: git_delta_t) -> GitChange.Kind? {
    switch status {
    case GIT_DELTA_ADDED: .added
    case GIT_DELTA_MODIFIED: .modified
    case GIT_DELTA_DELETED: .deleted
    case GIT_DELTA_TYPECHANGE: .typeChanged
    case GIT_DELTA_UNTRACKED: .untracked
    case GIT_DELTA_CONFLICTED: .conflicted
    default: nil
    }
  }

  private static func has(
    _ flag: git_index_entry_extended_flag_t, _ path: UnsafePointer<CChar>, in index: OpaquePointer
  ) -> Bool {
    guard let entry = git_index_get_bypath(index, path, 0) else { return false }
    return UInt32(entry.pointee.flags_extended) & flag.rawValue != 0
  }

  private func headTree() throws(GitError) -> GitHandle? {
    guard let commit = try head().commit else { return nil }
    return try tree(of: commit)
  }
}
