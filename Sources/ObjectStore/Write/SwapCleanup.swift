// After the head has moved: the files that nobody needs any more. Best effort; a crash here only
// leaves files behind, which the next transaction finds.
import FileIO
import Objects
import SystemPackage

/// Deletes replaced segments, folded packs, and what dead commands left in `tmp/`.
struct SwapCleanup {
  let store: ObjectStore
  /// Files in `tmp/` untouched for so long belong to no running command.
  private static let staleSeconds: Int64 = 24 * 60 * 60

  func run(_ outcome: Publication.Outcome) throws {
    let fileSystem = store.fileSystem
    for id in outcome.replaced { try? fileSystem.unlink(store.layout.segment(id)) }
    if !outcome.folded.isEmpty {
      // I5: another transaction may have taken in a segment that still names the packs.
      let live = try SegmentSet.load(
        store.layout, in: fileSystem, limits: store.limits, previous: nil
      ).live
      let named = Set(live.flatMap(\.packs).map(\.id))
      for id in outcome.folded where !named.contains(id) {
        try? fileSystem.unlink(store.layout.pack(id))
      }
    }
    if let segment = outcome.segment,
      let now = try fileSystem.status(at: store.layout.segment(segment), followingLinks: false)
    {
      try deleteStale(before: now.mtime.seconds - Self.staleSeconds)
    }
    try store.reload()
  }

  /// Deletes what packs and segments left behind; locks and other people's files stay.
  private func deleteStale(before seconds: Int64) throws {
    for entry in try store.fileSystem.entries(of: store.layout.temporary) {
      guard entry.isValid, entry.name.hasPrefix("pack-") || entry.name.hasPrefix("segment-")
      else { continue }
      let path = store.layout.temporary.entry(entry.name)
      guard let status = try store.fileSystem.status(at: path, followingLinks: false),
        status.type == .regular, max(status.mtime, status.ctime).seconds < seconds
      else { continue }
      try? store.fileSystem.unlink(path)
    }
  }
}
