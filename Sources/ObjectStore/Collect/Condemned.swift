// What the store knows of condemned packs: their objects count as not stored for whoever writes.
import FileIO
import Objects

extension ObjectStore {
  /// Tells the store which packs a collection has condemned, from the newest operation.
  ///
  /// In a shared store a writer takes no notice: other clones do not know the list, and a collection leaves
  /// nothing of it behind.
  ///
  /// - Parameters:
  ///   - packs: the list as the operation that a writer builds on has it.
  ///   - isCollecting: the caller keeps all writers out.
  public func setCondemned(_ packs: [CondemnedPack], isCollecting: Bool = false) {
    let packs = isShared && !isCollecting ? [] : packs
    condemnedPacks.withLock { state in
      state.all = Set(packs.map(\.pack))
      state.dropped = Set(packs.filter(\.isDropped).map(\.pack))
    }
  }

  /// Packs whose objects a writer must not rely on.
  var condemned: Set<Digest> { condemnedPacks.withLock { $0.all } }

  /// Those of them whose rows go from the object index.
  var droppedPacks: Set<Digest> { condemnedPacks.withLock { $0.dropped } }

  /// A copy that a writer may rely on: in a pack that is there and is not condemned.
  func reliable(_ key: ObjectKey) throws -> ObjectLocation? {
    try snapshot().copy(of: key) { location in
      try !condemnedPacks.withLock { $0.all.contains(location.pack.id) }
        && packFiles.isThere(location.pack)
    }
  }

  /// Whether a writer may rely on an object: it is in a pack that is there and is not condemned.
  public func isReliable(_ key: ObjectKey) throws -> Bool { try reliable(key) != nil }

  /// Checks that marked objects are elsewhere than in dropped packs: a collection that was stopped leaves their rows,
  /// and these go with the next segment.
  ///
  /// Errors: `StoreError.missing`.
  public func checkNotDropped(_ marks: LiveMarks) throws {
    let dropped = droppedPacks
    guard !dropped.isEmpty else { return }
    try marks.forEachMarked { row, pack in
      guard dropped.contains(pack.id) else { return }
      let other = try snapshot().copy(of: row.key) { location in
        try !dropped.contains(location.pack.id) && packFiles.isThere(location.pack)
      }
      if other == nil { throw StoreError.missing(row.key, pack: nil) }
    }
  }

  /// An empty pack. It will not have the name of a condemned one, even where the same objects are stored again in
  /// the same places: what is to go must not be relied on.
  ///
  /// - Parameter avoided: further names that it must not have.
  func makePackWriter(isMetadata: Bool, avoiding avoided: Set<Digest> = []) throws -> PackWriter {
    try PackWriter(
      isMetadata: isMetadata, in: layout.temporary, fileSystem: fileSystem, limits: limits,
      avoiding: condemned.union(avoided))
  }

  /// Whether history ends before this record: it was collected, or is about to be.
  public func isBoundary(_ key: ObjectKey) -> Bool {
    (try? snapshot().absence(of: key))??.state == .boundary
  }
}

/// The condemned packs that a store knows of.
struct CondemnedState: Sendable {
  var all: Set<Digest> = []
  var dropped: Set<Digest> = []
}
