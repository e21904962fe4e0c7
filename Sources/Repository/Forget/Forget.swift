// Bytes that go at once: of files that are elsewhere, or that are to be forgotten.
import FileIO
import ObjectStore
import Objects
import References

/// Files and records whose bytes are not needed, whatever names them.
package struct Forgotten: Sendable {
  package var blobs: Set<BlobID> = []
  package var records: Set<Digest> = []

  package init(blobs: Set<BlobID> = [], records: Set<Digest> = []) {
    self.blobs = blobs
    self.records = records
  }

  package var isEmpty: Bool { blobs.isEmpty && records.isEmpty }
}

/// What `Repository.forget` did, or would do.
package struct ForgetResult: Sendable {
  /// Objects that went, and about what they took.
  package var objects = 0
  package var bytes: UInt64 = 0
  /// Packs that were written anew, without them.
  package var packs = 0
  /// Packs that stay, since another object in them is damaged, or they cannot be read at all.
  package var damagedPacks = 0
}

/// What is to go, and how it is said.
package struct ForgetRequest {
  package var forgotten: Forgotten
  /// Whether deltas of what stays may still need chunks that are to go: then these stay.
  package var keepsBases = true
  package var isDryRun = false
  /// Of the operation.
  package var description: String
  /// Added to the refs in the same step.
  package var notes: [Note] = []
  /// Why an object is not here any more.
  package var absence: (ObjectKey) -> Absence

  package init(
    _ forgotten: Forgotten, description: String, absence: @escaping (ObjectKey) -> Absence
  ) {
    self.forgotten = forgotten
    self.description = description
    self.absence = absence
  }
}

extension Repository {
  /// Takes the bytes of files and records away, and declares them absent. What else needs some of their
  /// chunks keeps those. Packs are written anew without them and deleted at once, so no other command may write
  /// meanwhile.
  ///
  /// The steps are those of a collection without grace: copies are published; an operation is swapped in that
  /// drops the old packs, when what goes is declared absent; one segment takes their rows away; the files go.
  /// What is stored is not absent, whatever is declared: stopped before the rows go, everything is still here,
  /// and a collection puts it in order.
  ///
  /// Errors: `store-shared` where other clones have the same store; `writers-running`, `locks-unsupported`, those
  /// of reading.
  package func forget(_ request: ForgetRequest) throws -> ForgetResult {
    try refuseForOthers()
    guard !request.isDryRun else { return try Forgetting(self, request).plan() }
    try format.checkCollecting()
    return try withIndexLock {
      let lock = try lockOutWriters()
      try refuseForOthers()
      let own = try reopened()
      return try withExtendedLifetime(lock) {
        try own.publishStaged()
        return try Forgetting(own, request).run()
      }
    }
  }
}

extension Repository {
  /// Has a segment name the packs of what is staged, so that they are looked through as well.
  private func publishStaged() throws {
    let pending = store.pendingPacks
    guard !pending.isEmpty else { return }
    store.setCondemned(try operations.current().operation.condemned, isCollecting: true)
    let writer = StoreWriter(
      store: store, durability: environment.durability, sharesLock: false)
    try writer.publish(pending: pending)
    writer.finishAfterSwap()
  }

  /// What this clone does without, another one of the same store may need.
  private func refuseForOthers() throws {
    guard let shared else { return }
    let others = try shared.clones(in: environment.fileSystem).filter { $0.id != shared.id }
    guard others.isEmpty else {
      throw CollectError.othersInStore(
        store.root.string, others: others.prefix(3).map { "'\($0.metadata.string)'" })
    }
  }
}

/// One run of `Repository.forget`.
private struct Forgetting {
  let repository: Repository
  let request: ForgetRequest
  let head: OperationHead
  /// What goes.
  let gone: LiveMarks
  let holding: HoldingPacks
  let strays: Set<Digest>
  /// Packs that nobody can tell what is in, or what it is about.
  let unreadable: Set<Digest>

  private var store: ObjectStore { repository.store }
  private var durability: Durability { repository.environment.durability }

