// Sorting more records than memory holds: sorted runs in a spill store, merged while they are read
// (Knuth, "The Art of Computer Programming", volume 3, section 5.4).

/// What is sorted: a few words, in an order of its own.
protocol SpillRecord: BitwiseCopyable, Comparable, Sendable {}

/// A row of a table: the hash of its key, that of the row, and which row it is, from 0.
struct RowRecord: SpillRecord {
  var key: Hash128
  var row: Hash128
  var ordinal: UInt64

  static func < (left: RowRecord, right: RowRecord) -> Bool {
    if left.key.first != right.key.first { return left.key.first < right.key.first }
    if left.key.second != right.key.second { return left.key.second < right.key.second }
    return left.ordinal < right.ordinal
  }
}

/// A place among the rows of one table, and what belongs to it.
struct PairRecord: SpillRecord {
  var place: UInt64
  var other: UInt64

  static func < (left: PairRecord, right: PairRecord) -> Bool { left.place < right.place }
}

/// Takes records in any order.
struct RecordSorter<Record: SpillRecord> {
  private var pending: [Record] = []
  private var runs: [SortedRecords<Record>.Run] = []
  private let pendingMax: Int
  private let spill: any SpillStore

  /// - Parameter memory: bytes that this may take; what is more goes to `spill`.
  init(memory: Int, spill: any SpillStore) {
    // Sorting takes half as much again.
    pendingMax = max(1, memory * 2 / 3 / MemoryLayout<Record>.stride)
    self.spill = spill
  }

  mutating func add(_ record: Record) throws {
    if pending.count == pendingMax { try flush() }
    pending.append(record)
  }

  /// The records in order.
  mutating func finish() throws -> SortedRecords<Record> {
    if runs.isEmpty {
      pending.sort()
    } else {
      try flush()
    }
    defer { pending = [] }
    return SortedRecords(runs: runs, pending: pending)
  }

  private mutating func flush() throws {
    guard !pending.isEmpty else { return }
    pending.sort()
    let offset = try pending.withUnsafeBytes { try spill.append($0) }
    runs.append(SortedRecords.Run(offset: offset, count: pending.count))
    pending.removeAll(keepingCapacity: true)
  }
}

/// Records that were sorted: in memory, or in runs that are merged while they are read.
struct SortedRecords<Record: SpillRecord>: Sendable {
  struct Run: Sendable {
    let offset: UInt64
    let count: Int
  }

  let runs: [Run]
  let pending: [Record]

  var count: Int { runs.reduce(pending.count) { $0 + $1.count } }
}

/// Goes through sorted records.
struct SortedCursor<Record: SpillRecord> {
  private let pending: [Record]
  private var next = 0
  private var readers: [RunReader<Record>]
  /// A heap of the runs that are not at their end, the one with the least record on top.
  private var heap: [Int] = []
  /// The record at hand; nil behind the last.
  private(set) var current: Record?

  /// - Parameter memory: bytes that buffers may take.
  init(_ records: SortedRecords<Record>, spill: any SpillStore, memory: Int) throws {
    pending = records.pending
    let stride = MemoryLayout<Record>.stride
    let share = max(1, min(memory / max(records.runs.count, 1), 1 << 20) / stride)
    readers = try records.runs.map { try RunReader($0, spill: spill, bufferMax: share) }
    for index in readers.indices where readers[index].current != nil {
      heap.append(index)
      rise(heap.count - 1)
    }
    current = readers.isEmpty ? pending.first : heap.first.flatMap { readers[$0].current }
  }

  mutating func advance() throws {
    if readers.isEmpty {
      next += 1
      current = next < pending.count ? pending[next] : nil
      return
    }
    guard let top = heap.first else { return }
    try readers[top].advance()
    if readers[top].current == nil {
      heap[0] = heap[heap.count - 1]
      heap.removeLast()
    }
    sink()
    current = heap.first.flatMap { readers[$0].current }
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    guard let a = readers[heap[left]].current, let b = readers[heap[right]].current else {
      return false
    }
    return a < b
  }

  private mutating func rise(_ start: Int) {
    var child = start
    while child > 0, precedes(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func sink() {
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, precedes(child + 1, child) { child += 1 }
      guard precedes(child, parent) else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}

/// Reads one run, a buffer at a time.
private struct RunReader<Record: SpillRecord> {
  private var buffer: [Record] = []
  private var position = 0
  private var offset: UInt64
  private var left: Int
  private let bufferMax: Int
  private let spill: any SpillStore
  var current: Record? { position < buffer.count ? buffer[position] : nil }

  init(_ run: SortedRecords<Record>.Run, spill: any SpillStore, bufferMax: Int) throws {
    offset = run.offset
    left = run.count
    self.bufferMax = bufferMax
    self.spill = spill
    try fill()
  }

  mutating func advance() throws {
    position += 1
    if position >= buffer.count { try fill() }
  }

  private mutating func fill() throws {
    let count = min(left, bufferMax)
    position = 0
    guard count > 0 else {
      buffer = []
      return
    }
    buffer = try [Record](unsafeUninitializedCapacity: count) { records, filled in
      let bytes = UnsafeMutableRawBufferPointer(
        start: records.baseAddress, count: count * MemoryLayout<Record>.stride)
      try spill.read(at: offset, into: bytes)
      filled = count
    }
    offset += UInt64(count * MemoryLayout<Record>.stride)
    left -= count
  }
}
