// Where the bytes of a version of a model file are, and what its chunks tell of its tensors.
import FileFormats
import FileIO
import ObjectStore
import Objects
import Profiles
import SystemPackage
import WorkingTree

/// A file that several threads read, each through a source of its own.
enum ModelBytes: Sendable {
  case stored(Recipe)
  case onDisk(FilePath)

  /// The stored bytes where there are some, or else those of the work tree; nil where there are neither.
  init?(_ side: LineReader.Side, store: ObjectStore, workTree: WorkTree) throws {
    if let blob = side.state.blob, store.containsBlob(blob) {
      self = .stored(try StoredBlob(blob, in: store).recipe)
    } else if side.isOnDisk {
      self = .onDisk(workTree.absolute(side.path))
    } else {
      return nil
    }
  }

  func source(store: ObjectStore) throws -> any RandomAccess {
    switch self {
    case .stored(let recipe): StoredBlob(recipe, in: store)
    case .onDisk(let path): try FileReader(File(path, .read, in: store.fileSystem))
    }
  }

  /// Names for the bytes of tensors, by their chunks: two tensors that were cut alike are the same when
  /// all their chunks are. Unknown for what shares a chunk with other bytes.
  func contents(of model: ModelFile, store: ObjectStore) -> [TensorContent] {
    guard case .stored(let recipe) = self else { return [] }
    let blob = StoredBlob(recipe, in: store)
    return model.tensors.map { tensor in
      guard let range = tensor.range, !range.isEmpty, let run = blob.chunks(in: range) else {
        return .unknown
      }
      let chunks = recipe.chunks[run]
      // A chunk's id is the SHA-256 of its bytes.
      if chunks.count == 1, let only = chunks.first { return .sha256(only.id.digest) }
      return TensorContent(
        scheme: Self.scheme(chunks),
        digest: SHA256Hasher.hash(chunks.flatMap { $0.id.digest.bytes }))
    }
  }

  /// A number for the lengths of chunks, by FNV-1a; 0 and 1 mean other things.
  private static func scheme(_ chunks: ArraySlice<ChunkSpan>) -> UInt64 {
    chunks.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1.length)) &* 0x100_0000_01B3 } | 2
  }
}

/// The files of two versions, compared on threads.
struct ModelSource: TensorSource {
  let before: [ModelBytes]
  let after: [ModelBytes]
  let store: ObjectStore

  /// As many stretches follow each other on one thread: neighbours often share a chunk.
  private static let grain = 4

  func map<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int, any TensorReader) throws -> Result
  ) throws -> [Result] {
    let results = Locked([Result?](repeating: nil, count: count))
    let next = Locked(0)
    let threads = min(Threads.recommended, (count + Self.grain - 1) / Self.grain)
    try Threads.run(threads) { _ in
      let reader = ModelReader(source: self)
      while true {
        let start = next.withLock { next in
          defer { next = min(next + Self.grain, count) }
          return next
        }
        guard start < count else { return }
        do {
          for index in start..<min(start + Self.grain, count) {
            try Interruption.check()
            let result = try body(index, reader)
            results.withLock { $0[index] = result }
          }
        } catch {
          next.withLock { $0 = count }
          throw error
        }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}

/// Reads the files of two versions for one thread.
private final class ModelReader: TensorReader {
  private let source: ModelSource
  private var opened: [Key: any RandomAccess] = [:]

  private struct Key: Hashable {
    var file: Int
    var isAfter: Bool
  }

  init(source: ModelSource) { self.source = source }

  func read(_ range: Range<UInt64>, of file: Int, isAfter: Bool) throws -> [UInt8] {
    try open(file, isAfter: isAfter)
      .read(at: range.lowerBound, count: Int(range.upperBound - range.lowerBound))
  }

  /// A chunk that both sides have is read once.
  func read(_ stretch: TensorStretch) throws -> (before: [UInt8], after: [UInt8]) {
    let before = try read(stretch.before, of: stretch.beforeFile, isAfter: false)
    if let old = try ids(stretch.before, of: stretch.beforeFile, isAfter: false),
      try ids(stretch.after, of: stretch.afterFile, isAfter: true) == old
    {
      return (before, before)
    }
    return (before, try read(stretch.after, of: stretch.afterFile, isAfter: true))
  }

  private func ids(
    _ range: Range<UInt64>, of file: Int, isAfter: Bool
  ) throws -> [ChunkID]? {
    guard let blob = try open(file, isAfter: isAfter) as? StoredBlob else { return nil }
    return blob.chunks(in: range).map { blob.recipe.chunks[$0].map(\.id) }
  }

  private func open(_ file: Int, isAfter: Bool) throws -> any RandomAccess {
    let key = Key(file: file, isAfter: isAfter)
    if let source = opened[key] { return source }
    let new = try (isAfter ? source.after : source.before)[file].source(store: source.store)
    opened[key] = new
    return new
  }
}
