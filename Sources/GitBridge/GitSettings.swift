// Git's settings by name: the one thing that is written to a git repository here.
import CLibgit2
import SystemPackage

extension GitRepository {
  /// The value that counts; nil where it is unset or not UTF-8. The name is as `diff.mlx.textconv`.
  public func setting(_ name: String) throws(GitError) -> String? {
    try GitConfiguration(of: self).text(name)
  }

  /// Sets a value in the repository's own file, as `git config` does. All its work trees share it.
  public func set(_ name: String, to value: String) throws(GitError) {
    let config = try make(git_config_free) { git_config_new(&$0) }
    let file = commonFolder.appending("config")
    let code = file.withPlatformString {
      git_config_add_file_ondisk(config.pointer, $0, GIT_CONFIG_LEVEL_LOCAL, pointer, 0)
    }
    try check(code)
    try check(git_config_set_string(config.pointer, name, value))
  }
}
