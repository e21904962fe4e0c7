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
      // A branch may also follow a URL that has no name; `.` is the repository itself.
      let found = url(remote) ?? (remote.contains(":") ? remote : nil)
    {
      return RemoteURL.withoutCredentials(found)
    }
    if let found = url("origin") { return RemoteURL.withoutCredentials(found) }
    let remotes = config.subsections("remote", with: "url")
    guard remotes.count == 1, let only = remotes.first else { return nil }
    return url(only).map { RemoteURL.withoutCredentials($0) }
  }
}
