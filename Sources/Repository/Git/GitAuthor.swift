// Whom git names as the author, for where mlx has no setting of its own.
import FileIO
import GitBridge
import ProjectFiles
import SystemPackage
import WorkingTree

/// `user.name` and `user.email` of the git repository around a work tree. They are read when they are first asked
/// for: most commands never do.
final class GitAuthor: Sendable {
  /// What is set, and fit to be a part of an author.
  struct Parts: Sendable {
    var name: String?
    var email: String?
  }

  private let workTree: WorkTree
  private let variables: @Sendable () -> [String: String]
  private let known = Locked<Parts?>(nil)

  init(around workTree: WorkTree, variables: @escaping @Sendable () -> [String: String]) {
    self.workTree = workTree
    self.variables = variables
  }

  var parts: Parts {
    known.withLock { known in
      let parts = known ?? read()
      known = parts
      return parts
    }
  }

  /// Nothing where there is no git, or where it cannot be read.
  private func read() -> Parts {
    guard let root = try? workTree.realRoot() else { return Parts() }
    let names = GitRepository.environmentNames
    let found = try? GitRepository.discover(
      from: root, environment: variables().filter { names.contains($0.key) },
      in: workTree.fileSystem)
    guard let git = found else { return Parts() }
    return Parts(name: setting("user.name", of: git), email: setting("user.email", of: git))
  }

  private func setting(_ name: String, of git: GitRepository) -> String? {
    guard let value = try? git.setting(name), ConfigType.author.accepts(value) else { return nil }
    return value
  }
}