  init(_ repository: Repository, _ request: ForgetRequest) throws {
    self.repository = repository
    self.request = request
    let store = repository.store
    try store.reload()
    head = try repository.operations.current()
    store.setCondemned(head.operation.condemned, isCollecting: true)
    let needed = try LiveMarks(store)
    var roots = CollectRoots(
      repository, needed, policy: .wholeLog, now: repository.environment.clock(),
      without: request.forgotten)
    try roots.mark(from: head)
    gone = try LiveMarks(store, meaning: .gone)
    var unreadable: Set<Digest> = []
    for blob in request.forgotten.blobs {
      unreadable.formUnion(try store.markBlob(blob, in: gone, except: needed))
    }
    for record in request.forgotten.records {
      let key = ObjectKey(kind: .record, digest: record)
      if try store.isStored(key), try !needed.isMarked(key) { _ = try gone.mark(key) }
    }
    strays = request.keepsBases ? [] : try repository.strayPacks()
    holding = try store.packs(
      holding: gone, keepsBases: request.keepsBases, strays: strays)
    self.unreadable = unreadable.union(holding.unreadable)
  }

  func plan() -> ForgetResult {
    var result = ForgetResult()
    result.objects = holding.objects
    result.bytes = holding.bytes
    result.packs = holding.named.count
    result.damagedPacks = unreadable.count
    return result
  }

  func run() throws -> ForgetResult {
    var result = plan()
    // What is about to go is not folded into a pack that is not.
    store.setCondemned(condemned(holding.named, isDropped: false), isCollecting: true)
    let copied = try store.copyLiving(
      gone, leaving: holding.named, keepsBases: request.keepsBases, durability: durability)
    result.damagedPacks = copied.damaged.union(unreadable).count
    let leaving = holding.named.subtracting(copied.damaged)
    Failpoint.forgetCopied.hit()
    let list = condemned(leaving, isDropped: true)
    try swap(list, after: head)
    Failpoint.forgetSwapped.hit()
    // Not before: the rows of dropped packs go from whatever segment is written.
    store.setCondemned(list, isCollecting: true)
    _ = try store.deletePacks(
      leaving.union(holding.strays), durability: durability)
    Failpoint.forgetDeleted.hit()
    if !request.keepsBases { try forgetElsewhere() }
    // Other clones do not know the list, and may make packs of the same names again: nothing of it stays.
    if store.isShared, !leaving.isEmpty {
      try swap(
        list.filter { !leaving.contains($0.pack) }, after: repository.operations.current())
    }
    return result
  }

  /// The list of the operation before, and the packs that go now.
  private func condemned(_ leaving: Set<Digest>, isDropped: Bool) -> [CondemnedPack] {
    let now = repository.environment.clock()
    return head.operation.condemned.filter { !leaving.contains($0.pack) }
      + leaving.sorted().map { CondemnedPack(pack: $0, since: now, isDropped: isDropped) }
  }

  private func swap(_ list: [CondemnedPack], after head: OperationHead) throws {
    let absences = absences()
    let isDeclared = try absences.allSatisfy {
      try store.isStored($0.key) || store.absence(of: $0.key) == $0.absence
    }
    if list == head.operation.condemned, request.notes.isEmpty, isDeclared { return }
    let writer = StoreWriter(store: store, durability: durability, sharesLock: false)
    do {
      var view = try View.load(head.operation.view, from: store)
      for note in request.notes {
        _ = try writer.putBytes(.record, note.encode())
        view.addNote(note)
      }
      for (key, absence) in absences { writer.declareAbsent(key, absence) }
      let kept = head.operation.staging.after
      let operation = repository.newOperation(
        after: head.id, view: try view.write(to: writer, in: store),
        staging: StagingChange(before: kept, after: kept), description: request.description,
        condemned: list)
      let id = OperationID(try writer.putBytes(.record, operation.encode()))
      try Interruption.check()
      try writer.publish(pending: [])
      try repository.operations.swap(expected: head.number, to: id)
      writer.finishAfterSwap()
    } catch {
      writer.discard()
      throw error
    }
  }

  /// What the trash has of it, and what was derived from it.
  private func forgetElsewhere() throws {
    try store.deleteFromTrash(holding: gone)
    let cache = repository.metadata.appending("cache").appending("profiles")
    try? repository.environment.fileSystem.removeTree(cache)
  }

  /// What is declared absent: files and records by their own ids.
  private func absences() -> [(key: ObjectKey, absence: Absence)] {
    let keys =
      request.forgotten.blobs.map { ObjectKey(kind: .chunk, digest: $0.digest) }
      + request.forgotten.records.map { ObjectKey(kind: .record, digest: $0) }
    return keys.map { ($0, request.absence($0)) }
  }
}
