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
  /// Whether it is worth compressing.
  var isCompressible = false
}

/// Turns new chunks into payloads.
struct PayloadBuilder {
  let frameBytesMax: Int

  /// Payloads for the new chunks of `chunks`, in order. Compressed ones lie in `output`, which the
  /// payloads need as long as they are in use.
  func payloads(
    of chunks: [BufferedChunk], in buffer: UnsafeRawBufferPointer, fileOffset: UInt64,
    encoder: ZstdEncoder?, output: inout FrameBuffer
  ) -> [NewPayload] {
    var payloads: [NewPayload] = []
    output.reset()
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
      if first.isCompressible, let encoder, let frame = output.encode(raw, encoder) {
        payloads.append(
          NewPayload(encoding: .zstd, bytes: frame, objects: objects, fileOffset: offset))
      } else {
        payloads.append(
          NewPayload(encoding: .raw, bytes: raw, objects: objects, fileOffset: offset))
      }
      next = end
    }
    return payloads
  }

  /// The end of the chunks that follow each other and go into one payload.
  private func runEnd(_ chunks: [BufferedChunk], from start: Int) -> Int {
    let first = chunks[start]
    var end = start + 1
    var position = first.start + first.count
    while end < chunks.count, chunks[end].isNew, chunks[end].start == position,
      chunks[end].isCompressible == first.isCompressible,
      !first.isCompressible || position + chunks[end].count - first.start <= frameBytesMax
    {
      position += chunks[end].count
      end += 1
    }
    return end
  }
}

/// Room for the frames of one buffer.
struct FrameBuffer {
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var used = 0
  private let capacity: Int

  /// Room for the frames of up to `rawBytes`, which is taken when the first is made.
  init(rawBytes: Int) {
    // Every frame may grow a little; frames that do not shrink are not kept.
    capacity = rawBytes + ZstdEncoder.bound(1 << 20)
  }

  mutating func reset() { used = 0 }

  /// The frame for `raw`; nil when it does not shrink.
  mutating func encode(
    _ raw: UnsafeRawBufferPointer, _ encoder: ZstdEncoder
  ) -> UnsafeRawBufferPointer? {
    if memory.isEmpty { memory = .allocate(byteCount: capacity, alignment: 64) }
    let room = UnsafeMutableRawBufferPointer(rebasing: memory[used...])
    guard let count = encoder.encode(raw, into: room), count < raw.count else { return nil }
    used += count
    return UnsafeRawBufferPointer(rebasing: room[..<count])
  }

  /// Gives the memory back; must be called once, at the end.
  func deallocate() { memory.deallocate() }
}
