// A store with an operation log, without files.
import FileIO
import ObjectStore
import Objects
import SystemPackage
import TestSupport

@testable import References

/// Refs for one test.
final class RefFixture {
  let directory: TemporaryDirectory
  let metadata: FilePath
  let store: ObjectStore
  let log: OperationLog
  /// The time of the next commit or operation, a minute after the last one.
  var seconds: Int64 = 1_000_000_000

  /// - Parameter wrap: puts another file system over the kernel's; it gets the folder.
  init(
    durability: Durability = .none,
    wrap: (FilePath) throws -> any FileSystem = { _ in KernelFileSystem() }
  ) throws {
    directory = try TemporaryDirectory(in: TemporaryDirectory.inMemory)
    metadata = directory.path.appending(".mlops")
    let kernel = KernelFileSystem()
    try kernel.makeDirectories(metadata.appending("heads"))
    try kernel.makeDirectories(metadata.appending("tmp"))
    try ObjectStore.create(at: metadata, fileSystem: kernel, durability: .none)
    store = ObjectStore(root: metadata, fileSystem: try wrap(directory.path))
    log = OperationLog(metadata: metadata, store: store, durability: durability)
    try land(View(unborn: .main), after: nil, "init")
  }

  func tick() -> Timestamp {
    seconds += 60
    return Timestamp(seconds: seconds)
  }

  /// The last moment that was given out.
  var now: Timestamp { Timestamp(seconds: seconds) }

  /// Stores a commit of nothing.
  func commit(_ message: String, parents: [CommitID] = []) throws -> CommitID {
    let commit = Commit(
      parents: parents, tree: TreeCodec.emptyID, assets: [],
      author: Author(name: "Ada", email: "ada@example.org", time: tick()), message: message)
    return CommitID(try put(commit.encode()))
  }

  func put(_ record: [UInt8]) throws -> Digest {
    let writer = StoreWriter(store: store, durability: .none)
    let id = try writer.putBytes(.record, record)
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return id
  }

  /// Stores the view and an operation, and swaps the head.
  @discardableResult
  func land(_ view: View, after head: OperationHead?, _ description: String) throws -> OperationID {
    let id = try operation(view, after: head, description)
    try log.swap(expected: head?.number ?? 0, to: id)
    return id
  }

  /// Stores the view and an operation.
  func operation(
    _ view: View, after head: OperationHead?, _ description: String
  ) throws -> OperationID {
    let writer = StoreWriter(store: store, durability: .none)
    let staging = StagingID(SHA256Hasher.hash("staging"))
    let operation = Operation(
      parents: head.map { [$0.id] } ?? [], view: try view.write(to: writer, in: store),
      staging: StagingChange(before: staging, after: staging),
      author: Author(name: "Ada", email: "ada@example.org", time: tick()), host: "test.host",
      command: "mlx test", description: description, undoes: nil)
    let id = OperationID(try writer.putBytes(.record, operation.encode()))
    try writer.publish(pending: [])
    writer.finishAfterSwap()
    return id
  }

  /// Edits the newest view and lands it.
  @discardableResult
  func edit(
    _ description: String = "edit", _ body: (inout View) throws -> Void
  ) throws -> OperationID {
    let head = try log.current()
    var view = try View.load(head.operation.view, from: store)
    try body(&view)
    return try land(view, after: head, description)
  }

  func view() throws -> View { try View.load(log.current().operation.view, from: store) }

  func resolve(_ text: String) throws -> CommitID {
    let resolver = RevisionResolver(
      view: try view(), log: log, head: try log.current(), store: store, now: now)
    return try resolver.resolve(Revision(parsing: text))
  }

  /// The code of the error that resolving gives; nil when it gives none.
  func failure(_ text: String) -> RefError? {
    do {
      _ = try resolve(text)
      return nil
    } catch {
      return error as? RefError
    }
  }
}

func branch(_ name: String) throws -> BranchName { try BranchName(validating: name) }

func tag(_ name: String) throws -> TagName { try TagName(validating: name) }
