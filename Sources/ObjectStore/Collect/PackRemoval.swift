// The end of a collection: rows go from the object index, and packs to the trash, or for good.
import FileIO
import Objects
import SystemPackage

/// Takes condemned packs out of the store. Every step can be done again after a crash.
struct PackRemoval {
  let store: ObjectStore
  let durability: Durability
  let packs: Set<Digest>

  private var isDurable: Bool { durability == .full }

  /// Replaces the segments that name the packs by one that does not, and moves the files of those that
  /// no segment names any more (I5) to `folder`; they are deleted where none is given.
  ///
  /// - Parameter absent: rows that the new segment declares absent.
  func run(absent: [AbsentRow], to folder: FilePath?) throws -> (packs: Int, bytes: UInt64) {
    try store.reload()
    try dropRows(absent: absent)
    Failpoint.collectRowsDropped.hit()
    let named = Set(try store.snapshot().segments.live.flatMap(\.packs).map(\.id))
    return try moveFiles(packs.subtracting(named), to: folder)
  }

  private func dropRows(absent: [AbsentRow]) throws {
    let live = try store.snapshot().segments
    let taken = live.live.filter { segment in
      segment.packs.contains { packs.contains($0.id) }
        || segment.fileBytes < store.limits.segmentSmallBytes
    }
    let isNamed = taken.contains { $0.packs.contains { packs.contains($0.id) } }
    let isNew = try absent.contains { try store.snapshot().absence(of: $0.key) != $0.absence }
    guard isNamed || isNew else { return }
    let left = live.live.filter { segment in !taken.contains { $0.id == segment.id } }
    let merge = SegmentMerge(
      sources: taken.map(MergeSource.segment), absent: absent,
      replaced: live.replaced(byTaking: taken),
      isThere: { try store.packFiles.isThere($0) }, folded: packs, condemned: store.condemned,
      hasOtherCopy: { key in try left.contains { try $0.row(key.kind, key.digest) != nil } },
      dropsRecipes: true)
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
    for segment in merge.replaced { try? store.fileSystem.unlink(store.layout.segment(segment)) }
    try store.reload()
  }

  private func moveFiles(
    _ packs: Set<Digest>, to folder: FilePath?
  ) throws -> (packs: Int, bytes: UInt64) {
    let fileSystem = store.fileSystem
    var moved: (packs: Int, bytes: UInt64) = (0, 0)
    for pack in packs.sorted() {
      let path = store.layout.pack(pack)
      guard let status = try fileSystem.status(at: path, followingLinks: false) else { continue }
      if let folder {
        if moved.packs == 0 { try store.makeTrash(folder, durability) }
        try fileSystem.rename(path, to: folder.entry(pack.hex + ".pack"))
      } else {
        try fileSystem.unlink(path)
      }
      moved.packs += 1
      moved.bytes += UInt64(clamping: status.size)
      Failpoint.collectPackMoved.hit()
    }
    if moved.packs > 0, isDurable {
      if let folder { try fileSystem.syncDirectory(folder) }
      try fileSystem.syncDirectory(store.layout.packs)
    }
    return moved
  }
}
