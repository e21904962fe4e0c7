// Reading the file front to back in runs that end where chunks end.
import Chunking
import FileIO
import Objects

/// Fills buffers. One thread at a time.
struct SlotFiller {
  private let file: File
  private let size: UInt64
  private let plan: CutPlan
  private var gear: BoundedGear
  private let bufferBytes: Int
  private let coding: FileCoding
  /// How much of the file was handed out.
  private(set) var position: UInt64 = 0
  /// For planned cuts: the next one.
  private var nextCut = 0
  /// For gear: bytes that were read and belong to a chunk that is not complete.
  private var carry: [UInt8] = []

  init(_ file: File, size: UInt64, plan: CutPlan, limits: StoreLimits, coding: FileCoding) {
    self.file = file
    self.size = size
    self.plan = plan
    if case .bounded(let bounds, _) = plan {
      gear = BoundedGear(bounds: bounds, limits: limits.chunk)
    } else {
      gear = BoundedGear(bounds: [], limits: limits.chunk)
    }
    bufferBytes = limits.bufferBytes
    self.coding = coding
  }

  var isDone: Bool { position == size }

  /// Reads the next run into the slot.
  mutating func fill(_ slot: IngestSlot) throws {
    slot.fileOffset = position
    switch plan {
    case .whole: try fill(slot, end: size, cuts: [PlannedCut(end: size, type: nil)])
    case .planned(let cuts, _): try fillPlanned(slot, cuts)
    case .gear, .bounded: try fillGear(slot)
    }
  }

  private mutating func fillPlanned(_ slot: IngestSlot, _ cuts: [PlannedCut]) throws {
    let first = nextCut
    while nextCut < cuts.count, nextCut == first || cuts[nextCut].end - position <= bufferBytes {
      nextCut += 1
    }
    guard first < nextCut else { throw FileError.changedWhileReading(file.path.string) }
    try fill(slot, end: cuts[nextCut - 1].end, cuts: cuts[first..<nextCut])
  }

  private mutating func fill(
    _ slot: IngestSlot, end: UInt64, cuts: some Collection<PlannedCut>
  ) throws {
    // The same place in a page as in the file makes copies into the page cache cheaper.
    let shift = Int(position & 4095)
    let count = Int(end - position)
    let buffer = UnsafeMutableRawBufferPointer(rebasing: slot.memory[shift..<shift + count])
    try read(into: buffer, at: position)
    var start = 0
    for cut in cuts {
      let next = Int(cut.end - position)
      slot.chunks.append(
        BufferedChunk(start: start, count: next - start, coding: coding.chunk(cut.type)))
      start = next
    }
    slot.bytes = UnsafeRawBufferPointer(buffer)
    position = end
  }

  private mutating func fillGear(_ slot: IngestSlot) throws {
    let readStart = position + UInt64(carry.count)
    let fresh = Int(min(UInt64(bufferBytes), size - readStart))
    let count = carry.count + fresh
    let buffer = UnsafeMutableRawBufferPointer(rebasing: slot.memory[..<count])
    carry.withUnsafeBytes { buffer.copyMemory(from: $0) }
    try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[carry.count...]), at: readStart)
    let isEnd = readStart + UInt64(fresh) == size
    var start = 0
    while start < count {
      let rest = UnsafeRawBufferPointer(rebasing: buffer[start...])
      let offset = position + UInt64(start)
      guard let length = gear.cut(rest, at: offset, isEnd: isEnd), length > 0 else { break }
      slot.chunks.append(
        BufferedChunk(start: start, count: length, coding: coding.chunk(nil)))
      start += length
    }
    carry = [UInt8](buffer[start...])
    slot.bytes = UnsafeRawBufferPointer(rebasing: buffer[..<start])
    position += UInt64(start)
  }

  private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws {
    try Interruption.check()
    guard try file.read(into: buffer, at: Int64(offset)) == buffer.count else {
      throw FileError.changedWhileReading(file.path.string)
    }
  }
}
