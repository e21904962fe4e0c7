// The other clones of a shared store, while one of them collects.
import FileIO
import ObjectStore
import Objects
import SystemPackage

/// What a collection has to keep for others.
///
/// It runs alone: no clone writes objects, nor changes what it has staged, until it ends. So there is nothing
/// that a writer would have to be told of, and no grace is needed.
final class SharedClones {
  /// Without the one that collects.
  let others: [Repository]
  /// In the order of ids, so that two collections do not wait for each other.
  private let locks: [HeldLock]
  private let writers: WritersLock

  private init(_ others: [Repository], _ locks: [HeldLock], _ writers: WritersLock) {
    self.others = others
    self.locks = locks
    self.writers = writers
  }

  private static let waitSeconds = 5.0

  /// Keeps every other clone from writing, and opens them. The caller holds the lock of its own index.
  ///
  /// Errors: `clone-unreachable` where one cannot be read; `writers-running`.
  static func lock(_ repository: Repository, _ shared: SharedStore) throws -> SharedClones {
    let fileSystem = repository.environment.fileSystem
    while true {
      let known = try shared.clones(in: fileSystem)
      var locks: [HeldLock] = []
      for other in try opened(known, besides: repository, shared) {
        locks.append(try lock(index: other, fileSystem))
      }
      let writers = try repository.lockOutWriters()
      // Nobody can join now with objects of the store: the first of them needs the lock.
      if try shared.clones(in: fileSystem) == known {
        // Opened anew: what they had staged before the locks is pending in packs that have to be known.
        let others = try opened(known, besides: repository, shared)
        return SharedClones(others, locks, writers)
      }
    }
  }

  /// The clones besides one, each once.
  static func opened(
    _ clones: [SharedStore.Clone], besides own: Repository, _ shared: SharedStore
  ) throws -> [Repository] {
    let fileSystem = own.environment.fileSystem
    var seen: Set<Place> = []
    if let place = try place(own.metadata, fileSystem) { seen.insert(place) }
    var others: [Repository] = []
    for clone in clones where clone.id != shared.id {
      guard let place = try? place(clone.metadata, fileSystem) else {
        throw CollectError.cloneUnreachable(clone.metadata.string, store: shared.root.string)
      }
      guard seen.insert(place).inserted else { continue }
      do {
        let other = try Repository.open(
          at: clone.metadata.removingLastComponent(), own.environment)
        guard other.shared?.root == shared.root else {
          throw CollectError.cloneUnreachable(clone.metadata.string, store: shared.root.string)
        }
        others.append(other)
      } catch is RepositoryError {
        throw CollectError.cloneUnreachable(clone.metadata.string, store: shared.root.string)
      }
    }
    return others
  }

  private struct Place: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  private static func place(_ path: FilePath, _ fileSystem: any FileSystem) throws -> Place? {
    try fileSystem.status(at: path, followingLinks: true)
      .map { Place(device: $0.device, inode: $0.inode) }
  }

  private static func lock(
    index other: Repository, _ fileSystem: any FileSystem
  ) throws -> HeldLock {
    do throws(FileError) {
      return HeldLock(
        try FileLock(
          exclusive: other.metadata.appending("format"), in: fileSystem, waitSeconds: waitSeconds))
    } catch {
      if case .busy = error { throw CollectError.writersRunning }
      throw error
    }
  }
}
