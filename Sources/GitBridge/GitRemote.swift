// Where the repository comes from.
import CLibgit2

extension GitRepository {
  /// The URL of the remote that the branch follows, else of `origin`, else of the only one, without
  /// credentials (`RemoteURL`).
  ///
  /// It is the URL of the repository's config: `url.*.insteadOf`, often a mirror or a token of this
  /// machine, is not applied.
  public func remoteURL() throws(GitError) -> String? {
    let config = try GitConfiguration(of: self)
    func url(_ remote: String) -> String? {
      config.values("remote.\(remote).url").first { !$0.isEmpty }
    }
    if let branch = try head().branch, let remote = config.text("branch.\(branch).remote"),
      let found = url(remote)
    {
      return RemoteURL.withoutCredentials(found)
    }
    if let found = url("origin") { return RemoteURL.withoutCredentials(found) }
    let remotes = try remoteNames()
    guard remotes.count == 1 else { return nil }
    return url(remotes[0]).map { RemoteURL.withoutCredentials($0) }
  }

  private func remoteNames() throws(GitError) -> [String] {
    var names = git_strarray()
    try check(git_remote_list(&names, pointer))
    defer { git_strarray_dispose(&names) }
    return (0..<names.count).compactMap { index in
      names.strings[index].flatMap { String(validatingCString: $0) }
    }
  }
}
