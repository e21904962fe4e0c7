import Objects
import Repository

/// The folder of a work tree that a command runs in. What a hint says to type must work there, while
/// the library names paths from the root.
struct PlaceInTree: Sendable {
  let folder: RepositoryPath

  /// Nil where the command runs outside the work tree.
  init?(_ global: GlobalOptions, in repository: Repository) {
    guard let folder = try? global.path(".", in: repository) else { return nil }
    self.folder = folder
  }

  /// The path as it must be typed in the folder, without quotes.
  func typed(_ path: RepositoryPath) -> String {
    let here = folder.components
    let there = path.components
    let common = zip(here, there).prefix { $0 == $1 }.count
    let steps =
      here.dropFirst(common).map { _ in ".." } + there.dropFirst(common).map(String.init)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }

  func typed(_ path: String) -> String { typed(RepositoryPath(unchecked: path)) }

  /// The way to the root, such as `../..`; nil at the root.
  var wayToRoot: String? { folder.isRoot ? nil : typed(.root) }

  /// A command whose paths are counted from the root.
  func command(_ command: String) -> String {
    guard let way = wayToRoot, command.hasPrefix("mlx ") else { return command }
    return "mlx -C \(way) " + command.dropFirst("mlx ".count)
  }
}
