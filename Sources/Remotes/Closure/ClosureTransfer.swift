// All that commits and notes lead to, from one store to another, and the proof that it is there.
import FileIO
import ObjectStore
import Objects
import References
import Repository

/// What has arrived.
struct ArrivedObjects {
  var commits = 0
  var notes: [NoteID] = []
  var statistics: TransferStatistics
  /// Files that were purged, and so were left out.
  var purged = 0
  /// Packs that hold what was sent.
  var packs: Set<Digest> = []
  /// Every object that was asked for: sent just now, or there before.
  var keys: [ObjectKey] = []
  /// Files of several chunks among them.
  var largeBlobs: [BlobID] = []
}

/// Copies what commits and notes lead to. What commits that the other side is known to have whole hold is
/// passed over; of all else each object is looked up there.
struct ClosureTransfer {
  let source: ObjectStore
  let destination: ObjectStore
  let durability: Durability
  /// Whether `destination` is on this machine, where collections are kept out by a lock.
  let sharesLock: Bool
  /// Files that were purged, on either side: they do not travel.
  let purged: [Tombstone]
  let phase: String
  let progress: any ProgressSink

  /// Copies and publishes; no ref is moved.
  ///
  /// - Parameters:
  ///   - commits: what is new.
  ///   - notes: chooses notes, once it is known what is marked.
  ///   - local: the store on this machine, where what is proven is cheap to read.
  ///
  /// Errors: `object-missing`, `object-corrupt` when something cannot be followed in `source`.
  func run(
    _ commits: NewCommits, notes: (LiveMarks) throws -> [NoteID], reading local: ObjectStore
  ) throws -> (arrived: ArrivedObjects, writer: StoreWriter) {
    let writer = StoreWriter(store: destination, durability: durability, sharesLock: sharesLock)
    let transfer = try ObjectTransfer(from: source, to: writer) { statistics in
      progress.report(
        Progress(phase: phase, unit: .bytes, done: Int64(clamping: statistics.storedBytes)))
    }
    do {
      let marks = try LiveMarks(source)
      let proven = ProvenMarks(store: local, marks: marks)
      for commit in commits.boundary { try proven.commit(commit) }
      var arrived = ArrivedObjects(commits: commits.ordered.count, statistics: transfer.statistics)
      let keys = KeyList()
      var purgedCount = 0
      var walk = ClosureWalk(store: source, marks: marks, without: purged) { key in
        keys.append(key)
        try transfer.add(key)
      } absent: { key, absence in
        guard absence.state == .purged else { return try checkThere(key, absence, keys) }
        if key.kind == .chunk { purgedCount += 1 }
        if destination.absence(of: key) != absence { writer.declareAbsent(key, absence) }
      }
      for commit in commits.ordered { try walk.commit(commit) }
      arrived.notes = try notes(marks)
      for note in arrived.notes {
        try walk.note(note)
        if let tombstone = try source.note(note).tombstone { writer.declareAbsent(tombstone) }
      }
      try transfer.finish()
      arrived.keys = keys.keys
      arrived.statistics = transfer.statistics
      arrived.packs = transfer.made
      arrived.purged = purgedCount
      arrived.largeBlobs = walk.largeBlobs
      return (arrived, writer)
    } catch {
      transfer.discard()
      throw error
    }
  }
}

extension ClosureTransfer {
  /// A file that is not here is looked for on the other side, which may be the one that has it.
  ///
  /// Errors: `object-absent` where it is not there either.
  private func checkThere(_ key: ObjectKey, _ absence: Absence, _ keys: KeyList) throws {
    do {
      try destination.forEachPart(of: BlobID(key.digest)) { key in
        guard try destination.isReliable(key) else { throw StoreError.missing(key, pack: nil) }
        keys.append(key)
      }
    } catch let error as StoreError where error.isLoss {
      throw StoreError.absent(key, absence)
    }
  }
}

/// Objects in the order in which they were visited.
private final class KeyList {
  private(set) var keys: [ObjectKey] = []
  func append(_ key: ObjectKey) { keys.append(key) }
}
