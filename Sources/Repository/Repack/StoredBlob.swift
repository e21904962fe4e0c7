// A file's bytes as they are stored, for the format readers: only the chunks that are asked for are read.
import FileFormats
import ObjectStore
import Objects

/// A stored file as a source of bytes.
struct StoredBlob: RandomAccess {
  let recipe: Recipe
  private let store: ObjectStore
  private let starts: [UInt64]

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

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    let end = offset + UInt64(count)
    // The last chunk that begins at the offset or before it.
    var index = starts.partitioningIndex { $0 > offset } - 1
    while index < starts.count, bytes.count < count {
      let chunk = try store.read(.chunk, recipe.chunks[index].id.digest)
      let from = Int(max(offset, starts[index]) - starts[index])
      let to = min(chunk.count, Int(end - starts[index]))
      guard from <= to else { break }
      bytes += chunk[from..<to]
      index += 1
    }
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
