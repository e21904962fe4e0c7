// What git does not look at.
import CLibgit2

extension GitRepository {
  /// Whether git's ignore rules match a path or a folder above it: `.gitignore`, `info/exclude` and
  /// `core.excludesFile`. That git tracks the path all the same is not asked.
  public func isIgnored(_ path: String, isFolder: Bool) throws(GitError) -> Bool {
    guard !path.isEmpty, !path.utf8.contains(0) else { return false }
    var isIgnored: Int32 = 0
    try check(git_ignore_path_is_ignored(&isIgnored, pointer, isFolder ? path + "/" : path))
    return isIgnored != 0
  }
}
