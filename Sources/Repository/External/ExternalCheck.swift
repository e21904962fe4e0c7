import FileIO
import Objects
import SystemPackage
import WorkingTree

/// How what is at a location compares with what is recorded of it.
enum ExternalState: Equatable {
  /// The stats are those of the bytes that are recorded.
  case same
  /// Other bytes are there; their size, where it is known.
  case different(size: UInt64)
  /// The size is as recorded and the times are not as they were: only reading can tell.
  case touched
  /// Nothing is known of the stats.
  case unknown
  /// Nothing is there, or it cannot be read.
  case unreachable(reason: String)
  /// A URL that is not read.
  case remote
}

/// Looks at locations: by stats first, reading only when it is asked to.
struct ExternalCheck {
  let repository: Repository
  private let cache: ExternalCache

  init(_ repository: Repository) {
    self.repository = repository
    cache = ExternalCache.load(repository)
  }

  /// Reads no bytes of files.
  func state(of asset: ExternalAsset) throws -> ExternalState {
    guard case .path(let place) = ExternalLocation(asset.location, in: repository.workTree) else {
      return .remote
    }
    let content: ExternalContent
    switch try find(place) {
    case .failure(let reason): return .unreachable(reason: reason.text)
    case .success(let found): content = found
    }
    let entry = cache.entries[asset.location]
    if let entry, entry.stamp == content.stamp, entry.isSure {
      return entry.object == asset.object ? .same : .different(size: content.size)
    }
    if content.isFolder != asset.object.isTree { return .different(size: content.size) }
    if let size = asset.size, size != content.size { return .different(size: content.size) }
    guard let entry, entry.object == asset.object, entry.stamp != content.stamp else {
      return .unknown
    }
    return .touched
  }

  /// Why a location cannot be read, for a person.
  struct Unreachable: Error {
    var text: String
  }

  /// Reads and hashes what is at a location, and remembers it; why it cannot be reached, otherwise.
  ///
  /// Errors: `file-changed`, `interrupted`.
  func hash(_ location: String) throws -> Result<ExternalHash, Unreachable> {
    guard case .path(let place) = ExternalLocation(location, in: repository.workTree) else {
      return .failure(Unreachable(text: "no URL but 'file:' is read"))
    }
    switch try find(place) {
    case .failure(let reason): return .failure(reason)
    case .success(let content): return try hash(content, at: location)
    }
  }

  private func hash(
    _ content: ExternalContent, at location: String
  ) throws -> Result<ExternalHash, Unreachable> {
    try reaching {
      let hash = try content.hash(
        in: repository.workTree, limits: repository.environment.limits.tree,
        progress: repository.externalProgress(location, total: content.size))
      ExternalCache.remember(location, hash, in: repository)
      return hash
    }
  }

  private func find(_ place: FilePath) throws -> Result<ExternalContent, Unreachable> {
    let found = try reaching { try ExternalContent.find(at: place, in: repository.workTree) }
    return found.flatMap { content in
      content.map(Result.success) ?? .failure(Unreachable(text: "nothing is there"))
    }
  }

  /// What keeps a location from being read is an answer; a file that changes, or an interruption, is
  /// an error.
  private func reaching<Value>(_ body: () throws -> Value) throws -> Result<Value, Unreachable> {
    do {
      return .success(try body())
    } catch let error as FileError {
      switch error {
      case .interrupted, .changedWhileReading: throw error
      default: return .failure(Unreachable(text: error.description))
      }
    } catch let error as WorkTreeError {
      return .failure(Unreachable(text: error.description))
    }
  }
}

extension Repository {
  /// Forwards the progress of hashing what is at a location.
  func externalProgress(_ location: String, total: UInt64) -> @Sendable (Int) -> Void {
    let sink = environment.progress
    let done = Locked<Int64>(0)
    return { count in
      let sum = done.withLock {
        $0 += Int64(count)
        return $0
      }
      sink.report(
        Progress(
          phase: "hashing \(location)", unit: .bytes, done: sum, total: Int64(clamping: total)))
    }
  }
}
