// The git repository around the work tree, as far as mlx has to know of it.
import FileIO
import GitBridge
import Objects
import SystemPackage
import WorkingTree

/// What there is of git around a work tree.
enum GitPresence {
  case none
  /// It is there and cannot be read: that is said, and work goes on without it.
  case unreadable(GitError)
  case found(GitSide)
}

/// A git repository that the work tree lies in.
struct GitSide {
  let git: GitRepository
  /// Where the root of mlx is in git's work tree; empty when they are the same.
  let prefix: String

  /// A path of mlx as git names it.
  func gitPath(_ path: RepositoryPath) -> String {
    prefix.isEmpty ? path.string : path.isRoot ? prefix : "\(prefix)/\(path)"
  }

  /// A path of git as mlx names it; nil outside of the root of mlx, and for what it cannot store.
  func path(_ gitPath: String) -> RepositoryPath? {
    if prefix.isEmpty { return try? RepositoryPath(validating: gitPath) }
    guard gitPath.hasPrefix(prefix + "/") else { return nil }
    return try? RepositoryPath(validating: gitPath.dropFirst(prefix.utf8.count + 1))
  }
}

extension Repository {
  /// Looks for git. libgit2 is first used here, and only when a `.git` is there.
  func gitPresence() -> GitPresence {
    guard isInsideGit else { return .none }
    let variables = environment.variables()
    let names = GitRepository.environmentNames
    do throws(GitError) {
      let root = (try? workTree.realRoot()) ?? workTree.root
      let found = try GitRepository.discover(
        from: root, environment: variables.filter { names.contains($0.key) },
        in: environment.fileSystem)
      guard let git = found, let prefix = git.path(of: root) else { return .none }
      return .found(GitSide(git: git, prefix: prefix))
    } catch {
      return .unreadable(error)
    }
  }

  /// The git repository, when it can be read.
  func gitSide() -> GitSide? {
    if case .found(let side) = gitPresence() { side } else { nil }
  }
}
