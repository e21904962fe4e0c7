// One collection of a remote, step by step.
import FileIO
import ObjectStore
import Objects
import References
import Repository

/// Finds what is needed, copies it out of packs that are to go, swaps in an operation that lists those packs, and
/// deletes the ones whose grace is over.
struct RemoteCollector {
  private let remote: RemoteRepository
  private let environment: RepositoryEnvironment
  private let policy = CollectPolicy()
  private let now: Timestamp
  private let marks: LiveMarks
  private var walk: MarkWalk
  private var operations = KeptOperations()
  private var uses: [Digest: PackUse] = [:]
  /// Packs that hold too little.
  private var candidates: Set<Digest> = []
  /// Packs that nothing names: a push that was stopped left them, or one that still runs will name them.
  /// A transport has no times, so they are condemned like others, and their grace begins.
  private var strays: Set<Digest> = []
  /// Packs with a damaged object that is needed: they are never dropped.
  private var damaged: Set<Digest> = []
  var report: RemoteCollectReport

  /// So often a collection begins its swap again, since others pushed meanwhile.
  private static let attemptsMax = 200

  private var store: ObjectStore { remote.store }

  init(
    _ remote: RemoteRepository, _ report: RemoteCollectReport, _ environment: RepositoryEnvironment
  ) throws {
    self.remote = remote
    self.report = report
    self.environment = environment
    now = environment.clock()
    marks = try LiveMarks(remote.store)
    walk = MarkWalk(store: remote.store, marks: marks)
  }

  // MARK: - Steps

  /// Marks, and finds out how much of each pack is needed. Nothing is written.
  mutating func survey() throws {
    let head = try remote.state().head
    try mark(from: head)
    for use in try store.packUses(marks) {
      uses[use.pack] = use
      report.liveObjects += use.liveObjects
      report.deadObjects += use.deadObjects
    }
    let listed = Set(head.operation.condemned.map(\.pack))
    candidates = Set(uses.values.filter(\.isWorthCollecting).map(\.pack)).subtracting(listed)
    if candidates.contains(where: { uses[$0]?.holdsNothingDead != true }) {
      // No dead recipe, tree or record stays behind when what it names goes.
      let torn = uses.values.filter { $0.isMetadata && $0.deadBytes > 0 }
      candidates.formUnion(Set(torn.map(\.pack)).subtracting(listed))
    }
    strays = try store.strayPacks(pending: []).subtracting(listed)
  }

  /// Says what the other steps would do.
  mutating func plan() throws {
    let list = try remote.state().head.operation.condemned
    report.isDryRun = true
    for pack in candidates {
      report.condemned.add(uses[pack]?.bytes ?? 0)
      report.copiedBytes += uses[pack]?.liveBytes ?? 0
    }
    for pack in strays { report.condemned.add(try store.packBytes(pack)) }
    for pack in try store.remaining(of: Set(list.filter(isDue).map(\.pack))) {
      report.deleted.add(try store.packBytes(pack))
    }
    for entry in list where !isDue(entry) { report.waiting.add(try store.packBytes(entry.pack)) }
    report.nextDeletion = nextDeletion(list)
  }

  /// Copies what is needed out of the packs that are to go.
  mutating func copy() throws { try copyOut(remote.state().head.operation.condemned) }

  /// Makes the operation; returns the packs that it drops.
  mutating func swapIn() throws -> Set<Digest> {
    let writer = remote.makeWriter()
    do {
      for _ in 0..<Self.attemptsMax {
        try Interruption.check()
        let head = try remote.state().head
        let list = try newList(after: head)
        let dropped = Set(list.filter(\.isDropped).map(\.pack))
        if list == head.operation.condemned { return dropped }
        if !dropped.isEmpty { writer.declareBoundaries(operations.boundaries) }
        let operation = remote.operation(
          after: head, view: head.operation.view, command: "mlx gc --remote",
          description: "gc: condemned \(report.condemned.packs) packs", condemned: list, environment
        )
        let id = OperationID(try writer.putBytes(.record, operation.encode()))
        try writer.publish(pending: [])
        do {
          try remote.log.swap(expected: head.number, to: id)
        } catch RefError.lostRace {
          continue
        } catch RefError.unconfirmed {
          // The head is there; only the look at it afterwards failed.
        }
        writer.finishAfterSwap()
        return dropped
      }
    } catch {
      writer.discard()
      throw error
    }
    writer.discard()
    throw RemoteError.tooBusy(remote.location)
  }

  /// Deletes what the list of the newest operation drops.
  mutating func remove(_ dropped: Set<Digest>) throws {
    guard !dropped.isEmpty else { return }
    let head = try remote.state().head
    let deleted = try store.deletePacks(
      dropped, boundaries: operations.boundaries, durability: .none)
    report.deleted.packs = deleted.packs
    report.deleted.bytes = deleted.bytes
    if !operations.boundaries.isEmpty {
      remote.log.forget(allBut: operations.kept.union([head.id]))
    }
  }

  // MARK: - Inside

  /// May be called again when there are newer operations: what is marked stays so.
  private mutating func mark(from head: OperationHead) throws {
    try operations.mark(
      from: head, in: remote.log, store: store, now: now, policy: policy, with: &walk,
      progress: environment.progress)
    report.keptOperations = operations.kept.count
  }

  private func isDue(_ entry: CondemnedPack) -> Bool {
    entry.isDropped || entry.since.seconds <= now.seconds - policy.graceSeconds
  }

  private mutating func copyOut(_ list: [CondemnedPack]) throws {
    let leaving = candidates.union(strays).subtracting(list.map(\.pack))
      .union(list.filter(isDue).map(\.pack))
    guard !leaving.isEmpty else { return }
    // What is about to be condemned is not folded into a pack that is not.
    store.setCondemned(list + leaving.sorted().map { CondemnedPack(pack: $0, since: now) })
    let copied = try store.copyLiving(marks, leaving: leaving, durability: .none)
    report.copiedBytes += copied.bytes
    damaged.formUnion(copied.damaged)
    report.damagedPacks = damaged.count
  }

  /// The list that the next operation has: what is gone is off it, what is due is dropped, what holds too
  /// little is new. All that is needed of them has a copy elsewhere.
  private mutating func newList(after head: OperationHead) throws -> [CondemnedPack] {
    let old = head.operation.condemned
    try mark(from: head)
    try copyOut(old)
    let there = try store.remaining(of: Set(old.map(\.pack)))
    var list: [CondemnedPack] = []
    report.waiting = CollectedPacks()
    for var entry in old where there.contains(entry.pack) && !damaged.contains(entry.pack) {
      if isDue(entry) {
        entry.isDropped = true
      } else {
        report.waiting.add(try store.packBytes(entry.pack))
      }
      list.append(entry)
    }
    report.condemned = CollectedPacks()
    let new = candidates.union(strays).subtracting(old.map(\.pack)).subtracting(damaged)
    for pack in try store.remaining(of: new).sorted() {
      list.append(CondemnedPack(pack: pack, since: now, isDropped: false))
      report.condemned.add(try store.packBytes(pack))
    }
    report.nextDeletion = nextDeletion(list)
    return list
  }

  private func nextDeletion(_ list: [CondemnedPack]) -> Timestamp? {
    list.filter { !$0.isDropped }.map(\.since).min()
      .map { Timestamp(seconds: $0.seconds + policy.graceSeconds) }
  }
}
