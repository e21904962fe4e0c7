/// The hashes of the values of changed rows, one vector of equal length for each: in memory while they
/// are few, otherwise in a spill store.
struct CellVectors {
  private let width: Int
  private let blockMax: Int
  private let isInMemory: Bool
  private let spill: any SpillStore
  private var pending: [UInt64] = []
  private var blocks: [UInt64] = []
  private var loaded: [UInt64] = []
  private var loadedBlock: Int?
  private var last = -1

  /// - Parameters:
  ///   - width: hashes in a vector.
  ///   - count: how many vectors there will be.
  ///   - memory: bytes that this may take.
  init(width: Int, count: UInt64, memory: Int, spill: any SpillStore) {
    self.width = width
    self.spill = spill
    let (bytes, isOver) = count.multipliedReportingOverflow(by: UInt64(width * 8))
    isInMemory = !isOver && bytes <= UInt64(memory)
    blockMax = max(1, min(memory / 4, 1 << 18) / (width * 8))
  }

  /// Puts a vector behind the others.
  mutating func append(_ vector: [UInt64]) throws {
    pending += vector
    if !isInMemory, pending.count >= blockMax * width { try flush() }
  }

  /// Must follow the last vector.
  mutating func finish() throws {
    if !isInMemory, !pending.isEmpty { try flush() }
  }

  private mutating func flush() throws {
    blocks.append(try pending.withUnsafeBytes { try spill.append($0) })
    pending.removeAll(keepingCapacity: true)
  }

  /// The vector that was added at a place. Neighbours are read together where they are asked for in
  /// order.
  mutating func vector(_ place: Int) throws -> ArraySlice<UInt64> {
    defer { last = place }
    if isInMemory { return pending[place * width..<(place + 1) * width] }
    let (block, start) = (place / blockMax, place % blockMax * width)
    if block != loadedBlock {
      let offset = blocks[block]
      guard place == last + 1, place % blockMax == 0, block + 1 < blocks.count else {
        return try Self.read(spill, at: offset + UInt64(start * 8), count: width)[...]
      }
      loaded = try Self.read(spill, at: offset, count: blockMax * width)
      loadedBlock = block
    }
    return loaded[start..<start + width]
  }

  private static func read(
    _ spill: any SpillStore, at offset: UInt64, count: Int
  ) throws -> [UInt64] {
    try [UInt64](unsafeUninitializedCapacity: count) { words, filled in
      try spill.read(
        at: offset,
        into: UnsafeMutableRawBufferPointer(start: words.baseAddress, count: count * 8))
      filled = count
    }
  }
}
