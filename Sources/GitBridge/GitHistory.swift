// Which commits are there, and which lead to which.
import CLibgit2

extension GitRepository {
  /// How many commits a question about history looks at, unless said otherwise.
  public static let historyMax = 100_000

  /// Whether the history ends early because it was cloned with `--depth`.
  public func isShallow() throws(GitError) -> Bool {
    let code = git_repository_is_shallow(pointer)
    try check(code)
    return code != 0
  }

  /// Whether the commit is in the repository, named by a branch or not. The id is in full hex.
  public func contains(commit: String) throws(GitError) -> Bool {
    guard var id = GitID.parse(commit) else { return false }
    let found = try GitHandle.optional(git_commit_free, in: place) {
      git_commit_lookup(&$0, pointer, &id)
    }
    return found != nil
  }

  /// Whether a branch, a remote's branch or a tag leads to the commit, so that git keeps it. False
  /// for a commit that is not in the repository.
  ///
  /// - Returns: nil when it was not found among `limit` commits.
  public func isReachable(
    _ commit: String, limit: Int = historyMax
  ) throws(GitError) -> Bool? {
    guard let id = GitID.parse(commit) else { return false }
    var tips: [git_oid] = []
    try forEachReference { reference throws(GitError) in
      guard
        git_reference_is_branch(reference) != 0 || git_reference_is_remote(reference) != 0
          || git_reference_is_tag(reference) != 0
      else { return }
      // Tags of files and folders, and refs whose commit is missing, lead nowhere.
      var tip: OpaquePointer?
      guard git_reference_peel(&tip, reference, GIT_OBJECT_COMMIT) == 0, let tip else { return }
      let owner = GitHandle(tip, git_object_free)
      if let id = git_object_id(owner.pointer) { tips.append(id.pointee) }
    }
    return try leads(from: tips, to: id, limit: limit)
  }

  /// Whether `ancestor` is `descendant` or in its history; both in full hex. False for a commit that
  /// is not in the repository.
  ///
  /// - Returns: nil when it was not found among `limit` commits.
  public func isAncestor(
    _ ancestor: String, of descendant: String, limit: Int = historyMax
  ) throws(GitError) -> Bool? {
    guard let goal = GitID.parse(ancestor), let start = GitID.parse(descendant) else {
      return false
    }
    return try leads(from: [start], to: goal, limit: limit)
  }

  /// Breadth first, so that commits near the tips are found at once. libgit2's own walk fails at the
  /// end of a shallow history, where parents are named that are not there; this one ends.
  private func leads(
    from tips: [git_oid], to goal: git_oid, limit: Int
  ) throws(GitError) -> Bool? {
    // A shallow history names commits that are not here.
    guard try contains(commit: GitID.hex(goal)) else { return false }
    let goal = GitIDKey(id: goal)
    var seen: Set<GitIDKey> = []
    var level = tips.map { GitIDKey(id: $0) }
    while !level.isEmpty {
      var parents: [GitIDKey] = []
      for commit in level where seen.insert(commit).inserted {
        if commit == goal { return true }
        if seen.count > limit { return nil }
        try appendParents(of: commit, to: &parents)
      }
      level = parents
    }
    return false
  }

  private func appendParents(
    of commit: GitIDKey, to parents: inout [GitIDKey]
  ) throws(GitError) {
    var id = commit.id
    let found = try GitHandle.optional(git_commit_free, in: place) {
      git_commit_lookup(&$0, pointer, &id)
    }
    guard let found else { return }
    for number in 0..<git_commit_parentcount(found.pointer) {
      if let parent = git_commit_parent_id(found.pointer, number) {
        parents.append(GitIDKey(id: parent.pointee))
      }
    }
  }
}
