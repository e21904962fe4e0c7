// Opening a repository: find it, check its format, read its settings.
import FileIO
import SystemPackage

extension Repository {
  /// The folder in a work tree that holds the repository.
  public static let folderName = ".mlops"

  /// Opens the repository whose work tree is `root`.
  ///
  /// Errors: `not-a-repository`, `unsupported-format`, `format-damaged`.
  public static func open(
    at root: FilePath, _ environment: RepositoryEnvironment
  ) throws -> Repository {
    guard let repository = try openIfThere(root, environment) else {
      throw RepositoryError.notARepository(root.string)
    }
    return repository
  }

  /// Opens the repository that a folder is in: the nearest one upwards.
  ///
  /// Errors: `not-a-repository`, `unsupported-format`, `format-damaged`.
  public static func discover(
    from start: FilePath, _ environment: RepositoryEnvironment
  ) throws -> Repository {
    var folder = start.lexicallyNormalized()
    while true {
      if let repository = try openIfThere(folder, environment) { return repository }
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { break }
      folder = parent
    }
    throw RepositoryError.notARepository(start.string)
  }

  private static func openIfThere(
    _ root: FilePath, _ environment: RepositoryEnvironment
  ) throws -> Repository? {
    let metadata = root.appending(folderName)
    let path = metadata.appending("format")
    guard let format = try RepositoryFormat.load(path, in: environment.fileSystem) else {
      if try isUnfinished(metadata, environment.fileSystem) {
        throw RepositoryError.unfinished(root.string)
      }
      return nil
    }
    var environment = environment
    try environment.configuration.loadLocal(
      metadata.appending("config"), in: environment.fileSystem)
    guard format.isShared else {
      return Repository(root: root, metadata: metadata, format: format, environment: environment)
    }
    let (shared, joined) = try openStore(of: metadata, format, environment.fileSystem)
    return Repository(
      root: root, metadata: metadata, format: joined, shared: shared, environment: environment)
  }

  /// The store that a clone shares with others.
  ///
  /// Errors: `store-unreachable`; `unsupported-format`, `format-damaged`.
  private static func openStore(
    of metadata: FilePath, _ format: RepositoryFormat, _ fileSystem: any FileSystem
  ) throws -> (SharedStore, RepositoryFormat) {
    var shared = try SharedStore.load(metadata, in: fileSystem)
    let path = shared.root.appending("format")
    guard let store = try RepositoryFormat.load(path, in: fileSystem), store.isShared else {
      throw RepositoryError.storeUnreachable(shared.root.string, clone: metadata.string)
    }
    do {
      shared = try shared.confirmed(metadata, in: fileSystem)
    } catch let error as FileError {
      // Who may not write there writes no objects either, and so needs not be known.
      switch error {
      case .permissionDenied, .readOnly: break
      default: throw error
      }
    }
    return (shared, format.joined(with: store))
  }

  /// Whether `mlx init` began here and did not end.
  private static func isUnfinished(
    _ metadata: FilePath, _ fileSystem: any FileSystem
  ) throws -> Bool {
    let status = try fileSystem.status(at: metadata.appending("heads"), followingLinks: true)
    return status?.type == .directory
  }
}
