// A file's bytes as they are stored, for the format readers: only the chunks that are asked for are read.
import FileFormats
import ObjectStore
import Objects

/// A stored file as a source of bytes. One thread at a time: the chunks that were read last are kept.
final class StoredBlob: RandomAccess {
  let recipe: Recipe
  private let store: ObjectStore
  private let starts: [UInt64]
  private var kept: [(index: Int, bytes: [UInt8])] = []

  /// Chunks that are kept: a small one that is read again beside one that is read on.
  private static let keptMax = 2

  var byteCount: UInt64 { recipe.size }

  init(_ recipe: Recipe, in store: ObjectStore) {
    self.recipe = recipe
    self.store = store
    var start: UInt64 = 0
    starts = recipe.chunks.map { span in
      defer { start += UInt64(span.length) }
      return start
    }
  }

  /// Any stored file, also one that is a single chunk. Errors: those of `ObjectStore.recipe`.
  convenience init(_ blob: BlobID, in store: ObjectStore) throws {
    if let recipe = try store.recipe(of: blob) {
      self.init(recipe, in: store)
      return
    }
    let size = try store.size(of: blob)
    let span = ChunkSpan(id: ChunkID(blob.digest), length: UInt32(clamping: size))
    self.init(Recipe(cutter: .whole, blob: blob, size: size, chunks: [span]), in: store)
  }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    let end = offset + UInt64(count)
    // The last chunk that begins at the offset or before it.
    var index = starts.partitioningIndex { $0 > offset } - 1
    if let run = chunks(in: offset..<end), run.count == 1 { return try chunk(run.lowerBound) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while index >= 0, index < starts.count, bytes.count < count {
      let chunk = try chunk(index)
      let from = Int(max(offset, starts[index]) - starts[index])
      let to = min(chunk.count, Int(end - starts[index]))
      guard from <= to else { break }
      bytes += chunk[from..<to]
      index += 1
    }
    return bytes
  }

  /// The chunks that hold exactly these bytes; nil when one holds others too.
  func chunks(in range: Range<UInt64>) -> Range<Int>? {
    let first = starts.partitioningIndex { $0 >= range.lowerBound }
    let end = starts.partitioningIndex { $0 >= range.upperBound }
    guard first < end, starts[first] == range.lowerBound,
      (end < starts.count ? starts[end] : byteCount) == range.upperBound
    else { return nil }
    return first..<end
  }

  private func chunk(_ index: Int) throws -> [UInt8] {
    if let known = kept.first(where: { $0.index == index }) { return known.bytes }
    let bytes = try store.read(.chunk, recipe.chunks[index].id.digest)
    if kept.count == Self.keptMax { kept.removeFirst() }
    kept.append((index, bytes))
    return bytes
  }
}

extension [UInt64] {
  /// The first index whose value is as asked for; the values that are not come first.
  fileprivate func partitioningIndex(where isBeyond: (UInt64) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
