// One collection, step by step.
import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

/// Finds what is needed, copies it out of packs that are to go, swaps in an operation that lists those
/// packs, and removes the ones whose grace is over.
struct Collector {
  let repository: Repository
  let options: CollectOptions
  let policy = CollectPolicy()
  let now: Timestamp
  private let marks: LiveMarks
  private var roots: CollectRoots
  /// Other clones of a shared store, which keep all that they lead to.
  private let others: [Repository]
  private var uses: [Digest: PackUse] = [:]
  /// Packs that hold too little.
  private var candidates: Set<Digest> = []
  /// Packs that nothing names, left by commands that were stopped.
  private var strays: Set<Digest> = []
  private var report = CollectReport()
  /// What is needed and cannot be read.
  private var unread: Set<ObjectKey> = []
  /// Whether nobody can tell what is needed.
  private var isBlind: Bool { !unread.isEmpty }

  private var store: ObjectStore { repository.store }
  private var durability: Durability { repository.environment.durability }

  init(
    _ repository: Repository, _ options: CollectOptions, others: [Repository] = []
  ) throws {
    self.repository = repository
    self.others = others
    self.options = options
    now = repository.environment.clock()
    marks = try LiveMarks(repository.store)
    roots = CollectRoots(repository, marks, policy: policy, now: now)
  }

  // MARK: - Steps

  /// Marks, and finds out how much of each pack is needed. Nothing is written.
  mutating func survey() throws {
    let head = try repository.operations.current()
    store.setCondemned(head.operation.condemned, isCollecting: true)
    try roots.mark(from: head)
    unread = roots.walk.unread
    try markOthers()
    for use in try store.packUses(marks) {
      uses[use.pack] = use
      report.liveObjects += use.liveObjects
      report.deadObjects += use.deadObjects
    }
    let listed = Set(head.operation.condemned.map(\.pack))
    if options.isOnlyReplaced {
      // Where every copy in a pack was replaced, no segment names it any more.
      for pack in try nowStray() {
        uses[pack] = try store.replacedUse(of: pack)
      }
    }
    candidates = Set(
      uses.values.filter { options.isOnlyReplaced ? $0.isMostlyReplaced : $0.isWorthCollecting }
        .map(\.pack)
    ).subtracting(listed)
    // Where only old copies go, nothing dies with them.
    if candidates.contains(where: { uses[$0]?.holdsNothingDead != true }) {
      // No dead recipe, tree or record stays behind when what it names goes.
      let torn = uses.values.filter { $0.isMetadata && $0.deadBytes > 0 }
      candidates.formUnion(Set(torn.map(\.pack)).subtracting(listed))
    }
    report.unreadObjects = unread.count
    if !options.isOnlyReplaced { strays = try oldStrays(head) }
    keepWhatNobodyCanTell()
  }

  /// Where something cannot be read, whatever seems dead may be needed: only second copies go.
  private mutating func keepWhatNobodyCanTell() {
    guard isBlind else { return }
    candidates = candidates.filter { uses[$0]?.holdsNothingDead == true }
    strays = []
  }

  /// Copies what is needed out of the packs that are to go. No other command has to wait for this.
  mutating func copy() throws {
    let head = try repository.operations.current()
    try copyOut(head.operation.condemned)
    Failpoint.collectCopied.hit()
  }

  /// Swaps in the list of condemned packs, and removes those whose grace is over. With the index lock:
  /// what is staged does not change meanwhile.
  mutating func land() throws {
    let dropped = try swapIn()
    Failpoint.collectCondemned.hit()
    try remove(dropped)
    if store.isShared, !dropped.isEmpty { try clearList() }
  }

  /// Other clones do not know the list, and may make packs of the same names again: nothing of it stays.
  private mutating func clearList() throws {
    let done = report
    _ = try swapIn()
    report = done
  }

  /// Marks from the clones that share the store. Their operations are kept without an end: they forget
  /// those themselves.
  private mutating func markOthers() throws {
    for other in others {
      var roots = CollectRoots(other, marks, policy: .wholeLog, now: now)
      try roots.mark(from: other.operations.current())
      unread.formUnion(roots.walk.unread)
    }
    report.clones = others.count
  }

