// The same on a remote, beside pushes and without a lock.
import FileIO
import ObjectStore
import Objects
import References
import Repository

extension Sharing {
  /// So often it begins again, since others pushed meanwhile.
  private static let purgesMax = 200

  /// Takes what tombstones are about away from the remote, and leaves the tombstones there; nil where nothing was
  /// pushed yet. A push that began before loses its swap, and leaves it out when it begins again.
  func purge(_ tombstones: [Tombstone], isDryRun: Bool) throws -> PurgeReport.Place? {
    guard let remote = try open() else { return nil }
    if !isDryRun { try remote.format.checkCollecting() }
    for _ in 0..<Self.purgesMax {
      try Interruption.check()
      let state = try remote.state()
      let place = try remote.reaching {
        try RemotePurge(remote, state, tombstones, self, isDryRun: isDryRun).run()
      }
      if let place { return place }
    }
    throw RemoteError.tooBusy(transport.location)
  }
}

/// One attempt.
private struct RemotePurge {
  let remote: RemoteRepository
  let head: OperationHead
  let tombstones: [Tombstone]
  let sharing: Sharing
  let isDryRun: Bool
  private var view: View
  private let missing: [Tombstone]
  private let gone: LiveMarks
  private let holding: HoldingPacks
  /// Packs that nobody can tell what is in, or what it is about.
  private let unreadable: Set<Digest>

  private var store: ObjectStore { remote.store }

  init(
    _ remote: RemoteRepository, _ state: (head: OperationHead, view: View),
    _ tombstones: [Tombstone], _ sharing: Sharing, isDryRun: Bool
  ) throws {
    self.remote = remote
    self.tombstones = tombstones
    self.sharing = sharing
    self.isDryRun = isDryRun
    head = state.head
    view = state.view
    let store = remote.store
    let there = try [Tombstone].load(head.operation.view, from: store)
    missing = tombstones.filter { !there.contains($0) }
    let needed = try LiveMarks(store)
    var walk = MarkWalk(store: store, marks: needed, without: tombstones.forgotten)
    var operations = KeptOperations()
    try operations.mark(
      from: head, in: remote.log, store: store, now: sharing.environment.clock(),
      policy: .wholeLog, with: &walk)
    gone = try LiveMarks(store, meaning: .gone)
    var unreadable: Set<Digest> = []
    for tombstone in tombstones {
      unreadable.formUnion(try store.markBlob(tombstone.blob, in: gone, except: needed))
      for record in tombstone.records {
        let key = ObjectKey(kind: .record, digest: record)
        if try store.isStored(key), try !needed.isMarked(key) { _ = try gone.mark(key) }
      }
    }
    holding = try store.packs(
      holding: gone, keepsBases: false, strays: store.strayPacks(pending: []))
    self.unreadable = unreadable.union(holding.unreadable)
  }

  /// Copies, swaps and deletes; nil when somebody else swapped first.
  func run() throws -> PurgeReport.Place? {
    var place = PurgeReport.Place(name: sharing.name, location: remote.location)
    place.objects = holding.objects
    place.bytes = holding.bytes
    place.damagedPacks = unreadable.count
    if isDryRun || (holding.named.isEmpty && holding.strays.isEmpty && missing.isEmpty) {
      return place
    }
    store.setCondemned(list(holding.named, isDropped: false))
    let copied = try store.copyLiving(
      gone, leaving: holding.named, keepsBases: false, durability: .none)
    place.damagedPacks = copied.damaged.union(unreadable).count
    let leaving = holding.named.subtracting(copied.damaged)
    let list = list(leaving, isDropped: true)
    Failpoint.remotePurgeCopied.hit()
    guard try swap(list) else { return nil }
    Failpoint.remotePurgeSwapped.hit()
    // Not before: the rows of dropped packs go from whatever segment is written.
    store.setCondemned(list)
    _ = try store.deletePacks(leaving.union(holding.strays), durability: .none)
    return place
  }

  private func list(_ leaving: Set<Digest>, isDropped: Bool) -> [CondemnedPack] {
    let now = sharing.environment.clock()
    return head.operation.condemned.filter { !leaving.contains($0.pack) }
      + leaving.sorted().map { CondemnedPack(pack: $0, since: now, isDropped: isDropped) }
  }

  private func swap(_ list: [CondemnedPack]) throws -> Bool {
    let writer = remote.makeWriter()
    var view = view
    for tombstone in missing {
      let note = try sharing.repository.note(of: tombstone)
      _ = try writer.putBytes(.record, note.encode())
      view.addNote(note)
    }
    for tombstone in tombstones { writer.declareAbsent(tombstone) }
    let operation = remote.operation(
      after: head, view: try view.write(to: writer, in: store), command: "mlx purge",
      description: "purge: \(tombstones.count) files", condemned: list, sharing.environment)
    let id = OperationID(try writer.putBytes(.record, operation.encode()))
    try writer.publish(pending: [])
    do {
      try remote.log.swap(expected: head.number, to: id)
    } catch RefError.lostRace {
      return false
    } catch RefError.unconfirmed {
      // The head is there; only the look at it afterwards failed.
    }
    writer.finishAfterSwap()
    return true
  }
}

extension Repository {
  /// The note of a tombstone; in a dry run it is not stored yet.
  fileprivate func note(of tombstone: Tombstone) throws -> Note {
    try store.note(tombstone.note)
  }
}

extension StoreWriter {
  /// Declares a purged file absent, and what went with it.
  func declareAbsent(_ tombstone: Tombstone) {
    let absence = Absence(.purged, detail: tombstone.note.hex)
    declareAbsent(ObjectKey(kind: .chunk, digest: tombstone.blob.digest), absence)
    for record in tombstone.records {
      declareAbsent(ObjectKey(kind: .record, digest: record), absence)
    }
  }
}
