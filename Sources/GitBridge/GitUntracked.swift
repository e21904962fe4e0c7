import CLibgit2

/// Files that git knows nothing of.
public struct GitUntrackedFiles: Sendable, Equatable {
  /// Paths of files and links, in git's order.
  public var paths: [String] = []
  /// Paths that are not UTF-8, with replacement characters: they cannot be named here.
  public var unnameable: [String] = []
  /// Whether there are more than were asked for.
  public var isTruncated = false
}

extension GitRepository {
  /// The files that git neither tracks nor ignores, also those in untracked folders, but for what is
  /// in a `.mlops` folder or in a git repository of its own.
  ///
  /// - Parameter limit: at most so many paths; the search ends there.
  public func untrackedFiles(
    within folder: String = "", limit: Int = .max
  ) throws(GitError) -> GitUntrackedFiles {
    var found = GitUntrackedFiles()
    try forEachUntracked(within: folder) { file in
      guard found.paths.count < limit else {
        found.isTruncated = true
        return false
      }
      found.paths.append(file)
      return true
    } unnameable: {
      found.unnameable.append($0)
    }
    return found
  }

  /// Calls `body` with the path of each untracked file until it returns false.
  func forEachUntracked(
    within folder: String, _ body: (String) -> Bool,
    unnameable: (String) -> Void = { _ in }
  ) throws(GitError) {
    let index = try currentIndex()
    try withoutActuallyEscaping(body) { body throws(GitError) in
      try withoutActuallyEscaping(unnameable) { unnameable throws(GitError) in
        try collect(within: folder, index.pointer, UntrackedVisitor(body, unnameable))
      }
    }
  }

  private func collect(
    within folder: String, _ index: OpaquePointer, _ visitor: UntrackedVisitor
  ) throws(GitError) {
    let flags = GIT_DIFF_INCLUDE_UNTRACKED.rawValue | GIT_DIFF_RECURSE_UNTRACKED_DIRS.rawValue
    // libgit2 keeps no pointer to the visitor beyond the call.
    try withExtendedLifetime(visitor) { () throws(GitError) in
      let diff = try GitHandle.optional(git_diff_free, in: place) { made in
        let code = withDiffOptions(within: folder, flags: flags) { options in
          options.payload = Unmanaged.passUnretained(visitor).toOpaque()
          options.notify_cb = { _, delta, _, payload in
            guard let delta, let payload else { return 1 }
            return Unmanaged<UntrackedVisitor>.fromOpaque(payload).takeUnretainedValue()
              .visit(delta.pointee)
          }
          return git_diff_index_to_workdir(&made, pointer, index, &options)
        }
        return visitor.isDone ? GIT_ENOTFOUND.rawValue : code
      }
      _ = consume diff
    }
  }

  /// Whether a path is in a folder of mlx itself.
  static func isOwn(_ path: String) -> Bool {
    path.utf8.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual(".mlops".utf8) }
  }

  /// Compares, with the options that all comparisons share.
  func makeDiff(
    within folder: String, flags: UInt32,
    _ make: (inout OpaquePointer?, inout git_diff_options) -> Int32
  ) throws(GitError) -> GitHandle {
    try self.make(git_diff_free) { made in
      withDiffOptions(within: folder, flags: flags) { make(&made, &$0) }
    }
  }

  private func withDiffOptions(
    within folder: String, flags: UInt32, _ body: (inout git_diff_options) -> Int32
  ) -> Int32 {
    var options = git_diff_options()
    git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION))
    options.flags =
      flags | GIT_DIFF_INCLUDE_TYPECHANGE.rawValue | GIT_DIFF_SKIP_BINARY_CHECK.rawValue
      | GIT_DIFF_DISABLE_PATHSPEC_MATCH.rawValue
    options.ignore_submodules = GIT_SUBMODULE_IGNORE_DIRTY
    guard !folder.isEmpty else { return body(&options) }
    return folder.withCString { text in
      var paths: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(mutating: text)
      return withUnsafeMutablePointer(to: &paths) { paths in
        options.pathspec = git_strarray(strings: paths, count: 1)
        return body(&options)
      }
    }
  }
}

/// What libgit2 calls for each difference, through a pointer.
private final class UntrackedVisitor {
  private let body: (String) -> Bool
  private let unnameable: (String) -> Void
  private(set) var isDone = false

  init(_ body: @escaping (String) -> Bool, _ unnameable: @escaping (String) -> Void) {
    self.body = body
    self.unnameable = unnameable
  }

  /// Positive: go on without keeping the difference; negative: stop.
  func visit(_ delta: git_diff_delta) -> Int32 {
    guard delta.status == GIT_DELTA_UNTRACKED, let path = delta.new_file.path else { return 1 }
    let text = String(cString: path)
    // A path with `/` at its end is a repository of its own.
    if text.hasSuffix("/") || GitRepository.isOwn(text) { return 1 }
    guard String(validatingCString: path) != nil else {
      unnameable(text)
      return 1
    }
    if body(text) { return 1 }
    isDone = true
    return -1
  }
}
