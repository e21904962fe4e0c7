// The store's half of `mlx repack`: payloads are made on several threads, go to new packs in order, are
// read back and checked, and then take the place of the old copies in the object index.
import FileIO
import Objects
import SystemPackage

/// Stores chunks anew. One at a time in a store: two could make each the base of the other a delta.
public final class RepackWriter {
  private let store: ObjectStore
  private let durability: Durability
  /// Other repacks are kept out, and collections that leave no grace.
  private let lock: WritersLock
  private let shared: WritersLock?

  private var writer: PackWriter?
  private var sealed: [SealedPack] = []
  private var oldPacks: Set<Digest> = []
  private var unpublished = RepackGain()
  /// What is published.
  public private(set) var gain = RepackGain()

  /// What deltas are made on: these chunks stay as they are.
  private var bases: Set<Digest>
  /// Chunks that are stored anew, and those of them that are deltas: none may be made on one of these.
  private var done: Set<Digest> = []
  private var deltas: Set<Digest> = []
  private let encoders = Locked<[RepackEncoder]>([])

  /// nil while another command repacks.
  ///
  /// Errors: what flock(2) says where it does not work.
  public init?(_ store: ObjectStore, durability: Durability) throws {
    try ObjectStore.create(at: store.root, fileSystem: store.fileSystem, durability: .none)
    do throws(FileError) {
      lock = try WritersLock(FileLock(exclusive: store.layout.segments, in: store.fileSystem))
    } catch {
      guard case .busy = error else { throw error }
      return nil
    }
    shared = try WritersLock(
      sharing: store.layout.packs, in: store.fileSystem, isRequired: store.isShared)
    self.store = store
    self.durability = durability
    try store.reload()
    bases = try store.neededBases()
  }

  // MARK: - Work

  /// Does some tasks, in order; what is not worth it is passed over.
  ///
  /// - Parameters:
  ///   - progress: gets the raw bytes of tasks that are done.
  ///   - isOver: asked now and then; the rest is left when it says so.
  public func run(
    _ tasks: [RepackTask], progress: (Int) -> Void = { _ in }, isOver: () -> Bool = { false }
  ) throws {
    var next = 0
    while next < tasks.count, !isOver() {
      try Interruption.check()
      var end = next
      var bytes = 0
      while end < tasks.count, bytes < store.limits.repackBatchBytes {
        bytes += tasks[end].rawBytes
        end += 1
      }
      for payload in try encode(admitted(tasks[next..<end])) { try append(payload) }
      if sealed.reduce(0, { $0 + $1.bytes }) >= UInt64(store.limits.repackPublishBytes) {
        try publish()
      }
      progress(bytes)
      next = end
    }
  }

  /// Tasks that keep depth 1: no base becomes a delta, no delta becomes a base.
  private func admitted(_ tasks: ArraySlice<RepackTask>) -> [RepackTask] {
    tasks.filter { task in
      let isDelta = !task.bases.isEmpty
      guard !task.chunks.contains(where: done.contains),
        !(isDelta && task.chunks.contains(where: bases.contains)),
        !task.bases.contains(where: { deltas.contains($0) || task.chunks.contains($0) })
      else { return false }
      done.formUnion(task.chunks)
      if isDelta { deltas.formUnion(task.chunks) }
      bases.formUnion(task.bases)
      return true
    }
  }

  private func encode(_ tasks: [RepackTask]) throws -> [RepackedPayload] {
    let found = Locked<[Int: RepackedPayload]>([:])
    let (store, encoders) = (store, encoders)
    try Threads.share(tasks.count, grain: 1) { range in
      let encoder = try encoders.withLock { $0.popLast() } ?? RepackEncoder(store)
      defer { encoders.withLock { $0.append(encoder) } }
      for index in range {
        try Interruption.check()
        guard let payload = try encoder.encode(tasks[index]) else { continue }
        found.withLock { $0[index] = payload }
      }
    }
    return found.withLock { found in found.sorted { $0.key < $1.key }.map(\.value) }
  }

  private func append(_ payload: RepackedPayload) throws {
    if let open = writer, open.isFull(adding: payload.bytes.count) {
      sealed.append(try open.seal())
      writer = nil
    }
    let pack = try writer ?? store.makePackWriter(isMetadata: false)
    writer = pack
    let offset = try payload.bytes.withUnsafeBytes { try pack.append($0) }
    var inner = 0
    for object in payload.objects {
      pack.add(
        ObjectRow(
          id: object.id, offset: offset, stored: UInt32(payload.bytes.count),
          raw: UInt32(object.count), inner: UInt32(inner), base: 0, pack: 0, kind: .chunk,
          encoding: payload.encoding.rawValue), bases: payload.bases)
      inner += object.count
    }
    oldPacks.formUnion(payload.oldPacks)
    unpublished.chunks += payload.objects.count
    unpublished.rawBytes += UInt64(inner)
    unpublished.oldBytes += UInt64(payload.oldBytes)
    unpublished.newBytes += UInt64(payload.bytes.count)
  }

  // MARK: - Landing

  /// Reads back and checks what was made since the last call, makes it durable, and puts it in the place
  /// of the old copies, by one rename. Nothing of the old packs is touched.
  ///
  /// Errors: `StoreError.corrupt` when what was read back is not what was written; nothing has changed.
  public func publish() throws {
    if let writer { sealed.append(try writer.seal()) }
    writer = nil
    guard !sealed.isEmpty else { return }
    Failpoint.repackSealed.hit()
    try check(sealed)
    Failpoint.repackChecked.hit()
    var names: [Digest] = []
    for pack in sealed { names.append(try PackNaming(store: store).name(pack)) }
    sealed = []
    let outcome = try Publication(
      store: store, durability: durability, replacing: Set(names), replaced: oldPacks
    ).run(names, absent: [])
    Failpoint.repackPublished.hit()
    try SwapCleanup(store: store).run(outcome)
    oldPacks = []
    gain.chunks += unpublished.chunks
    gain.rawBytes += unpublished.rawBytes
    gain.oldBytes += unpublished.oldBytes
    gain.newBytes += unpublished.newBytes
    unpublished = RepackGain()
  }

  /// Every object of the new packs, read from the files, decoded and hashed.
  private func check(_ packs: [SealedPack]) throws {
    let store = store
    try Threads.share(packs.count, grain: 1) { range in
      for pack in packs[range] {
        let file = try File(pack.temporary, .read, in: store.fileSystem)
        let scan = try PackScan(file, store.scanRules)
        guard let damage = try scan.firstDamage() else { continue }
        throw StoreError.corrupt(
          damage.row.key, path: pack.temporary.string, offset: damage.row.offset,
          reason: "what repack wrote reads back wrong: \(damage.reason)")
      }
    }
  }

  /// Deletes what is not published.
  public func discard() {
    for path in sealed.map(\.temporary) + [writer?.path].compactMap({ $0 }) {
      try? store.fileSystem.unlink(path)
    }
    sealed = []
    writer = nil
    unpublished = RepackGain()
  }
}
