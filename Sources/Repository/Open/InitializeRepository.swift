import FileIO
import ObjectStore
import Objects
import References
import SystemPackage

/// What `mlx init` made.
public struct InitResult: Sendable, Equatable {
  /// The `.mlops` folder.
  public var metadata: FilePath
  /// Whether a repository was there already; nothing of it has changed then.
  public var isReinitialized: Bool
  /// The branch that HEAD names.
  public var branch: BranchName?
  /// The folder with its objects, when several clones share that.
  public var store: FilePath?
}

extension Repository {
  /// Makes an empty repository in a folder, which is made as well if needed. One that is there is left
  /// as it is, and what is missing of it is added.
  ///
  /// - Parameter store: a folder for the objects, which several clones share; it is made if needed. In `.mlops`
  ///   when nil.
  ///
  /// Errors: `path-reserved` inside `.mlops` or `.git`; `store-is-set` for a repository whose objects are elsewhere;
  /// `folder-not-empty` where `store` is something else.
  public static func initialize(
    at root: FilePath, store: FilePath? = nil, _ environment: RepositoryEnvironment
  ) throws -> InitResult {
    let root = root.lexicallyNormalized()
    if root.components.contains(where: { isReserved($0.string) }) {
      throw RepositoryError.reservedFolder(root.string)
    }
    let fileSystem = environment.fileSystem
    let metadata = root.appending(folderName)
    let formatPath = metadata.appending("format")
    let isThere = try isWhole(formatPath, fileSystem)
    let shared = try sharedStore(store, metadata, isThere: isThere, environment)
    try makeFolders(metadata, isShared: shared != nil, environment)
    let text = shared == nil ? RepositoryFormat.text : RepositoryFormat.storeText
    if let shared, !isThere {
      try shared.create(environment)
      try shared.save(
        to: metadata, in: fileSystem, durable: environment.durability == .full)
      try shared.register(metadata, in: fileSystem)
    }
    let format = try RepositoryFormat(parsing: Array(text.utf8), path: formatPath.string)
    let repository = Repository(
      root: root, metadata: metadata, format: format, shared: shared, environment: environment)
    if try repository.operations.numbers().isEmpty { try repository.recordFirstOperation() }
    // Last: from here on it is a repository.
    if !isThere {
      try fileSystem.replaceFile(
        formatPath, with: Array(text.utf8),
        temporary: metadata.appending("tmp"), durable: environment.durability == .full)
    }
    let head = try? repository.currentView().head
    return InitResult(
      metadata: metadata, isReinitialized: isThere, branch: head?.branch, store: shared?.root)
  }

  /// The store that a repository has, or gets.
  private static func sharedStore(
    _ wanted: FilePath?, _ metadata: FilePath, isThere: Bool,
    _ environment: RepositoryEnvironment
  ) throws -> SharedStore? {
    let fileSystem = environment.fileSystem
    let pointer = try fileSystem.status(
      at: metadata.appending(SharedStore.pointerName), followingLinks: false)
    let known = pointer == nil ? nil : try SharedStore.load(metadata, in: fileSystem)
    guard let wanted = wanted?.lexicallyNormalized() else { return known }
    if known?.root == wanted { return known }
    if isThere || known != nil { throw RepositoryError.storeIsSet(metadata.string) }
    return SharedStore.new(at: wanted)
  }

  /// Takes a repository off the list of its store, before its folder is deleted.
  package static func leaveStore(_ metadata: FilePath, _ environment: RepositoryEnvironment) {
    guard let shared = try? SharedStore.load(metadata, in: environment.fileSystem) else { return }
    try? shared.forget(
      SharedStore.Clone(id: shared.id, metadata: metadata), in: environment.fileSystem)
  }

  /// Whether `format` is there and sound. A damaged one is written anew, a newer one never.
  private static func isWhole(_ path: FilePath, _ fileSystem: any FileSystem) throws -> Bool {
    do {
      return try RepositoryFormat.load(path, in: fileSystem) != nil
    } catch RepositoryError.formatDamaged {
      return false
    }
  }

  private static func isReserved(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower == folderName || lower == ".git"
  }

  private static func makeFolders(
    _ metadata: FilePath, isShared: Bool, _ environment: RepositoryEnvironment
  ) throws {
    let fileSystem = environment.fileSystem
    let isDurable = environment.durability == .full
    let missing = try missingFolders(to: metadata, fileSystem)
    try fileSystem.makeDirectories(metadata)
    for name in ["heads", "tmp"] { try fileSystem.makeDirectories(metadata.appending(name)) }
    if !isShared {
      try ObjectStore.create(
        at: metadata, fileSystem: fileSystem, durability: environment.durability)
    }
    let ignore = metadata.appending(".gitignore")
    if try fileSystem.status(at: ignore, followingLinks: false) == nil {
      try fileSystem.replaceFile(
        ignore, with: Array("*\n".utf8), temporary: metadata.appending("tmp"), durable: isDurable)
    }
    guard isDurable else { return }
    try fileSystem.syncDirectory(metadata)
    for folder in missing { try fileSystem.syncDirectory(folder.removingLastComponent()) }
  }

  /// The folder, and those that it is in, as far as they are not there: their names are to be synced.
  private static func missingFolders(
    to folder: FilePath, _ fileSystem: any FileSystem
  ) throws -> [FilePath] {
    var missing: [FilePath] = []
    var folder = folder
    while try fileSystem.status(at: folder, followingLinks: true) == nil, !folder.isEmpty {
      missing.append(folder)
      folder = folder.removingLastComponent()
    }
    return missing
  }

  /// The operation that all others come after: HEAD names `main`, nothing is staged.
  private func recordFirstOperation() throws {
    let writer = makeWriter()
    let branch = try gitSide().flatMap { try gitBranch($0) } ?? .main
    let view = try View(unborn: branch).write(to: writer, in: store)
    let tree = try TreeCodec.encode([], limits: store.limits.tree) { _, bytes in
      _ = try writer.putBytes(.tree, bytes)
    }
    let staging = Staging(tree: tree, assets: [], metrics: [], params: nil)
    let stagingID = StagingID(try writer.putBytes(.record, staging.encode()))
    let operation = newOperation(
      after: nil, view: view, staging: StagingChange(before: stagingID, after: stagingID),
      description: "init")
    let id = OperationID(try writer.putBytes(.record, operation.encode()))
    try writer.publish(pending: [])
    do {
      try operations.swap(expected: 0, to: id)
    } catch RefError.lostRace {
      // Another `mlx init` was quicker; its operation says the same.
    }
    writer.finishAfterSwap()
  }
}
