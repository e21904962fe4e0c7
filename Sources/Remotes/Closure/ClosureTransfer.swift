// All that commits and notes lead to, from one store to another, and the proof that it is there.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository

/// What has arrived.
struct ArrivedObjects {
  var commits = 0
  var notes: [NoteID] = []
  /// Runs that the commits' lineage names.
  var runs: [RunID] = []
  var statistics: TransferStatistics
  /// Files that were purged, and so were left out.
  var purged = 0
  /// Packs that hold what was sent.
  var packs: Set<Digest> = []
}

/// Copies what commits and notes lead to. What commits that the other side is known to have whole hold is
/// passed over; of all else each object is looked up there.
struct ClosureTransfer {
  let source: ObjectStore
  let destination: ObjectStore
  let durability: Durability
  /// Whether `destination` is on this machine, where collections are kept out by a lock.
  let sharesLock: Bool
  /// Which files go along; nil for all.
  var filter: CloneFilter?
  /// Who has what does not, as it is noted in `destination`.
  let remote: RemoteName
  /// Files that were purged, on either side: they do not travel.
  let purged: [Tombstone]
  let phase: String
  let progress: any ProgressSink
  /// How a pack of this machine gets into `destination`; nil when that one is here.
  var sendPack: ObjectTransfer.SendPack?

  /// Copies and publishes; no ref is moved. What arrives on this machine is checked: files as a whole too.
  ///
  /// - Parameters:
  ///   - commits: what is new.
  ///   - notes: chooses notes, given what says whether an object goes along.
  ///   - local: the store on this machine, where what is proven is cheap to read.
  ///
  /// Errors: `object-missing`, `object-corrupt` when something cannot be followed in `source`.
  func run(
    _ commits: NewCommits, notes: ((Digest) throws -> Bool) throws -> [NoteID],
    reading local: ObjectStore
  ) throws -> (arrived: ArrivedObjects, transfer: ObjectTransfer, writer: StoreWriter) {
    let writer = StoreWriter(store: destination, durability: durability, sharesLock: sharesLock)
    let (phase, progress) = (phase, progress)
    let transfer = try ObjectTransfer(
      from: source, to: writer, separates: !purged.isEmpty, sendPack: sendPack
    ) { statistics in
      progress.report(Progress(phase: phase, statistics))
    }
    do {
      let marks = try LiveMarks(source)
      let proven = ProvenMarks(store: local, marks: marks)
      for commit in commits.boundary { try proven.commit(commit) }
      var arrived = ArrivedObjects(commits: commits.ordered.count, statistics: transfer.statistics)
      var count: Int64 = 0
      var purgedCount = 0
      var held: [ObjectKey] = []
      var walk = ClosureWalk(
        store: source, marks: marks, without: purged,
        check: sharesLock ? ClosureCheck(source: source, destination: destination) : nil,
        choice: FileChoice(filter)
      ) { key in
        if sharesLock && key.kind != .chunk { return held.append(key) }
        count += 1
        if count % 256 == 0 {
          progress.report(Progress(phase: "counting", unit: .objects, done: count))
        }
        try transfer.add(key)
      } isElsewhere: { key, absence in
        guard absence.state == .purged else { return try isElsewhere(key, absence, transfer) }
        if key.kind == .chunk { purgedCount += 1 }
        if destination.absence(of: key) != absence { writer.declareAbsent(key, absence) }
        return true
      }
      for commit in commits.ordered { try walk.commit(commit) }
      let leftOut = walk.leftOut
      arrived.notes = try notes { id in
        try leftOut.contains(BlobID(id)) || marks.isMarkedAsAny(id)
      }
      promise(leftOut, writer)
      for commit in commits.cut { writer.declareBoundary(commit) }
      for note in arrived.notes {
        try walk.note(note)
        if let tombstone = try source.note(note).tombstone { writer.declareAbsent(tombstone) }
      }
      try transfer.finish()
      arrived.statistics = transfer.statistics
      arrived.packs = transfer.made
      if sharesLock { try bring(held, of: walk.largeBlobs, writer, &arrived) }
      arrived.purged = purgedCount
      arrived.runs = walk.runs
      return (arrived, transfer, writer)
    } catch {
      transfer.discard()
      throw error
    }
  }
}

extension ClosureTransfer {
  /// Brings what says how files and folders are put together, when all their chunks are here. A recipe says which
  /// file it is of; only the bytes tell whether that is so, and one that lies must not be found by whoever adds
  /// that file later.
  private func bring(
    _ held: [ObjectKey], of large: [BlobID], _ writer: StoreWriter, _ arrived: inout ArrivedObjects
  ) throws {
    for blob in large { try destination.verify(blob, asListedIn: source) }
    let (phase, progress) = (phase, progress)
    let rest = try ObjectTransfer(
      from: source, to: writer, separates: !purged.isEmpty,
      progress: { progress.report(Progress(phase: phase, $0)) })
    for key in held { try rest.add(key) }
    try rest.finish()
    arrived.statistics.add(rest.statistics)
    arrived.packs.formUnion(rest.made)
  }

  /// Declares what a partial clone leaves out: promised, unless it was purged.
  private func promise(_ blobs: Set<BlobID>, _ writer: StoreWriter) {
    for blob in blobs where !destination.containsBlob(blob) {
      let key = ObjectKey(kind: .chunk, digest: blob.digest)
      if let absence = purged.absence(of: key) ?? source.absence(of: key) {
        writer.declareAbsent(key, absence)
      } else {
        writer.promise(blob, by: remote.string)
      }
    }
  }

  /// Whether a file that is not here is on the other side, which may be the one that has it; it is then proven
  /// with the rest. One that a third one has is brought.
  ///
  /// Errors: `object-absent` where nobody is known to have it.
  private func isElsewhere(
    _ key: ObjectKey, _ absence: Absence, _ transfer: ObjectTransfer
  ) throws -> Bool {
    var parts: [ObjectKey] = []
    do {
      try destination.forEachPart(of: BlobID(key.digest)) { key in
        guard try destination.isReliable(key) else { throw StoreError.missing(key, pack: nil) }
        parts.append(key)
      }
      for part in parts { try transfer.add(part) }
      return true
    } catch let error as StoreError where error.isLoss {
      try source.bring([BlobID(key.digest)])
      if source.containsBlob(BlobID(key.digest)) { return false }
      throw StoreError.absent(key, absence)
    }
  }
}

extension LiveMarks {
  /// Whether an object of any kind has this id and is marked.
  fileprivate func isMarkedAsAny(_ id: Digest) throws -> Bool {
    for kind in [StoredKind.record, .tree, .chunk] {
      if try isMarked(ObjectKey(kind: kind, digest: id)) { return true }
    }
    return false
  }
}

extension Progress {
  /// How far a transfer is.
  init(phase: String, _ statistics: TransferStatistics) {
    self.init(
      phase: phase, unit: .bytes, done: Int64(clamping: statistics.doneBytes),
      total: Int64(clamping: statistics.totalBytes))
  }
}
