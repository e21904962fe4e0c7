// `mlx gc`.
import FileIO
import ObjectStore
import Objects
import References
import WorkingTree

extension Repository {
  /// Condemns packs that hold little that is needed, and deletes those whose grace is over.
  ///
  /// What is needed stays readable at every moment, beside other commands too
  /// (Documentation/decisions/0008-collection.md).
  ///
  /// Errors: `object-missing` and `object-corrupt` where something that is needed cannot be followed;
  /// `writers-running` and `locks-unsupported` for a collection without grace.
  ///
  /// In a shared store it leaves no grace and runs alone; what the other clones lead to is kept, and when one
  /// of them cannot be read that is `clone-unreachable`.
  public func collect(_ options: CollectOptions = CollectOptions()) throws -> CollectReport {
    if let shared { return try collect(options, in: shared) }
    if let path = options.forgotten.first {
      throw CollectError.unknownClone(path.string, known: [])
    }
    guard !options.isDryRun else {
      var collector = try Collector(self, options)
      try collector.survey()
      return try collector.plannedReport()
    }
    try format.checkCollecting()
    guard options.isImmediate else {
      var collector = try Collector(self, options)
      try collector.survey()
      try collector.copy()
      try withIndexLock {
        try saveCaughtUpIndex()
        try collector.land()
      }
      return try collector.finish()
    }
    return try withIndexLock {
      let lock = try lockOutWriters()
      let own = try reopened()
      return try withExtendedLifetime(lock) {
        try own.saveCaughtUpIndex()
        var collector = try Collector(own, options)
        try collector.survey()
        try collector.copy()
        try collector.land()
        return try collector.finish()
      }
    }
  }

  /// The repository as it is now: another command may have staged something before this one had the locks, in
  /// packs that are not known here yet.
  func reopened() throws -> Repository {
    let repository = try Repository.open(at: workTree.root, environment)
    if let supplier = store.currentSupplier { repository.store.setSupplier(supplier) }
    return repository
  }

  /// Keeps every command out that writes.
  func lockOutWriters() throws -> WritersLock {
    let lock: WritersLock?
    do {
      lock = try store.lockOutWriters()
    } catch let error as FileError {
      if case .interrupted = error { throw error }
      throw CollectError.locksUnsupported(path: metadata.string, reason: error.description)
    }
    guard let lock else { throw CollectError.writersRunning }
    return lock
  }
}
