// From one store to another: what the other lacks, as it is stored.
import FileIO
import Objects
import SystemPackage

/// Copies objects of one store to another. Each is decoded and compared with its id before it is sent. One
/// thread uses it; it works on several.
///
/// First it is told of all objects, then it goes through the packs that hold what is missing. A pack of which
/// all is missing goes as it is, under its own name. Of others the payloads are copied into new packs. A delta
/// is copied when its bases are in the other store, whole; otherwise the object itself is.
///
/// Chunks that arrived before a transfer was stopped are not sent again: packs have the same names the next time.
///
/// Memory: two bits a row of the source's object index, the tables of two packs, the rows of what is not published
/// yet (`StoreLimits.transferObjectsMax`), and some MiB of buffers.
public final class ObjectTransfer {
  /// Sends a file of this machine under a path of the other store, as a copy. False when it was there.
  public typealias SendPack = @Sendable (_ file: FilePath, _ name: FilePath) throws -> Bool

  public var statistics: TransferStatistics { tally.statistics }
  /// The packs that were made, or copied whole.
  public private(set) var made: Set<Digest> = []

  private let source: ObjectStore
  private let writer: StoreWriter
  private let sendPack: SendPack?
  private let separates: Bool
  private let tally: TransferTally
  private let filler: Locked<PackFiller>
  /// Everything that was asked for.
  private let added: LiveMarks
  private var addedCount = 0
  /// What is to be copied; what has been copied one by one is taken out.
  private let missing: LiveMarks
  /// Packs that went as they are.
  private var whole: Set<Digest> = []
  /// Packs of the destination that are named by no segment yet, and about how many objects they hold.
  private var packsToName: [Digest] = []
  private var unpublished = 0
  private var destination: ObjectStore { writer.store }

  /// - Parameters:
  ///   - writer: writes into the other store.
  ///   - separates: no bytes go along of objects that were not asked for, not even within a frame.
  ///   - sendPack: how a pack of this machine gets into the other store; nil when that one is here.
  ///   - progress: called when more has been copied, from any thread.
  public init(
    from source: ObjectStore, to writer: StoreWriter, separates: Bool = false,
    sendPack: SendPack? = nil,
    progress: @escaping @Sendable (TransferStatistics) -> Void = { _ in }
  ) throws {
    self.source = source
    self.writer = writer
    self.separates = separates
    self.sendPack = sendPack
    tally = TransferTally(progress)
    filler = Locked(PackFiller(writer.store, tally))
    added = try LiveMarks(source)
    missing = try LiveMarks(source)
    try writer.begin()
  }

  /// Asks for an object.
  public func add(_ key: ObjectKey) throws {
    try Interruption.check()
    if try added.mark(key) { addedCount += 1 }
    if try destination.reliable(key) != nil { return tally.countKnown() }
    _ = try missing.mark(key)
  }

  /// Copies what is missing and publishes it. After this the other store finds it.
  ///
  /// Errors: `object-missing`, `object-corrupt`, and those of writing.
  public func finish() throws {
    try takeStrays()
    let plan = try TransferPlan(missing)
    tally.count { $0.totalBytes = plan.bytes }
    try copy(plan.shares.filter { $0.whole > 0 }, deltas: false)
    try copyRest(deltas: false)
    try publish()
    // Their bases had to go first.
    let deltas = plan.shares.filter { $0.deltas > 0 }
    guard !deltas.isEmpty else { return }
    try copy(deltas, deltas: true)
    try copyRest(deltas: true)
    try publish()
  }

  /// Takes what an earlier transfer left here, when anything is missing. In a shared store that may be what
  /// another clone is about to name.
  private func takeStrays() throws {
    guard sendPack == nil, !destination.isShared, missing.hasMarks else { return }
    let strays = try destination.adoptStrays { try missing.isMarked($0) }
    if strays.isEmpty { return }
    packsToName += strays
    try missing.forEachMarked { row, _ in
      guard try destination.reliable(row.key) != nil else { return }
      try missing.unmark(row.key)
      tally.countKnown()
    }
  }

  /// Looks up everything that was asked for in the other store, as it is now.
  ///
  /// Returns how many objects were asked for, how many are not there, and one of those.
  public func prove() throws -> (asked: Int, missing: Int, first: ObjectKey?) {
    try destination.reload()
    var absent: Set<ObjectKey> = []
    var checked = 0
    func look(_ key: ObjectKey) throws {
      checked += 1
      if checked % 1024 == 0 { try Interruption.check() }
      if try destination.reliable(key) == nil { absent.insert(key) }
    }
    try added.forEachMarked { row, _ in try look(row.key) }
    for key in added.markedSince { try look(key) }
    return (addedCount, absent.count, absent.min { $0.digest < $1.digest })
  }

  /// Deletes what has no name yet. What has one is found again by the next transfer, or collected.
  public func discard() {
    filler.withLock { $0.discard() }
    writer.discard()
  }

  // MARK: - Packs

