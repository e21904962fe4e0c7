// The reading side of the store, opened on `.mlops/`. Nothing is read before it is asked for.
import FileIO
import Objects
import SystemPackage

/// Finds and reads objects. Threads may share it.
///
/// Every object's bytes are checked against its id. A copy that is damaged, or whose pack is gone,
/// is passed over when there is another one.
public final class ObjectStore: Sendable {
  /// The `.mlops` folder.
  public let root: FilePath
  /// Through which all files are reached.
  public let fileSystem: any FileSystem
  /// The sizes in use.
  public let limits: StoreLimits
  /// Whether several clones keep their objects here: what is made is for all of them, and collections run alone.
  public let isShared: Bool

  let layout: StoreLayout
  let packFiles: PackFiles
  let frames: FrameCache
  let decoder = PayloadDecoder()
  let condemnedPacks = Locked(CondemnedState())
  /// The bases of packs with deltas that were read last.
  let baseLists = Locked<[Digest: BaseList]>([:])
  static let baseListsMax = 64
  let supplier = Locked<(any BlobSupplier)?>(nil)
  private let state: Locked<State>

  private struct State {
    var pending: [PendingPack]
    var snapshot: StoreSnapshot?
    /// The view before packs were sealed: the next one is made of it.
    var outdated: StoreSnapshot?
  }

  /// A store in `root`; `pending` are the packs that this work tree's index names.
  public init(
    root: FilePath, fileSystem: any FileSystem, limits: StoreLimits = .standard,
    pending: [PendingPack] = [], isShared: Bool = false
  ) {
    self.root = root
    self.isShared = isShared
    self.fileSystem = fileSystem
    self.limits = limits
    layout = StoreLayout(root: root)
    packFiles = PackFiles(layout: layout, fileSystem: fileSystem, openMax: limits.openPacksMax)
    frames = FrameCache(bytesMax: limits.frameCacheBytes)
    state = Locked(State(pending: pending))
  }

  /// Makes the folders of an empty store where they are missing.
  ///
  /// - Parameter isShared: a group writes to them.
  public static func create(
    at root: FilePath, fileSystem: any FileSystem, durability: Durability, isShared: Bool = false
  ) throws {
    let layout = StoreLayout(root: root)
    if isShared {
      try fileSystem.makeDirectories(root.removingLastComponent())
      for folder in [root, layout.objects] { try fileSystem.makeSharedFolder(folder) }
    }
    for folder in [layout.packs, layout.segments, layout.temporary] {
      if isShared {
        try fileSystem.makeSharedFolder(folder)
      } else {
        try fileSystem.makeDirectories(folder)
      }
    }
    if durability == .full {
      try fileSystem.syncDirectory(layout.objects)
      try fileSystem.syncDirectory(root)
    }
  }

  /// Lets all clones of a shared store read a new file, whatever the umask.
  func share(_ file: FilePath) throws(FileError) {
    if isShared { try fileSystem.setPermissions(0o444, of: file) }
  }

  /// Looks at the folder again: what other commands published is then seen.
  public func reload() throws {
    try state.withLock { state in
      packFiles.forget()
      state.snapshot = try load(
        pending: state.pending, previous: state.snapshot ?? state.outdated)
      state.outdated = nil
    }
  }

  /// The pending packs that cannot be used: gone or, after a reboot, damaged. The caller takes
  /// index entries back whose blobs are now missing (`containsBlob`) and calls `dropPending`.
  ///
  /// When none fails, the others are as good as written in this run of the machine.
  public func verifyPending() throws -> [PendingPack] { try snapshot().failedPending }

  /// The pending packs as they were given, and those that were sealed since.
  public var pendingPacks: [PendingPack] { state.withLock { $0.pending } }

  /// Forgets pending packs and deletes their files, unless a live segment names them.
  public func dropPending(_ packs: [PendingPack]) throws {
    let segments = try SegmentSet.load(layout, in: fileSystem, limits: limits, previous: nil)
    let named = Set(segments.live.flatMap(\.packs).map(\.id))
    for pack in packs where !named.contains(pack.id) {
      let path = layout.pack(pack.id)
      if try fileSystem.status(at: path, followingLinks: false) != nil {
        try fileSystem.unlink(path)
      }
    }
    forgetPending { packs.contains($0) }
    try reload()
  }

  // MARK: - For the writer

  /// The current view, loaded at the first call.
  func snapshot() throws -> StoreSnapshot {
    try state.withLock { state in
      if let snapshot = state.snapshot { return snapshot }
      let snapshot = try load(pending: state.pending, previous: state.outdated)
      state.snapshot = snapshot
      state.outdated = nil
      return snapshot
    }
  }

  /// A newer view, if the folder has changed since `old` was loaded.
  func snapshot(newerThan old: StoreSnapshot) throws -> StoreSnapshot? {
    let current = try snapshot()
    if current !== old { return current }
    let names = try SegmentSet.names(layout, in: fileSystem)
    guard Set(names) != old.segments.files else { return nil }
    try reload()
    return try snapshot()
  }

  /// Sees packs that were sealed just now.
  func addPending(_ packs: [PendingPack]) {
    guard !packs.isEmpty else { return }
    state.withLock { state in
      state.pending += packs.filter { !state.pending.contains($0) }
      state.outdated = state.snapshot ?? state.outdated
      state.snapshot = nil
    }
    packFiles.forget()
  }

  /// Forgets pending packs, which a segment now names.
  func forgetPending(where isDone: (PendingPack) -> Bool) {
    state.withLock { state in state.pending.removeAll { isDone($0) } }
  }

  private func load(
    pending: [PendingPack], previous: StoreSnapshot?
  ) throws -> StoreSnapshot {
    let segments = try SegmentSet.load(
      layout, in: fileSystem, limits: limits, previous: previous?.segments)
    let named = pending.isEmpty ? [] : Set(segments.live.flatMap(\.packs).map(\.id))
    let (rows, failed) = try PendingLoad(
      layout: layout, fileSystem: fileSystem, decoder: decoder, limits: limits
    ).load(pending, named: named, known: previous?.pending)
    return StoreSnapshot(segments: segments, pending: rows, failedPending: failed)
  }
}
