// From chunks that lie next to each other in memory to payloads: the new ones, in frames or raw.
import Objects

/// A chunk of bytes in a buffer.
struct BufferedChunk {
  /// Where it begins in the buffer.
  var start: Int
  var count: Int
  var id = Digest.zero
  /// Whether it must be stored.
  var isNew = false
  /// How it is to be stored if it is new.
  var coding = ChunkCoding.raw
}

/// How a chunk is to be stored. One that does not shrink is stored raw all the same.
enum ChunkCoding: Equatable {
  case raw
  /// With its neighbours, in a zstd frame.
  case frame
  /// Alone, as planes.
  case planes(FloatLayout)
}

/// Turns new chunks into payloads. One thread at a time.
final class PayloadBuilder {
  private let frameBytesMax: Int
  private let quick: ZstdEncoder
  private let thorough: ZstdEncoder
  private let planes: PlanesEncoder

  init(frameBytesMax: Int) throws(StoreError) {
    self.frameBytesMax = frameBytesMax
    quick = try ZstdEncoder(.quick)
    thorough = try ZstdEncoder(.thorough)
    planes = try PlanesEncoder()
  }

  /// Payloads for the new chunks of `chunks`, in order. Encoded ones lie in `output`, which the
  /// payloads need as long as they are in use.
  func payloads(
    of chunks: [BufferedChunk], in buffer: UnsafeRawBufferPointer, fileOffset: UInt64,
    output: inout FrameBuffer
  ) -> [NewPayload] {
    var payloads: [NewPayload] = []
    output.reset()
    let zstd = Self.isMostlyKnown(chunks) ? thorough : quick
    var next = 0
    while next < chunks.count {
      guard chunks[next].isNew else {
        next += 1
        continue
      }
      let end = runEnd(chunks, from: next)
      let run = chunks[next..<end]
      let first = chunks[next]
      let last = chunks[end - 1]
      let raw = UnsafeRawBufferPointer(rebasing: buffer[first.start..<last.start + last.count])
      let objects = run.map { NewObject(id: $0.id, count: $0.count) }
      let offset = fileOffset + UInt64(first.start)
      let (encoding, bytes) = encode(raw, first.coding, zstd, &output) ?? (.raw, raw)
      payloads.append(
        NewPayload(encoding: encoding, bytes: bytes, objects: objects, fileOffset: offset))
      next = end
    }
    return payloads
  }

  /// Whether at most a quarter is new. That is what changed in a file that is known: short frames,
  /// which compress worse, and little to do beside hashing the rest.
  private static func isMostlyKnown(_ chunks: [BufferedChunk]) -> Bool {
    var new = 0
    var all = 0
    for chunk in chunks {
      all += chunk.count
      if chunk.isNew { new += chunk.count }
    }
    return new * 4 <= all
  }

  private func encode(
    _ raw: UnsafeRawBufferPointer, _ coding: ChunkCoding, _ zstd: ZstdEncoder,
    _ output: inout FrameBuffer
  ) -> (Encoding, UnsafeRawBufferPointer)? {
    switch coding {
    case .raw: nil
    case .frame:
      output.encode(raw) { zstd.encode(raw, into: $0) }.map { (.zstd, $0) }
    case .planes(let layout):
      output.encode(raw) { planes.encode(raw, layout, into: $0) }.map { (.planes, $0) }
    }
  }

  /// The end of the chunks that follow each other and go into one payload.
  private func runEnd(_ chunks: [BufferedChunk], from start: Int) -> Int {
    let first = chunks[start]
    var end = start + 1
    if case .planes = first.coding { return end }
    var position = first.start + first.count
    while end < chunks.count, chunks[end].isNew, chunks[end].start == position,
      chunks[end].coding == first.coding,
      first.coding == .raw || position + chunks[end].count - first.start <= frameBytesMax
    {
      position += chunks[end].count
      end += 1
    }
    return end
  }
}

/// Room for the payloads of one buffer that are not raw.
struct FrameBuffer {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var used = 0
  private let capacity: Int

  /// Room for the payloads of up to `rawBytes`, which is taken when the first is made.
  init(rawBytes: Int) {
    // Every payload may grow while it is made; those that do not shrink are not kept.
    capacity = rawBytes + max(ZstdEncoder.bound(1 << 20), PlanesEncoder.bound(1 << 20))
  }

  mutating func reset() { used = 0 }

  /// The payload that `body` makes of `raw`; nil when it does not shrink.
  mutating func encode(
    _ raw: UnsafeRawBufferPointer, _ body: (UnsafeMutableRawBufferPointer) -> Int?
  ) -> UnsafeRawBufferPointer? {
    if memory.isEmpty { memory = .allocate(byteCount: capacity, alignment: 64) }
    let room = UnsafeMutableRawBufferPointer(rebasing: memory[used...])
    guard let count = body(room), count < raw.count else { return nil }
    used += count
    return UnsafeRawBufferPointer(rebasing: room[..<count])
  }

  /// Gives the memory back; must be called once, at the end.
  func deallocate() { memory.deallocate() }
}
