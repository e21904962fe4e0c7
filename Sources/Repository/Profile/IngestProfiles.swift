import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles

/// Profiles of large files, made of the bytes that `add` and `commit` store: they are read once.
final class IngestProfiles: IngestObserving {
  private let options: ProfileOptions
  private let cache: ProfileCache
  private let made = Locked<[BlobID: AssetProfile]>([:])

  /// - Parameter cache: where profiles wait for a commit of another command.
  init(options: ProfileOptions, cache: ProfileCache) {
    self.options = options
    self.cache = cache
  }

  /// The profile of a file that was stored meanwhile; nil when it has none.
  func profile(of blob: BlobID) -> AssetProfile? { made.withLock { $0[blob] } }

  func observer(name: String, source: some RandomAccess) -> (any IngestObserver)? {
    // Whatever is wrong with the file is said when the commit looks for its profile.
    guard let profiler = try? ContentProfiler(name: name, source: source, options: options) else {
      return nil
    }
    let named = FileFormat.guess(name: name, head: [])
    return Observer(profiler) { blob, profile in
      self.made.withLock { $0[blob] = profile }
      self.cache.put(profile, of: blob, named: named)
    }
  }

  private final class Observer: IngestObserver {
    private let profiler: ContentProfiler
    private let done: (BlobID, AssetProfile) -> Void

    init(_ profiler: ContentProfiler, done: @escaping (BlobID, AssetProfile) -> Void) {
      self.profiler = profiler
      self.done = done
    }

    func update(_ bytes: UnsafeRawBufferPointer, chunks: [HashedChunk]) {
      profiler.update(
        bytes,
        hashed: chunks.map { HashedRun(start: $0.start, count: $0.count, digest: $0.id.digest) })
    }

    func finish(_ blob: BlobID) {
      if let profile = try? profiler.finish() { done(blob, profile) }
    }
  }
}
