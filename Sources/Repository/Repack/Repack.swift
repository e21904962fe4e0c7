// `mlx repack`.
import FileIO
import ObjectStore
import Objects
import References

extension Repository {
  /// Stores versions anew as differences to each other, and condemns the packs with the old copies.
  ///
  /// No id changes. What was made is read back and checked before it takes the place of an old copy
  /// (Documentation/decisions/0010-repack.md).
  ///
  /// Errors: `repack-running`, `locks-unsupported`; with `isImmediate` those of such a collection, when
  /// all is stored anew already. After `interrupted` what was published stays.
  public func repack(_ options: RepackOptions = RepackOptions()) throws -> RepackReport {
    let end = options.seconds.map { MonotonicClock.seconds() + $0 }
    let isOver: () -> Bool = { end.map { MonotonicClock.seconds() >= $0 } ?? false }
    store.setCondemned(try operations.current().operation.condemned)
    if options.isDryRun { return try plannedRepack(isOver) }
    try format.checkWriting()
    var report = try storeAnew(isOver)
    report.collected = try collect(
      CollectOptions(isImmediate: options.isImmediate, isOnlyReplaced: true))
    return report
  }

  /// What a repack should save, from samples.
  func plannedRepack(_ isOver: @escaping () -> Bool = { false }) throws -> RepackReport {
    let plan = try RepackPlanner(repository: self, isExact: false, isOver: isOver).plan()
    var report = RepackReport()
    report.isDryRun = true
    report.isUnfinished = isOver()
    for task in plan.tasks {
      report.chunks += task.chunks.count
      report.rawBytes += UInt64(task.rawBytes)
    }
    report.oldBytes = UInt64(plan.oldBytes)
    report.newBytes = UInt64(plan.newBytes)
    return report
  }

  private func storeAnew(_ isOver: @escaping () -> Bool) throws -> RepackReport {
    let writer: RepackWriter
    do {
      guard let made = try RepackWriter(store, durability: environment.durability) else {
        throw RepackError.isRunning
      }
      writer = made
    } catch let error as FileError {
      if case .interrupted = error { throw error }
      throw CollectError.locksUnsupported(path: metadata.string, reason: error.description)
    }
    do {
      let plan = try RepackPlanner(repository: self, isExact: true, isOver: isOver).plan()
      if plan.tasks.contains(where: \.isDelta) {
        try format.addCollectFlag(RepositoryFormat.deltas, environment)
      }
      let total = plan.tasks.reduce(0) { $0 + Int64($1.rawBytes) }
      let progress = environment.progress
      var done: Int64 = 0
      try writer.run(
        plan.tasks,
        progress: {
          done += Int64($0)
          progress.report(Progress(phase: "repacking", unit: .bytes, done: done, total: total))
        }, isOver: isOver)
      try writer.publish()
    } catch {
      writer.discard()
      throw error
    }
    var report = RepackReport()
    report.isUnfinished = isOver()
    report.chunks = writer.gain.chunks
    report.rawBytes = writer.gain.rawBytes
    report.oldBytes = writer.gain.oldBytes
    report.newBytes = writer.gain.newBytes
    return report
  }
}
