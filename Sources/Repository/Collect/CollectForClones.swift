// `mlx gc` in a store that several clones share.
import FileIO
import ObjectStore
import Objects
import References
import SystemPackage

extension Repository {
  /// Condemns and drops in one go, while no clone writes. What the trash keeps for 14 days is the grace.
  func collect(_ options: CollectOptions, in shared: SharedStore) throws -> CollectReport {
    let forgotten = try gone(options.forgotten, shared)
    var options = options
    // What a repack replaced waits for the next collection: it holds the lock of writers itself.
    if options.isOnlyReplaced, !options.isImmediate { return CollectReport() }
    options.isImmediate = true
    if options.isDryRun {
      let known = try shared.clones(in: environment.fileSystem).filter { clone in
        !forgotten.contains { $0.id == clone.id }
      }
      let others = try SharedClones.opened(known, besides: self, shared)
      var collector = try Collector(self, options, others: others)
      try collector.survey()
      return try collector.plannedReport()
    }
    try format.checkCollecting()
    for clone in forgotten { try shared.forget(clone, in: environment.fileSystem) }
    return try withIndexLock {
      let clones = try SharedClones.lock(self, shared)
      let own = try reopened()
      return try withExtendedLifetime(clones) {
        var collector = try Collector(own, options, others: clones.others)
        try collector.survey()
        try collector.copy()
        try collector.land()
        return try collector.finish()
      }
    }
  }

  /// Clones of the list that are gone.
  private func gone(
    _ paths: [FilePath], _ shared: SharedStore
  ) throws -> [SharedStore.Clone] {
    let fileSystem = environment.fileSystem
    let clones = try shared.clones(in: fileSystem)
    return try paths.map { path in
      let metadata =
        path.lastComponent?.string == Self.folderName ? path : path.appending(Self.folderName)
      guard let clone = clones.first(where: { $0.metadata == metadata }) else {
        throw CollectError.unknownClone(
          path.string,
          known: clones.filter { $0.id != shared.id }.map { "'\($0.metadata.string)'" })
      }
      guard try fileSystem.status(at: metadata, followingLinks: true) == nil else {
        throw CollectError.cloneIsThere(metadata.string)
      }
      return clone
    }
  }
}
