// `mlx gc --undo`.
import FileIO
import ObjectStore
import Objects
import References

extension Repository {
  /// Brings back the packs that the last collection moved to the trash; again, those of the one before.
  /// What they hold is stored again, though nothing need name it: the next collection condemns it anew.
  ///
  /// Errors: `nothing-in-trash`.
  public func undoCollection() throws -> CollectUndoReport {
    try withIndexLock {
      guard let folder = try store.trashFolders().last(where: { !$0.packs.isEmpty }) else {
        throw CollectError.nothingInTrash
      }
      let durability = environment.durability
      try store.restoreTrash(folder, durability: durability)
      // Off the list first: who writes in between must not drop the rows again.
      try takeOffList(Set(folder.packs))
      Failpoint.collectUndoListed.hit()
      // An undo that was stopped had named them: the swap may just have folded them into another pack.
      try store.restoreTrash(folder, durability: durability)
      try store.namePacks(folder.packs, durability: durability)
      try store.deleteTrash(folder)
      return CollectUndoReport(
        time: folder.time, packs: folder.packs.count, bytes: folder.bytes)
    }
  }

  private func takeOffList(_ packs: Set<Digest>) throws {
    while true {
      let head = try operations.current()
      let list = head.operation.condemned.filter { !packs.contains($0.pack) }
      let writer = makeWriter(after: head.operation)
      let kept = head.operation.staging.after
      let operation = newOperation(
        after: head.id, view: head.operation.view,
        staging: StagingChange(before: kept, after: kept), description: "gc: undone",
        condemned: list)
      do {
        let id = OperationID(try writer.putBytes(.record, operation.encode()))
        try writer.publish(pending: [])
        try operations.swap(expected: head.number, to: id)
        writer.finishAfterSwap()
        store.setCondemned(list)
        return
      } catch RefError.lostRace {
        try store.reload()
      } catch {
        writer.discard()
        throw error
      }
    }
  }
}
