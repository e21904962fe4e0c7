// The writing side of the store, for one command.
import Chunking
import FileIO
import Objects
import SystemPackage

/// Collects new objects in packs. An object that is stored, or was put already, is not stored again.
///
/// `add` calls `seal()` and keeps the names of the packs; a commit calls `publish(pending:)`, moves
/// the head, and calls `finishAfterSwap()`. A command that fails calls `discard()`. One thread uses
/// it; it works on several.
public final class StoreWriter {
  /// What is stored already.
  public let store: ObjectStore
  /// Whether `publish` waits for the disk.
  public let durability: Durability

  let sink: PackSink
  private let largeFile: LargeFile
  private var batch: SmallBatch?
  /// Sealed by this writer and not yet published.
  private var sealed: [PendingPack] = []
  private var published: [Publication.Outcome] = []
  private var absent: [AbsentRow] = []
  private var hasFolders = false
  /// Shared by all writers; a collection that may not wait takes it alone.
  private var lock: WritersLock?
  private let sharesLock: Bool

  /// A writer into `store`.
  ///
  /// - Parameters:
  ///   - tensors: how new chunks of float tensors are stored.
  ///   - sharesLock: false for a command that holds the writers' lock alone.
  public init(
    store: ObjectStore, durability: Durability, tensors: TensorEncoding = .auto,
    sharesLock: Bool = true
  ) {
    self.store = store
    self.sharesLock = sharesLock
    self.durability = durability
    sink = PackSink(store: store, tensors: tensors)
    largeFile = LargeFile(sink: sink)
  }

  /// What was stored so far.
  public var statistics: WriteStatistics { sink.statistics }

  // MARK: - Objects

  /// Stores a recipe, tree or record (or a chunk, of at most 1 MiB) and returns its id.
  @discardableResult
  public func putBytes(_ kind: StoredKind, _ bytes: [UInt8]) throws -> Digest {
    try begin()
    if kind == .chunk { return try bytes.withUnsafeBytes { try putSmallBlob($0).digest } }
    return try sink.storeMetadata(kind, bytes)
  }

  /// Whether a folder's list is stored with all the parts that it is divided into, and may be relied on
  /// as if it was put.
  public func holdsTree(_ id: TreeID) throws -> Bool {
    try begin()
    return try sink.holdsTree(id)
  }

  /// Stores a blob that is in memory, such as a link's target, and returns its id.
  @discardableResult
  public func putSmallBlob(_ bytes: [UInt8]) throws -> BlobID {
    try bytes.withUnsafeBytes { try putSmallBlob($0) }
  }

  /// Stores a blob of at most `smallFileBytes` that is in memory, and returns its id.
  @discardableResult
  public func putSmallBlob(_ bytes: UnsafeRawBufferPointer) throws -> BlobID {
    try begin()
    guard bytes.count <= store.limits.smallFileBytes else {
      throw StoreError.tooLarge(
        ObjectKey(kind: .chunk, digest: SHA256Hasher.hash(bytes)), bytes: UInt64(bytes.count),
        maximum: UInt64(store.limits.smallFileBytes))
    }
    let batch = try batch ?? SmallBatch(sink: sink)
    self.batch = batch
    batch.room(bytes.count).copyMemory(from: bytes)
    batch.add(bytes.count, keeping: nil)
    guard let stored = try batch.flush().first else { return BlobID(SHA256Hasher.hash(bytes)) }
    return stored.blob
  }

  // MARK: - Files

