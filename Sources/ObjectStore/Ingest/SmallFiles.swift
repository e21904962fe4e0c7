// Many files on some threads, each with its own buffer; packs are shared.
import Chunking
import FileIO
import Objects

/// Ingests those of a list of files that are small, and tells which are not.
final class SmallFiles: Sendable {
  private let sink: PackSink
  private let items: [IngestItem]
  private let progress: @Sendable (_ files: Int, _ bytes: Int) -> Void
  private let next = Locked(0)
  private let shared: Locked<Shared>

  private struct Shared {
    var results: [Result<IngestedFile, any Error>?]
    /// Files for the pipeline, by their place in the list.
    var large: [Int] = []
    var hasFailed = false
  }

  /// Items that a thread takes at once.
  private static let grain = 256

  init(
    sink: PackSink, items: [IngestItem],
    progress: @escaping @Sendable (_ files: Int, _ bytes: Int) -> Void
  ) {
    self.sink = sink
    self.items = items
    self.progress = progress
    shared = Locked(Shared(results: Array(repeating: nil, count: items.count)))
  }

  /// Results by place; nil for the large files, whose places come sorted.
  func run() throws -> (results: [Result<IngestedFile, any Error>?], large: [Int]) {
    let threads = min(Threads.recommended, (items.count + Self.grain - 1) / Self.grain)
    try Threads.run(threads) { _ in
      do {
        try self.work()
      } catch {
        self.shared.withLock { $0.hasFailed = true }
        throw error
      }
    }
    return shared.withLock { ($0.results, $0.large.sorted()) }
  }

  /// A file whose bytes are in the batch.
  private struct Waiting {
    var place: Int
    var status: FileStatus
  }

  private func work() throws {
    let batch = try SmallBatch(sink: sink)
    var folder: Folder?
    var waiting: [Waiting] = []
    while let range = takeRange() {
      for place in range {
        try Interruption.check()
        do throws(FileError) {
          if let status = try read(items[place], in: &folder, into: batch) {
            waiting.append(Waiting(place: place, status: status))
          } else {
            shared.withLock { $0.large.append(place) }
          }
        } catch {
          if case .interrupted = error { throw error }
          shared.withLock { $0.results[place] = .failure(error) }
        }
        if batch.isFull { try flush(batch, &waiting) }
      }
    }
    try flush(batch, &waiting)
  }

  private func takeRange() -> Range<Int>? {
    if shared.withLock({ $0.hasFailed }) { return nil }
    return next.withLock { next in
      guard next < items.count else { return nil }
      let start = next
      next = min(next + Self.grain, items.count)
      return start..<next
    }
  }

  private func flush(_ batch: SmallBatch, _ waiting: inout [Waiting]) throws {
    guard batch.count > 0 else { return }
    let done = waiting
    let ingested = try batch.flush()
    shared.withLock { shared in
      for (file, result) in zip(done, ingested) {
        shared.results[file.place] = .success(IngestedFile(result, file.status))
      }
    }
    waiting.removeAll(keepingCapacity: true)
    progress(ingested.count, ingested.reduce(0) { $0 + Int($1.size) })
  }

  /// Reads a file into the batch; nil when it is a large one. Once more when it changes meanwhile.
  private func read(
    _ item: IngestItem, in folder: inout Folder?, into batch: SmallBatch
  ) throws(FileError) -> FileStatus? {
    if let status = try readKnown(item, in: &folder, into: batch) { return status }
    do throws(FileError) {
      return try readOnce(item, into: batch)
    } catch {
      guard case .changedWhileReading = error else { throw error }
      return try readOnce(item, into: batch)
    }
  }

  /// Reads a small file that is as it was when it was last looked at, also after it was read; nil for
  /// any other. `folder` is the one of the file before, open.
  private func readKnown(
    _ item: IngestItem, in folder: inout Folder?, into batch: SmallBatch
  ) throws(FileError) -> FileStatus? {
    guard let known = item.status, known.type == .regular, !item.followsLink,
      known.size <= Int64(sink.store.limits.smallFileBytes)
    else { return nil }
    let size = Int(known.size)
    let place: Folder
    if let folder, folder.path == item.folder {
      place = folder
    } else {
      place = try Folder(item.folder, in: sink.store.fileSystem)
      folder = place
    }
    let file = try File(item.name, in: place, .readNoFollow)
    guard try file.read(into: batch.room(size), at: 0) == size, try file.status() == known else {
      return nil
    }
    batch.add(size, keeping: item.keeping)
    return known
  }

  private func readOnce(
    _ item: IngestItem, into batch: SmallBatch
  ) throws(FileError) -> FileStatus? {
    let open = try StableFile(item, in: sink.store.fileSystem)
    guard open.before.size <= Int64(sink.store.limits.smallFileBytes) else { return nil }
    let size = Int(open.before.size)
    guard try open.file.read(into: batch.room(size), at: 0) == size else {
      throw .changedWhileReading(item.path.string)
    }
    try open.checkUnchanged()
    batch.add(size, keeping: item.keeping)
    return open.before
  }
}
