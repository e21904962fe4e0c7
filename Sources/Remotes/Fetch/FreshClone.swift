// `mlx pull` in a fresh clone of a git repository: mlx.yaml says where the bytes are, mlx.lock which they are.
import FileIO
import Objects
import ProjectFiles
import Repository
import SystemPackage

extension Sharing {
  /// The repository around a folder. Where there is none, but a clone of a git repository whose `mlx.lock`
  /// names a version and whose `mlx.yaml` names a remote, an empty one is made beside those files.
  ///
  /// Errors: `not-a-repository`; `unknown-remote` where only the remote is missing; those of `mlx.yaml`.
  public static func repository(
    from start: FilePath, _ environment: RepositoryEnvironment
  ) throws -> Repository {
    do {
      return try Repository.discover(from: start, environment)
    } catch let error as RepositoryError where error.code == "not-a-repository" {
      let fileSystem = environment.fileSystem
      guard let root = try lockedFolder(start, fileSystem) else { throw error }
      let file = root.appending(ProjectFile.name)
      guard let project = try ProjectFile.load(from: file, in: fileSystem), !project.remotes.isEmpty
      else { throw RemoteError.noneDeclared(root.string) }
      _ = try Repository.initialize(at: root, environment)
      return try Repository.open(at: root, environment)
    }
  }

  /// The nearest folder upwards with an `mlx.lock`, in a work tree of git.
  private static func lockedFolder(
    _ start: FilePath, _ fileSystem: any FileSystem
  ) throws -> FilePath? {
    var found: FilePath?
    var folder = start.lexicallyNormalized()
    while true {
      if found == nil {
        let status = try fileSystem.status(
          at: folder.appending(LockFile.name), followingLinks: false)
        if status?.type == .regular { found = folder }
      }
      let git = try fileSystem.status(at: folder.appending(".git"), followingLinks: true)
      if git != nil { return found }
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { return nil }
      folder = parent
    }
  }
}
