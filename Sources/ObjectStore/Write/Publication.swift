// From packs to one durable segment: steps 3 and 4 of "Writing, in order".
import FileIO
import Objects
import SystemPackage

/// Publishes packs: syncs them and writes the one segment of a transaction.
struct Publication {
  /// What the transaction made needless.
  struct Outcome {
    var segment: Digest?
    /// A file that was written just now tells the file system's time.
    var replaced: [Digest] = []
    var folded: Set<Digest> = []
  }

  let store: ObjectStore
  let durability: Durability
  /// Packs whose copies take the place of those in other packs.
  var replacing: Set<Digest> = []
  /// Packs whose copies lose their place: every segment that names them is taken in.
  var replaced: Set<Digest> = []

  private var isDurable: Bool { durability == .full }

  /// Makes everything in `packs` durable and named by a segment.
  func run(_ packs: [Digest], absent: [AbsentRow]) throws -> Outcome {
    try store.reload()
    let live = try store.snapshot().segments
    let named = Set(live.live.flatMap(\.packs).map(\.id))
    var new = packs.filter { !named.contains($0) }
    guard !new.isEmpty || !absent.isEmpty else { return Outcome() }

    let (taken, left) = choose(live.live, freshBytes: try freshBytes(new))
    let fold = try PackFold(store: store).run(taken: taken, left: left)
    for pack in fold.sealed { new.append(try PackNaming(store: store).name(pack)) }
    try sync(new)
    Failpoint.packsSynced.hit()

    let rows = try rows(of: new)
    store.packFiles.forget()
    let dropped = store.droppedPacks
    let merge = SegmentMerge(
      sources: [.packed(rows)] + taken.map(MergeSource.segment), absent: absent,
      replaced: live.replaced(byTaking: taken), isThere: { try store.packFiles.isThere($0) },
      folded: fold.folded.union(dropped), condemned: store.condemned, replacing: replacing,
      hasOtherCopy: { try hasUsable($0, in: left) },
      dropsRecipes: taken.contains { $0.packs.contains { dropped.contains($0.id) } })
    let segment = try write(merge)
    Failpoint.segmentWritten.hit()
    store.forgetPending { new.contains($0.id) || named.contains($0.id) }
    try store.reload()
    Failpoint.afterPublish.hit()
    return Outcome(segment: segment, replaced: merge.replaced, folded: fold.folded)
  }

  /// The rows of packs. Those of pending packs are known.
  private func rows(of packs: [Digest]) throws -> PackedRows {
    var rows = try store.snapshot().pending
    let all = Set(packs)
    if !rows.packs.allSatisfy({ all.contains($0.id) }) { rows = PackedRows() }
    let known = Set(rows.packs.map(\.id))
    for pack in packs where !known.contains(pack) {
      let file = try File(store.layout.pack(pack), .read, in: store.fileSystem)
      let table = try PackTable(reading: file, objectBytesMax: store.limits.objectBytesMax)
      try rows.add(table, of: file, decoder: store.decoder)
    }
    if rows.packs.count > known.count { rows.sort() }
    return rows
  }

  /// The segments to take in: every small one, and larger ones that are not much larger than what
  /// is taken already, so that a store has few segments and a row is rewritten rarely.
  private func choose(
    _ live: [SegmentReader], freshBytes: Int
  ) -> (taken: [SegmentReader], left: [SegmentReader]) {
    var taken: [SegmentReader] = []
    var left: [SegmentReader] = []
    var bytes = freshBytes
    for segment in live.sorted(by: { ($0.fileBytes, $0.id) < ($1.fileBytes, $1.id) }) {
      let isSmall = segment.fileBytes < store.limits.segmentSmallBytes
      let isReplaced = segment.packs.contains { replaced.contains($0.id) }
      if isSmall || isReplaced || segment.fileBytes < store.limits.segmentFactor * bytes {
        taken.append(segment)
        bytes += segment.fileBytes
      } else {
        left.append(segment)
      }
    }
    return (taken, left)
  }

  /// About what the rows of new packs will take in the segment.
  private func freshBytes(_ packs: [Digest]) throws -> Int {
    try packs.reduce(0) { sum, id in
      let path = store.layout.pack(id)
      do {
        let file = try File(path, .read, in: store.fileSystem)
        let size = try file.status().size
        let footerBytes = Int64(PackFormatV1.footerBytes)
        guard size >= footerBytes,
          let footer = PackFormatV1.footer(
            in: try file.readBytes(at: size - footerBytes, count: Int(footerBytes)))
        else { throw StoreError.packDamaged(path: path.string, reason: "its footer is wrong") }
        return sum + Int(clamping: min(footer.objects, UInt64(size))) * 64
      } catch FileError.notFound {
        throw StoreError.packMissing(path: path.string)
      }
    }
  }

  private func hasUsable(_ key: ObjectKey, in segments: [SegmentReader]) throws -> Bool {
    for segment in segments {
      guard let row = try segment.row(key.kind, key.digest) else { continue }
      if try store.packFiles.isThere(segment.packs[Int(row.pack)]) { return true }
    }
    return false
  }

  /// Syncs packs, several at a time, and the names in their folder.
  private func sync(_ packs: [Digest]) throws {
    guard isDurable, !packs.isEmpty else { return }
    let (layout, fileSystem) = (store.layout, store.fileSystem)
    try Threads.share(packs.count, grain: 1) { range in
      for index in range {
        try File(layout.pack(packs[index]), .read, in: fileSystem).sync()
      }
    }
    try fileSystem.syncDirectory(layout.packs)
  }

  private func write(_ merge: SegmentMerge) throws -> Digest {
    let (path, id, _) = try merge.write(
      in: store.layout.temporary, fileSystem: store.fileSystem, sync: isDurable)
    do {
      try store.share(path)
      try store.fileSystem.rename(path, to: store.layout.segment(id))
    } catch {
      try? store.fileSystem.unlink(path)
      throw error
    }
    if isDurable { try store.fileSystem.syncDirectory(store.layout.segments) }
    return id
  }
}