  private func copy(_ shares: [TransferPlan.Share], deltas: Bool) throws {
    let condemned = destination.condemned
    // Small packs are gathered: the other side shall not have one for each small commit.
    let large = shares.filter {
      $0.pack.bytes >= UInt64(source.limits.smallPackBytes) && !condemned.contains($0.pack.id)
    }
    // Chunks first: what names them is not published before them.
    for isMetadata in [false, true] {
      let packs = large.filter { $0.pack.isMetadata == isMetadata }
      for group in TransferPlan.groups(of: packs, objectsMax: source.limits.transferObjectsMax) {
        let arrived = try copyWhole(group, deltas: deltas)
        whole.formUnion(arrived)
        packsToName += arrived
        unpublished += group.reduce(0) { $0 + $1.count(deltas: deltas) }
        if !isMetadata { try publishIfMany() }
      }
    }
    for isMetadata in [false, true] {
      for share in shares
      where share.pack.isMetadata == isMetadata && !whole.contains(share.pack.id) {
        try copyParts(of: share.pack, deltas: deltas)
        unpublished += share.count(deltas: deltas)
        if !isMetadata { try publishIfMany() }
      }
    }
  }

  /// Copies packs as they are; returns those that could be.
  private func copyWhole(_ shares: [TransferPlan.Share], deltas: Bool) throws -> [Digest] {
    let counts = Dictionary(
      uniqueKeysWithValues: shares.map { ($0.pack.id, $0.count(deltas: deltas)) })
    let destination = destination
    return try WholePacks(
      source: source, destination: destination, send: sendPack, tally: tally
    ).run(shares.map(\.pack)) { table in
      guard table.rows.count == counts[table.entry.id] else { return false }
      return try table.bases.needed.allSatisfy { try destination.isWholeThere($0) }
    }
  }

  private func copyParts(of entry: PackEntry, deltas: Bool) throws {
    try Interruption.check()
    guard let file = try source.packFiles.file(entry) else { return }
    let table: PackTable
    do {
      table = try PackTable(reading: file, objectBytesMax: source.limits.objectBytesMax)
    } catch let error as StoreError where error.isLoss {
      return
    }
    let rows = try table.rows.filter { row in
      guard row.isDelta == deltas, try isMissing(row.key) else { return false }
      guard deltas else { return true }
      let bases = table.bases.ids(of: row)
      return try !bases.isEmpty && bases.allSatisfy { try destination.isWholeThere($0) }
    }
    guard !rows.isEmpty else { return }
    let copied = try PayloadCopy(source: source, filler: filler, separates: separates).run(
      rows, of: table, file)
    for key in copied { try missing.unmark(key) }
  }

  /// What no pack gave: its copies are damaged, deltas without their bases, or too new to be known.
  private func copyRest(deltas: Bool) throws {
    var keys: Set<ObjectKey> = deltas ? [] : missing.markedSince
    try missing.forEachMarked { row, pack in
      if whole.contains(pack.id) || row.isDelta != deltas { return }
      if try isMissing(row.key) { keys.insert(row.key) }
    }
    for key in keys.sorted(by: { ($0.kind.rawValue, $0.digest) < ($1.kind.rawValue, $1.digest) }) {
      try Interruption.check()
      // A delta may be sound where the whole copy is not.
      let bytes = try source.read(key.kind, key.digest)
      try filler.withLock { try $0.put(bytes, as: key) }
      try missing.unmark(key)
    }
  }

  /// Whether an object is still to be copied.
  private func isMissing(_ key: ObjectKey) throws -> Bool {
    guard try missing.isMarked(key) else { return false }
    if whole.isEmpty { return true }
    return try source.snapshot().copy(of: key) { whole.contains($0.pack.id) } == nil
  }

  private func publishIfMany() throws {
    if unpublished >= source.limits.transferObjectsMax { try publish() }
  }

  private func publish() throws {
    packsToName += try filler.withLock { try $0.take() }
    unpublished = 0
    guard !packsToName.isEmpty || writer.declaresAbsent else { return }
    let boot = BootID.current()
    try writer.publish(pending: packsToName.map { PendingPack(id: $0, boot: boot) })
    made.formUnion(packsToName)
    packsToName = []
    Failpoint.transferPublished.hit()
  }
}

extension ObjectStore {
  /// Whether a chunk is here as itself, in a pack that a writer may rely on.
  func isWholeThere(_ chunk: Digest) throws -> Bool {
    guard let found = try locateWhole(chunk) else { return false }
    return !condemned.contains(found.pack.id)
  }

  /// Takes packs of chunks that no segment names into account, where one holds what is wanted: a transfer that was
  /// stopped had received it. Packs of recipes, trees and records stay out: what those name may be gone. Each chunk is
  /// verified. Returns the names of the packs: they are to be published.
  func adoptStrays(holding isWanted: (ObjectKey) throws -> Bool) throws -> [Digest] {
    let condemned = condemned
    var sound: [PendingPack] = []
    for id in try strayPacks(pending: pendingPacks).sorted() where !condemned.contains(id) {
      try Interruption.check()
      do {
        let file = try File(layout.pack(id), .read, in: fileSystem)
        let scan = try PackScan(file, scanRules)
        guard scan.table.entry.id == id, !scan.table.entry.isMetadata,
          try scan.table.rows.contains(where: { try isWanted($0.key) }),
          try scan.firstDamage() == nil
        else { continue }
      } catch let error as StoreError where error.isLoss {
        continue
      } catch FileError.notFound {
        continue
      }
      sound.append(PendingPack(id: id, boot: BootID.current()))
    }
    addPending(sound)
    return sound.map(\.id)
  }
}
