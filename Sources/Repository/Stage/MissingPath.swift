// Errors for paths that are not there, with names that look like them.
import FileIO
import Objects
import References
import SystemPackage
import WorkingTree

extension Repository {
  /// The error for a path at which nothing is, with names that look like it.
  func notFound(_ path: RepositoryPath, index: Index) throws -> WorkingError {
    .pathNotFound(path.string, near: nearPaths(path, index: index))
  }

  /// The error for a path that is not tracked: is it there at all?
  func notTracked(_ path: RepositoryPath, index: Index) throws -> WorkingError {
    guard try workTree.status(at: path) != nil else { return try notFound(path, index: index) }
    return .notTracked(path.string, near: [])
  }

  /// Siblings on disk, and tracked paths, that are few edits away.
  private func nearPaths(_ path: RepositoryPath, index: Index) -> [String] {
    let folder = path.parent ?? .root
    let entries = (try? environment.fileSystem.entries(of: workTree.absolute(folder))) ?? []
    let siblings = entries.filter { $0.isValid && $0.name != ".mlops" }.map(\.name)
    let near = NearNames.find(path.name, among: siblings)
      .map { folder.appending(unchecked: $0).string }
    guard near.isEmpty else { return near }
    return NearNames.find(path.string, among: index.assets.flatMap { [$0.path.string, $0.name] })
  }
}