  /// Reads an open file of `size` bytes once, and stores what is new of it.
  ///
  /// - Parameters:
  ///   - keeping: the cutter of the file's previous version.
  ///   - observer: sees the bytes, if the file has more than `smallFileBytes`. Telling it that the
  ///     file is stored is up to the caller.
  ///   - progress: gets numbers of bytes, from any thread.
  ///
  /// Errors: `FileError.changedWhileReading`, `.noSpace`, `.interrupted`.
  public func ingest(
    _ file: File, size: UInt64, keeping: CutterCode? = nil, observer: (any IngestObserver)? = nil,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Ingested {
    try begin()
    guard size <= UInt64(store.limits.smallFileBytes) else {
      return try largeFile.ingest(
        file, size: size, keeping: keeping, observer: observer, progress: progress)
    }
    let bytes = try file.readUpTo(Int(size) + 1, at: 0)
    guard bytes.count == Int(size) else {
      throw FileError.changedWhileReading(file.path.string)
    }
    let batch = try batch ?? SmallBatch(sink: sink)
    self.batch = batch
    bytes.withUnsafeBytes { batch.room($0.count).copyMemory(from: $0) }
    batch.add(bytes.count, keeping: keeping)
    guard let stored = try batch.flush().first else {
      throw FileError.changedWhileReading(file.path.string)
    }
    progress(bytes.count)
    return stored
  }

  /// Reads files once each and stores what is new, small ones on several threads at once.
  ///
  /// Returns a result an item, in order: a file that vanished, changed twice while it was read, or
  /// cannot be read is a failure of its own. What goes wrong in the store is thrown.
  ///
  /// - Parameters:
  ///   - observing: who may see the bytes of large files.
  ///   - progress: gets numbers of files and bytes, from any thread.
  public func ingestMany(
    _ items: [IngestItem], observing: (any IngestObserving)? = nil,
    progress: @escaping @Sendable (_ files: Int, _ bytes: Int) -> Void = { _, _ in }
  ) throws -> [Result<IngestedFile, any Error>] {
    guard !items.isEmpty else { return [] }
    try begin()
    var (results, large) = try SmallFiles(sink: sink, items: items, progress: progress).run()
    for place in large {
      results[place] = try ingestLarge(items[place], observing, progress)
      progress(1, 0)
    }
    return results.compactMap { $0 }
  }

  private func ingestLarge(
    _ item: IngestItem, _ observing: (any IngestObserving)?,
    _ progress: @escaping @Sendable (_ files: Int, _ bytes: Int) -> Void
  ) throws -> Result<IngestedFile, any Error> {
    do {
      let file = try StableFile.retrying {
        let open = try StableFile(item, in: store.fileSystem)
        let size = UInt64(clamping: open.before.size)
        let observer = observing?.observer(
          name: item.name, source: FileSource(file: open.file, byteCount: size))
        let ingested = try ingest(
          open.file, size: size, keeping: item.keeping, observer: observer
        ) { progress(0, $0) }
        try open.checkUnchanged()
        observer?.finish(ingested.blob)
        return IngestedFile(ingested, open.before)
      }
      return .success(file)
    } catch let error as FileError where error.isAbout(item.path) {
      return .failure(error)
    }
  }

  // MARK: - The end of the command

  /// Gives the packs their names and returns them, to be named in the index. Nothing is synced.
  public func seal() throws -> [PendingPack] {
    let packs = try sink.seal()
    var new: [PendingPack] = []
    do {
      for pack in packs {
        let id = try PackNaming(store: store).name(pack)
        new.append(PendingPack(id: id, boot: BootID.current()))
      }
    } catch {
      for pack in packs { try? store.fileSystem.unlink(pack.temporary) }
      throw error
    }
    sealed += new
    store.addPending(new)
    return new
  }

  /// Makes everything that was put, and all pending packs, durable and named by one segment.
  ///
  /// May be called again after more was put, when the head moved meanwhile.
  public func publish(pending: [PendingPack]) throws {
    try begin()
    _ = try seal()
    let failed = Set(try store.verifyPending())
    // What the store found in a pending pack was not stored again, so all of them are published.
    let all = pending + store.pendingPacks.filter { !failed.contains($0) } + sealed
    if let lost = pending.first(where: failed.contains) {
      throw StoreError.packDamaged(
        path: store.layout.pack(lost.id).string, reason: "it did not survive a reboot")
    }
    var seen: Set<Digest> = []
    let outcome = try Publication(store: store, durability: durability).run(
      all.map(\.id).filter { seen.insert($0).inserted }, absent: absent)
    published.append(outcome)
    sealed = []
    absent = []
    sink.forgetClaims()
  }

  /// Deletes the files that the new segment made needless. Best effort: call it after the head has
  /// moved.
  public func finishAfterSwap() {
    for outcome in published { try? SwapCleanup(store: store).run(outcome) }
    published = []
  }

  /// Forgets what was put since the last `seal` and deletes its temporary files.
  public func discard() {
    sink.discard()
    absent = []
  }

  /// Declares, with the next `publish`, that a remote has a file which is not stored here.
  public func promise(_ blob: BlobID, by remote: String) {
    declareAbsent(store.chunkKey(blob), Absence(.promised, detail: remote))
  }

  /// Declares, with the next `publish`, that history ends before a commit.
  public func declareBoundary(_ commit: CommitID) {
    declareAbsent(
      ObjectKey(kind: .record, digest: commit.digest), Absence(.boundary, detail: ""))
  }

  /// Declares, with the next `publish`, that operations go, and that the log ends before them. To be done with the
  /// operation that drops their packs: the rows go with whatever segment is written next, be it another command's.
  public func declareBoundaries(_ operations: [OperationID]) {
    for id in operations {
      declareAbsent(ObjectKey(kind: .record, digest: id.digest), Absence(.boundary, detail: ""))
    }
  }

  /// Whether something was declared absent since the last `publish`.
  var declaresAbsent: Bool { !absent.isEmpty }

  /// Declares an object absent, with the next `publish`. While it is stored that means nothing.
  public func declareAbsent(_ key: ObjectKey, _ absence: Absence) {
    absent.append(AbsentRow(key: key, absence: absence))
  }

  /// Before the first object: shares the writers' lock, and looks at the store anew, so that nothing
  /// is relied on that a collection took away before.
  func begin() throws {
    guard !hasFolders else { return }
    try ObjectStore.create(
      at: store.root, fileSystem: store.fileSystem, durability: .none, isShared: store.isShared)
    if sharesLock {
      lock = try WritersLock(
        sharing: store.layout.packs, in: store.fileSystem, isRequired: store.isShared)
    }
    _ = try store.snapshot(newerThan: store.snapshot())
    hasFolders = true
  }
}

extension FileError {
  /// Whether the error is about this file, not about the store or the whole command.
  func isAbout(_ path: FilePath) -> Bool {
    switch self {
    case .notFound(let name), .exists(let name), .notADirectory(let name),
      .isADirectory(let name), .permissionDenied(let name), .readOnly(let name),
      .notEmpty(let name), .tooManyLinks(let name), .nameTooLong(let name),
      .tooLarge(let name, _), .changedWhileReading(let name), .invalidName(let name),
      .busy(let name), .locksUnsupported(let name), .io(let name, _, _):
      name == path.string
    case .noSpace, .interrupted: false
    }
  }
}
