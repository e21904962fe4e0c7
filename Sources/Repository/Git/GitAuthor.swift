// Whom git names as the author, for where mlx has no setting of its own.
import FileIO
import GitBridge
import ProjectFiles
import SystemPackage
import WorkingTree

/// The author that git would name in the repository around a work tree: `GIT_AUTHOR_NAME`, else `author.name`, else
/// `user.name`, and the same of the address. They are read when they are first asked for: most commands never do.
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
    let variables = variables()
    let found = try? GitRepository.discover(
      from: root, environment: variables.filter { names.contains($0.key) },
      in: workTree.fileSystem)
    guard let git = found else { return Parts() }
    return Parts(
      name: part("name", of: git, variables["GIT_AUTHOR_NAME"]),
      email: part("email", of: git, variables["GIT_AUTHOR_EMAIL"]))
  }

  /// The first in git's order that is set and fit to be a part of an author.
  private func part(_ part: String, of git: GitRepository, _ variable: String?) -> String? {
    let values = [variable, try? git.setting("author.\(part)"), try? git.setting("user.\(part)")]
    return values.compactMap(\.self).first { !$0.isEmpty && ConfigType.author.accepts($0) }
  }
}
