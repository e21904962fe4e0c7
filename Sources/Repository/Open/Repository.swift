import FileIO
import ObjectStore
import Objects
import References
import SystemPackage
import WorkingTree

/// A work tree with its `.mlops` folder: a heap of immutable objects and one pointer.
///
/// Every verb of the command line is one method, in a file of its own. Methods read the pointer, add
/// objects and swap it; they return values that say what happened, and print nothing.
public final class Repository: Sendable {
  /// The folder that holds `.mlops`, and what is in it.
  public let workTree: WorkTree
  /// The `.mlops` folder.
  public let metadata: FilePath
  /// Packs and their index.
  public let store: ObjectStore
  /// `heads/<n>`, and the operations that they name.
  public let operations: OperationLog
  /// The clock, the author, the settings.
  public let environment: RepositoryEnvironment
  let format: RepositoryFormat
  /// Where objects are when that is not in `.mlops`.
  let shared: SharedStore?

  init(
    root: FilePath, metadata: FilePath, format: RepositoryFormat, shared: SharedStore? = nil,
    environment: RepositoryEnvironment
  ) {
    let fileSystem = environment.fileSystem
    self.metadata = metadata
    self.format = format
    self.shared = shared
    workTree = WorkTree(
      root: root, metadata: metadata, fileSystem: fileSystem,
      isPartial: !environment.configuration.filters.isEmpty)
    var environment = environment
    environment.gitAuthor = GitAuthor(around: workTree, variables: environment.variables)
    self.environment = environment
    store = ObjectStore(
      root: shared?.root ?? metadata, fileSystem: fileSystem, limits: environment.limits,
      pending: IndexState.peekPending(metadata: metadata, fileSystem: fileSystem),
      isShared: shared != nil)
    operations = OperationLog(
      metadata: metadata, store: store, durability: environment.durability)
  }

  /// Errors: `unsupported-format` when a later version made the repository, and this one may only
  /// read it.
  public func checkWritable() throws { try format.checkWriting() }

  /// Says that deltas and profiles may be here, as objects of other repositories arrive.
  package func allowFetchedObjects() throws {
    for flag in [RepositoryFormat.deltas, RepositoryFormat.profiles] {
      try format.addCollectFlag(flag, environment)
    }
  }

  /// Collects new objects. Nothing refers to them until a transaction has swapped the head.
  ///
  /// - Parameter operation: the one that the command builds on; the newest when nil. What is in the
  ///   packs that it condemns is stored again.
  func makeWriter(after operation: Operation? = nil) -> StoreWriter {
    // Where the head cannot be read, nothing can be built on it; bytes can still be stored.
    let operation = operation ?? (try? operations.current())?.operation
    store.setCondemned(operation?.condemned ?? [])
    return StoreWriter(
      store: store, durability: environment.durability, tensors: environment.tensorEncoding)
  }
}