  /// Makes the operation; returns the packs that it drops.
  private mutating func swapIn() throws -> Set<Digest> {
    let writer = StoreWriter(
      store: store, durability: durability, sharesLock: !options.isImmediate)
    do {
      while true {
        let head = try repository.operations.current()
        store.setCondemned(head.operation.condemned, isCollecting: true)
        let list = try newList(after: head)
        let dropped = Set(list.filter(\.isDropped).map(\.pack))
        if list == head.operation.condemned { return dropped }
        if !dropped.isEmpty { writer.declareBoundaries(roots.boundaries) }
        let operation = repository.newOperation(
          after: head.id, view: head.operation.view,
          staging: StagingChange(
            before: head.operation.staging.after, after: head.operation.staging.after),
          description: description, condemned: list)
        let id = OperationID(try writer.putBytes(.record, operation.encode()))
        try Interruption.check()
        try writer.publish(pending: [])
        do {
          try repository.operations.swap(expected: head.number, to: id)
          writer.finishAfterSwap()
          return dropped
        } catch RefError.lostRace {
          try store.reload()
        }
      }
    } catch {
      writer.discard()
      throw error
    }
  }

  /// Empties the trash of what is too old, and says what was done.
  mutating func finish() throws -> CollectReport {
    for folder in try oldTrash() {
      try store.deleteTrash(folder)
      report.emptied.packs += folder.count
      report.emptied.bytes += folder.bytes
    }
    report.keptOperations = roots.kept.count
    if let index = try? repository.loadIndex() {
      var staged: Set<BlobID> = []
      index.forEachEntry {
        if $0.size > UInt64(store.limits.smallFileBytes) { staged.insert($0.blob) }
      }
      ProfileCache(repository).prune { staged.contains($0) }
    }
    return report
  }

  /// What the steps would do.
  func plannedReport() throws -> CollectReport {
    var report = report
    let head = try repository.operations.current()
    report.isDryRun = true
    report.keptOperations = roots.kept.count
    for pack in candidates {
      report.condemned.add(uses[pack]?.bytes ?? 0)
      report.copiedBytes += uses[pack]?.liveBytes ?? 0
    }
    var due = Set(head.operation.condemned.filter(isDue).map(\.pack)).union(strays)
    if options.isImmediate { due.formUnion(candidates) }
    for pack in try store.remaining(of: due) { report.deleted.add(try store.packBytes(pack)) }
    for entry in head.operation.condemned where !isDue(entry) {
      report.waiting.add(try store.packBytes(entry.pack))
    }
    report.nextDeletion = nextDeletion(head.operation.condemned)
    for folder in try oldTrash() {
      report.emptied.packs += folder.count
      report.emptied.bytes += folder.bytes
    }
    return report
  }

  // MARK: - Inside

  private func isDue(_ entry: CondemnedPack) -> Bool {
    if isBlind { return entry.isDropped }
    return options.isImmediate || entry.isDropped
      || entry.since.seconds <= now.seconds - policy.graceSeconds
  }

  private mutating func copyOut(_ list: [CondemnedPack]) throws {
    let leaving = candidates.subtracting(list.map(\.pack))
      .union(list.filter(isDue).map(\.pack))
    guard !leaving.isEmpty else { return }
    // What is about to be condemned is not folded into a pack that is not.
    store.setCondemned(
      list + leaving.sorted().map { CondemnedPack(pack: $0, since: now) }, isCollecting: true)
    let copied = try store.copyLiving(marks, leaving: leaving, durability: durability)
    report.copiedBytes += copied.bytes
    report.damagedPacks = max(report.damagedPacks, copied.damaged.count)
    damaged.formUnion(copied.damaged)
  }

  /// Packs with a damaged object that is needed: they are never dropped.
  private var damaged: Set<Digest> = []

