// `git:<revision>`: the version that belongs to a git commit.
import GitBridge
import Objects
import ProjectFiles
import References

extension Repository {
  /// The commit that `mlx.lock` names in a git commit, else the newest that was recorded at it.
  ///
  /// Errors: `git-revision-unknown`; `unknown-revision` when neither is there.
  func resolveGit(_ text: String, view: View) throws -> CommitID {
    var recorded = text.lowercased()
    if let side = gitSide() {
      do throws(GitError) {
        let lock = side.gitPath(RepositoryPath(unchecked: LockFile.name))
        recorded = try side.git.resolve(text)
        let bytes = try side.git.file(lock, at: recorded, bytesMax: LockFile.bytesMax)
        if let bytes, let commit = try? LockFile.decode(bytes).commit {
          let key = ObjectKey(kind: .record, digest: commit.digest)
          if store.contains(key) { return commit }
        }
      } catch {
        // The commit may be gone from git, by a rebase say, and still be in a record.
        guard Self.isDigits(recorded) else { throw error }
      }
    }
    guard Self.isDigits(recorded), let found = try newest(at: recorded, view: view) else {
      throw RefError.unknownRevision(
        "git:\(text)",
        reason: "no version was recorded at git's '\(text)', and its '\(LockFile.name)' names none",
        near: [])
    }
    return found
  }

  private static func isDigits(_ text: String) -> Bool {
    (4...64).contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
  }

  /// The newest commit that any ref leads to and that was made at a git commit.
  private func newest(at gitCommit: String, view: View) throws -> CommitID? {
    let tips = Set(view.branches.values).union(view.tags.values).union(
      view.head.commit.map { [$0] } ?? [])
    var commits = try CommitSequence(
      graph: CommitGraph(store: store), tips: Array(tips), hidden: [])
    while let node = try commits.next() {
      if try commit(node.id).code?.git?.commit?.hasPrefix(gitCommit) == true { return node.id }
    }
    return nil
  }
}
