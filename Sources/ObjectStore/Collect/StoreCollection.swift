// The store's half of `mlx gc`: copy what is needed, drop rows, move packs.
import FileIO
import Objects
import SystemPackage

/// What was copied out of packs that are to go.
public struct CopiedObjects: Sendable, Equatable {
  /// Objects that had no other copy.
  public var objects = 0
  /// Bytes as stored.
  public var bytes: UInt64 = 0
  /// Packs that must stay: an object in them that is needed is damaged.
  public var damaged: Set<Digest> = []
}

extension ObjectStore {
  /// Copies what is needed and only in packs that are to go into new packs, durably, and names those in
  /// the object index. Nothing of the old packs is touched.
  ///
  /// - Parameter keepsBases: false where what is marked as going may not stay as a base of deltas either: these are
  ///   stored without it.
  public func copyLiving(
    _ marks: LiveMarks, leaving packs: Set<Digest>, keepsBases: Bool = true,
    durability: Durability
  ) throws -> CopiedObjects {
    try ObjectStore.create(
      at: root, fileSystem: fileSystem, durability: .none, isShared: isShared)
    try reload()
    let copied = try CopyOut(
      store: self, marks: marks, leaving: packs, keepsBases: keepsBases
    ).run()
    if !copied.sealed.isEmpty {
      var names: [Digest] = []
      for pack in copied.sealed { names.append(try PackNaming(store: self).name(pack)) }
      try namePacks(names, durability: durability)
    }
    return CopiedObjects(
      objects: copied.objects, bytes: copied.bytes, damaged: copied.damaged)
  }

  /// Drops the rows of packs from the object index and moves their files to the trash.
  ///
  /// - Parameter boundaries: operations at which history ends from now on.
  public func removePacks(
    _ packs: Set<Digest>, boundaries: [OperationID], at time: Timestamp, durability: Durability
  ) throws -> (packs: Int, bytes: UInt64) {
    try PackRemoval(store: self, durability: durability, packs: packs)
      .run(absent: boundaries.map(Self.boundary), to: trashFolder(time))
  }

  /// Drops the rows of packs from the object index and deletes their files for good.
  ///
  /// - Parameter boundaries: operations at which history ends from now on.
  public func deletePacks(
    _ packs: Set<Digest>, boundaries: [OperationID] = [], durability: Durability
  ) throws -> (packs: Int, bytes: UInt64) {
    try PackRemoval(store: self, durability: durability, packs: packs)
      .run(absent: boundaries.map(Self.boundary), to: nil)
  }

  private static func boundary(_ id: OperationID) -> AbsentRow {
    AbsentRow(
      key: ObjectKey(kind: .record, digest: id.digest), absence: Absence(.boundary, detail: ""))
  }

  /// The packs among these that are still there, or that a segment still names.
  public func remaining(of packs: Set<Digest>) throws -> Set<Digest> {
    try reload()
    let named = Set(try snapshot().segments.live.flatMap(\.packs).map(\.id))
    return try packs.filter { pack in
      try named.contains(pack)
        || fileSystem.status(at: layout.pack(pack), followingLinks: false) != nil
    }
  }

  /// Packs that neither a segment nor the index names: left over from commands that were stopped.
  ///
  /// - Parameter pending: the packs that the index names.
  public func strayPacks(pending: [PendingPack]) throws -> Set<Digest> {
    let named = Set(try snapshot().segments.live.flatMap(\.packs).map(\.id) + pending.map(\.id))
    let files = try fileSystem.entries(of: layout.packs)
      .compactMap { StoreLayout.id(in: $0.name, suffix: ".pack") }
    return Set(files).subtracting(named)
  }

  /// The size of a pack's file; 0 when there is none.
  public func packBytes(_ pack: Digest) throws -> UInt64 {
    let status = try fileSystem.status(at: layout.pack(pack), followingLinks: false)
    return UInt64(clamping: status?.size ?? 0)
  }

  /// When a pack was written or named last, in seconds of the file system's time.
  public func packTime(_ pack: Digest) throws -> Int64? {
    try fileSystem.status(at: layout.pack(pack), followingLinks: false)
      .map { max($0.mtime.seconds, $0.ctime.seconds) }
  }

  /// Holds the lock that every writer shares, alone. nil while a writer works.
  ///
  /// Errors: what flock(2) says where it does not work.
  public func lockOutWriters() throws -> WritersLock? {
    do throws(FileError) {
      return try WritersLock(FileLock(exclusive: layout.packs, in: fileSystem))
    } catch {
      if case .busy = error { return nil }
      throw error
    }
  }
}

/// Holds the writers' lock until it goes.
public final class WritersLock {
  private let lock: FileLock
  init(_ lock: consuming FileLock) { self.lock = lock }

  /// Shares the lock, waiting for a collection that holds it alone; nil where flock(2) does not work:
  /// no collection of that kind runs there.
  ///
  /// - Parameter isRequired: that is an error.
  convenience init?(
    sharing folder: FilePath, in fileSystem: any FileSystem, isRequired: Bool
  ) throws {
    do throws(FileError) {
      self.init(try FileLock(sharing: folder, in: fileSystem))
    } catch {
      if case .interrupted = error { throw error }
      if isRequired { throw error }
      return nil
    }
  }
}
