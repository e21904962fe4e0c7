// A stored text or table as chunks that can be found again by their ends.
import FileIO
import ObjectStore
import Objects

/// The chunks of a text.
struct TextVersion {
  /// A chunk with its place in the file.
  struct Chunk {
    var id: Digest
    var rawBytes: Int
    var start: UInt64
  }

  let size: UInt64
  let chunks: [Chunk]

  /// nil when the file is cut along tensors, or cannot be read.
  init?(_ blob: BlobID, size: UInt64, in store: ObjectStore) throws {
    self.size = size
    guard !store.isPromised(blob) else { return nil }
    guard let recipe = try? store.recipe(of: blob) else {
      guard store.containsBlob(blob) else { return nil }
      chunks = [Chunk(id: blob.digest, rawBytes: Int(size), start: 0)]
      return
    }
    guard recipe.cutter == .gear1 else { return nil }
    var start: UInt64 = 0
    chunks = recipe.chunks.map { span in
      defer { start += UInt64(span.length) }
      return Chunk(id: span.id.digest, rawBytes: Int(span.length), start: start)
    }
  }

  /// The chunk that has the byte at an offset, or the last one.
  func index(at offset: UInt64) -> Int {
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if chunks[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, 0)
  }

  /// Chunks around an index, as many as `bytesMax` allows on both sides.
  func around(_ range: Range<Int>, bytesMax: Int) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    var bytes = chunks[range].reduce(0) { $0 + $1.rawBytes }
    while true {
      let old = (low, high)
      if low > 0, bytes + chunks[low - 1].rawBytes <= bytesMax {
        low -= 1
        bytes += chunks[low].rawBytes
      }
      if high < chunks.count, bytes + chunks[high].rawBytes <= bytesMax {
        bytes += chunks[high].rawBytes
        high += 1
      }
      if old == (low, high) { return low..<high }
    }
  }
}

/// Where the chunks of a text end, by the last bytes of each. A cut depends on what is just before it, so
/// that chunks of another version with the same end were cut at the same place of the text, wherever rows
/// were put in before.
struct ChunkEnds {
  private static let bytes = 48
  private var places: [Digest: [Int]] = [:]

  /// Reads all chunks of a text, on several threads.
  init(_ version: TextVersion, in store: ObjectStore) throws {
    let ends = try Self.ends(of: version.chunks[...], in: store)
    for (index, end) in ends.enumerated() {
      if let end { places[end, default: []].append(index) }
    }
  }

  /// The ends of some chunks; nil for one that cannot be read.
  static func ends(
    of chunks: ArraySlice<TextVersion.Chunk>, in store: ObjectStore
  ) throws -> [Digest?] {
    let found = Locked<[Digest?]>(Array(repeating: nil, count: chunks.count))
    let first = chunks.startIndex
    try Threads.share(chunks.count, grain: 16) { range in
      for index in range {
        try Interruption.check()
        guard let bytes = try? store.read(.chunk, chunks[first + index].id) else { continue }
        let end = SHA256Hasher.hash(Array(bytes.suffix(Self.bytes)))
        found.withLock { $0[index] = end }
      }
    }
    return found.withLock { $0 }
  }

  /// The chunk with the same end, nearest to where it is expected.
  func match(_ end: Digest, near expected: Int) -> Int? {
    places[end]?.min { abs($0 - expected) < abs($1 - expected) }
  }
}