  /// The list that the next operation has: what is gone is off it, what is due is dropped, what holds
  /// too little is new. All that is needed of them has a copy elsewhere.
  private mutating func newList(after head: OperationHead) throws -> [CondemnedPack] {
    let old = head.operation.condemned
    try roots.mark(from: head)
    unread.formUnion(roots.walk.unread)
    keepWhatNobodyCanTell()
    try copyOut(old)
    let gone = Set(old.filter(\.isDropped).map(\.pack))
      .subtracting(try store.remaining(of: Set(old.map(\.pack))))
    var list: [CondemnedPack] = []
    report.waiting = CollectedPacks()
    for var entry in old where !gone.contains(entry.pack) && !damaged.contains(entry.pack) {
      if isDue(entry) {
        entry.isDropped = true
      } else {
        report.waiting.add(try store.packBytes(entry.pack))
      }
      list.append(entry)
    }
    report.condemned = CollectedPacks()
    let new = candidates.subtracting(old.map(\.pack)).subtracting(damaged)
    for pack in try store.remaining(of: new).sorted() {
      list.append(CondemnedPack(pack: pack, since: now, isDropped: options.isImmediate))
      report.condemned.add(uses[pack]?.bytes ?? 0)
    }
    report.nextDeletion = nextDeletion(list)
    return list
  }

  private func nextDeletion(_ list: [CondemnedPack]) -> Timestamp? {
    list.filter { !$0.isDropped }.map(\.since).min()
      .map { Timestamp(seconds: $0.seconds + policy.graceSeconds) }
  }

  private var description: String {
    let count = report.condemned.packs
    let command = options.isOnlyReplaced ? "repack" : "gc"
    return "\(command): condemned \(count) \(count == 1 ? "pack" : "packs")"
  }

  private mutating func remove(_ dropped: Set<Digest>) throws {
    // Strays go only while no writer can be about to name one.
    let lock = strays.isEmpty || options.isImmediate ? nil : try? store.lockOutWriters()
    let mayGo = options.isImmediate || lock != nil
    let packs = dropped.union(mayGo ? try strays.intersection(nowStray()) : [])
    guard !packs.isEmpty else { return }
    let head = try repository.operations.current()
    store.setCondemned(head.operation.condemned, isCollecting: true)
    let moved = try withExtendedLifetime(lock) {
      try store.removePacks(
        packs, boundaries: dropped.isEmpty ? [] : roots.boundaries, at: now,
        durability: durability)
    }
    report.deleted.packs = moved.packs
    report.deleted.bytes = moved.bytes
    try free(packs)
    if report.deleted.packs > 0 {
      report.trashedUntil = Timestamp(seconds: now.seconds + policy.trashSeconds)
    }
    if !dropped.isEmpty, !roots.boundaries.isEmpty {
      repository.operations.forget(allBut: roots.kept.union([head.id]))
    }
  }

  /// Deletes for good what was moved to the trash just now and holds nothing that is not stored
  /// elsewhere.
  private mutating func free(_ packs: Set<Digest>) throws {
    guard options.isOnlyReplaced else { return }
    let needless = packs.filter { uses[$0]?.holdsNothingDead == true }
    for pack in try store.deleteFromTrash(needless, at: now) {
      report.freed.add(pack.bytes)
      report.deleted.packs -= 1
      report.deleted.bytes -= min(report.deleted.bytes, pack.bytes)
    }
  }

  private func oldTrash() throws -> [TrashFolder] {
    try store.trashFolders().filter { $0.time.seconds <= now.seconds - policy.trashSeconds }
  }

  /// Packs that nothing names, as old as the grace by the file system's own time.
  private func oldStrays(_ head: OperationHead) throws -> Set<Digest> {
    let fileSystem = repository.environment.fileSystem
    let clock = try fileSystem.status(
      at: repository.operations.path(of: head.number), followingLinks: false)
    guard let clock else { return [] }
    return try nowStray().filter { pack in
      // A command of another clone may be about to name it.
      if options.isImmediate, !store.isShared { return true }
      guard let written = try store.packTime(pack) else { return false }
      return written <= clock.mtime.seconds - policy.graceSeconds
    }
  }

  private func nowStray() throws -> Set<Digest> {
    try repository.strayPacks(besides: others)
  }
}

extension Repository {
  /// Packs that neither a segment nor the index names, of this clone or of others of its store.
  func strayPacks(besides others: [Repository] = []) throws -> Set<Digest> {
    var pending: [PendingPack] = []
    for clone in [self] + others {
      let path = clone.metadata.appending("index")
      pending += try Index.load(from: path, in: environment.fileSystem)?.pending ?? []
    }
    return try store.strayPacks(pending: pending)
  }
}
