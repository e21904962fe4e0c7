import CLibgit2

/// What git's HEAD names.
public struct GitHead: Sendable, Equatable {
  /// In hex; nil before the first commit of a branch.
  public let commit: String?
  /// The short name, such as `main`; nil when HEAD is detached.
  public let branch: String?

  /// Whether the branch has no commit yet.
  public var isUnborn: Bool { commit == nil }
}

/// A branch of git.
public struct GitBranch: Sendable, Equatable {
  /// The short name: `main`, or `origin/main` of a remote one.
  public let name: String
  /// In hex.
  public let commit: String
  /// Whether it is where a branch of a remote was last seen.
  public let isRemote: Bool
}

extension GitRepository {
  /// The commit and branch of HEAD.
  public func head() throws(GitError) -> GitHead {
    let reference = try make(git_reference_free) { git_reference_lookup(&$0, pointer, "HEAD") }
    var id = git_oid()
    let code = git_reference_name_to_id(&id, pointer, "HEAD")
    if code != GIT_ENOTFOUND.rawValue { try check(code) }
    return GitHead(
      commit: code == 0 ? GitID.hex(id) : nil, branch: Self.branch(named: reference.pointer))
  }

  /// All branches with a commit, local ones first, each by the bytes of its name. Symbolic ones such
  /// as `origin/HEAD` are left out.
  public func branches() throws(GitError) -> [GitBranch] {
    var branches: [GitBranch] = []
    try forEachReference { reference throws(GitError) in
      guard git_reference_type(reference) == GIT_REFERENCE_DIRECT else { return }
      let isRemote = git_reference_is_remote(reference) != 0
      guard isRemote || git_reference_is_branch(reference) != 0 else { return }
      guard let name = git_reference_shorthand(reference), let id = git_reference_target(reference)
      else { return }
      branches.append(
        GitBranch(name: String(cString: name), commit: GitID.hex(id.pointee), isRemote: isRemote))
    }
    return branches.sorted {
      $0.isRemote == $1.isRemote
        ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : !$0.isRemote
    }
  }

  /// Calls `body` with each reference; it is freed afterwards.
  func forEachReference(
    _ body: (OpaquePointer) throws(GitError) -> Void
  ) throws(GitError) {
    let iterator = try make(git_reference_iterator_free) {
      git_reference_iterator_new(&$0, pointer)
    }
    while true {
      var next: OpaquePointer?
      let code = git_reference_next(&next, iterator.pointer)
      if code == GIT_ITEROVER.rawValue { return }
      try check(code)
      guard let next else { return }
      let reference = GitHandle(next, git_reference_free)
      try body(reference.pointer)
    }
  }

  private static func branch(named head: OpaquePointer) -> String? {
    guard
      git_reference_type(head) == GIT_REFERENCE_SYMBOLIC,
      let target = git_reference_symbolic_target(head)
    else { return nil }
    let name = String(cString: target)
    let folder = "refs/heads/"
    return name.hasPrefix(folder) ? String(name.dropFirst(folder.count)) : nil
  }
}
