// A repository at another place: the same files in the same layout, without a work tree.
import FileIO
import ObjectStore
import Objects
import References
import Repository
import SystemPackage

/// A remote, opened: objects are read and written as in a store here, refs move as they do here.
public final class RemoteRepository {
  /// Objects of the remote.
  public let store: ObjectStore
  let log: OperationLog
  let format: RepositoryFormat
  private let fileSystem: RemoteFileSystem
  private let cache: SegmentCache?

  /// What a remote is, at its top.
  private static let topNames: Set<String> = ["format", "heads", "objects", "tmp"]

  /// Where a clone keeps what belongs to a remote.
  public struct Places: Sendable {
    /// Files that are about to be sent.
    public var scratch: FilePath
    /// Segments.
    public var cache: FilePath?

    /// Those of a repository's metadata folder.
    public init(metadata: FilePath, remote: RemoteName) {
      scratch = metadata.appending("tmp")
      cache = metadata.appending("cache").appending("remotes").appending(remote.string)
    }

    /// Those of a check, which reads segments where they are.
    init(scratch: FilePath) { self.scratch = scratch }
  }

  private init(
    _ transport: any Transport, _ places: Places, _ environment: RepositoryEnvironment,
    format: RepositoryFormat
  ) {
    fileSystem = RemoteFileSystem(
      transport, scratch: places.scratch, cache: places.cache, local: environment.fileSystem)
    cache = places.cache.map {
      SegmentCache(
        folder: $0, scratch: places.scratch, transport: transport, local: environment.fileSystem)
    }
    self.format = format
    store = ObjectStore(
      root: fileSystem.root, fileSystem: fileSystem, limits: environment.limits)
    // A transport makes what it is given durable.
    log = OperationLog(metadata: fileSystem.root, store: store, durability: .none)
  }

  /// Where it is.
  var location: String { fileSystem.transport.location }

  /// Opens a remote; nil where nothing is yet.
  ///
  /// Errors: `folder-not-empty` where something else is; `unsupported-format`, `format-damaged`; those of the
  /// transport.
  public static func open(
    _ transport: any Transport, _ places: Places, _ environment: RepositoryEnvironment
  ) throws -> RemoteRepository? {
    guard let format = try loadFormat(transport) else {
      let others = try transport.list("").filter { !topNames.contains($0) }.sorted()
      if let first = others.first {
        throw RemoteError.notEmpty(transport.location, example: first)
      }
      return nil
    }
    // A store that clones share has no refs, and such a clone has no objects.
    if format.isShared { throw RemoteError.notARemote(transport.location) }
    return RemoteRepository(transport, places, environment, format: format)
  }

  /// Makes an empty remote whose HEAD names a branch, and opens it. Several may do so at once.
  static func create(
    _ transport: any Transport, _ places: Places, _ environment: RepositoryEnvironment,
    branch: BranchName
  ) throws -> RemoteRepository {
    let text = Array(RepositoryFormat.remoteText.utf8)
    let format = try RepositoryFormat(parsing: text, path: transport.location + "/format")
    let remote = RemoteRepository(transport, places, environment, format: format)
    try remote.reaching {
      if try remote.log.numbers().isEmpty { try remote.recordFirstOperation(branch, environment) }
    }
    // Last: from here on it is a remote.
    do {
      try transport.create("format", from: .bytes(text))
    } catch TransportError.exists {}
    return remote
  }

  private static func loadFormat(_ transport: any Transport) throws -> RepositoryFormat? {
    guard let size = try transport.size(of: "format") else { return nil }
    let path = transport.location + "/format"
    guard size <= UInt64(RepositoryFormat.bytesMax) else {
      throw RepositoryError.formatDamaged(path: path, reason: "it is too long")
    }
    let bytes = try transport.read("format", at: 0, count: Int(size))
    return try RepositoryFormat(parsing: bytes, path: path)
  }

  /// The newest operation, and its refs. Looks at the remote anew.
  ///
  /// - Parameter own: packs that this command has just made. A collection may have found them before
  ///   anything led to them, and condemned them; `condemned(after:keeping:)` takes them off its list.
  func state(keeping own: Set<Digest> = []) throws -> (head: OperationHead, view: View) {
    try reaching {
      let head = try log.current()
      // After the head, so that nothing is seen that a collection took away before it.
      try store.reload()
      store.setCondemned(Self.condemned(after: head, keeping: own))
      let view = try View.load(head.operation.view, from: store)
      cache?.prune(keeping: Set(try store.segments().map { "\($0.id.hex).seg" }))
      return (head, view)
    }
  }

  /// The packs that the next operation condemns. What is dropped already stays so: it may be gone.
  static func condemned(
    after head: OperationHead, keeping own: Set<Digest>
  ) -> [CondemnedPack] {
    head.operation.condemned.filter { $0.isDropped || !own.contains($0.pack) }
  }

  /// The operation that comes after another one.
  func operation(
    after head: OperationHead, view: TreeID, command: String, description: String,
    condemned: [CondemnedPack], _ environment: RepositoryEnvironment
  ) -> Operation {
    let staged = head.operation.staging.after
    return Operation(
      parents: [head.id], view: view, staging: StagingChange(before: staged, after: staged),
      author: environment.identity.author(at: environment.clock()), host: "", command: command,
      description: description, condemned: condemned)
  }

  /// Runs what reads and writes the remote. Where the transport failed, its own error is thrown, whatever
  /// the store made of it; also when `body` took no notice.
  func reaching<Result>(_ body: () throws -> Result) throws -> Result {
    fileSystem.forgetFailure()
    do {
      let result = try body()
      if let failure = fileSystem.failure { throw failure }
      return result
    } catch FileError.interrupted {
      throw FileError.interrupted
    } catch {
      throw fileSystem.failure ?? error
    }
  }

  /// The operation that all others come after.
  private func recordFirstOperation(
    _ branch: BranchName, _ environment: RepositoryEnvironment
  ) throws {
    let writer = makeWriter()
    let view = try View(unborn: branch).write(to: writer, in: store)
    let tree = try TreeCodec.encode([], limits: store.limits.tree) { _, bytes in
      _ = try writer.putBytes(.tree, bytes)
    }
    let staging = Staging(tree: tree, assets: [], metrics: [], params: nil)
    let id = StagingID(try writer.putBytes(.record, staging.encode()))
    let operation = Operation(
      parents: [], view: view, staging: StagingChange(before: id, after: id),
      author: environment.identity.author(at: environment.clock()), host: "", command: "mlx push",
      description: "init")
    let operationID = OperationID(try writer.putBytes(.record, operation.encode()))
    try writer.publish(pending: [])
    do {
      try log.swap(expected: 0, to: operationID)
    } catch RefError.lostRace {
      // Somebody else was quicker; that operation says the same.
    }
    writer.finishAfterSwap()
  }

  /// Sends packs as they are.
  var sendPack: ObjectTransfer.SendPack {
    { [fileSystem] file, name in try fileSystem.sendCopy(file, to: name) }
  }

  /// Writes into the remote. No lock is to be had there.
  func makeWriter() -> StoreWriter {
    StoreWriter(store: store, durability: .none, sharesLock: false)
  }
}
