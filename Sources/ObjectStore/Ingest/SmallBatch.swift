// Small files gathered in one buffer: hashed, cut, looked up and appended together.
import Chunking
import FileFormats
import FileIO
import Objects

/// A buffer of whole files. One thread at a time.
final class SmallBatch {
  /// A file in the buffer.
  private struct Entry {
    var start: Int
    var count: Int
    var keeping: CutterCode?
    /// Among those of all files of the batch.
    var chunks = 0..<0
  }

  private let sink: PackSink
  private let limits: StoreLimits
  private let memory: UnsafeMutableRawBufferPointer
  private let probe: SmallFileProbe
  private let builder: PayloadBuilder
  private var frames: FrameBuffer
  private var entries: [Entry] = []
  private var used = 0

  init(sink: PackSink) throws {
    self.sink = sink
    limits = sink.store.limits
    probe = try SmallFileProbe()
    builder = try PayloadBuilder(frameBytesMax: limits.frameBytesMax)
    // One byte more than a file may have shows that it grew.
    let capacity = 2 * limits.smallFileBytes + 1
    memory = .allocate(byteCount: capacity, alignment: 4096)
    frames = FrameBuffer(rawBytes: capacity)
  }

  deinit {
    memory.deallocate()
    frames.deallocate()
  }

  /// Whether it is time to flush: the largest small file would not fit any more.
  var isFull: Bool { used >= limits.smallFileBytes }

  var count: Int { entries.count }

  /// Room for the next file, of at most `smallFileBytes`, and a byte.
  func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(rebasing: memory[used..<used + count + 1])
  }

  /// Takes the first `count` bytes of the room as a file.
  func add(_ count: Int, keeping: CutterCode?) {
    entries.append(Entry(start: used, count: count, keeping: keeping))
    used += count
  }

  /// Stores what is new and returns one result a file, in order.
  func flush() throws -> [Ingested] {
    defer {
      entries.removeAll(keepingCapacity: true)
      used = 0
    }
    var chunks: [BufferedChunk] = []
    var results: [Ingested] = []
    var recipes: [Recipe] = []
    do {
      let digests = digests()
      for index in entries.indices {
        let first = chunks.count
        results.append(try ingest(entries[index], BlobID(digests[index]), &chunks, &recipes))
        entries[index].chunks = first..<chunks.count
      }
      let payloads = builder.payloads(
        of: chunks, in: UnsafeRawBufferPointer(memory), fileOffset: 0, output: &frames)
      _ = try sink.store(payloads)
      tellStored(payloads, chunks, &results)
    } catch {
      sink.unclaim(chunks.filter(\.isNew).map(\.id))
      throw error
    }
    for recipe in recipes { try sink.storeRecipe(recipe) }
    return results
  }

  /// Tells what the new chunks of each file take: their part of the payloads that they are in.
  private func tellStored(
    _ payloads: [NewPayload], _ chunks: [BufferedChunk], _ results: inout [Ingested]
  ) {
    var parts = payloads.flatMap { payload in
      let raw = max(payload.objects.reduce(0) { $0 + $1.count }, 1)
      return payload.objects.map { payload.bytes.count * $0.count / raw }
    }[...]
    for (index, entry) in entries.enumerated() {
      let new = chunks[entry.chunks].count { $0.isNew }
      results[index].newStoredBytes = parts.prefix(new).reduce(0, +)
      parts = parts.dropFirst(new)
    }
  }

  /// The digests of all files, in order. Two at a time, of about one size: what one has more is hashed
  /// alone.
  private func digests() -> [Digest] {
    let order = entries.indices.sorted { entries[$0].count < entries[$1].count }
    let runs = order.map { place in
      let entry = entries[place]
      return UnsafeRawBufferPointer(rebasing: memory[entry.start..<entry.start + entry.count])
    }
    var digests = [Digest](repeating: .zero, count: entries.count)
    for (place, digest) in zip(order, PairedSHA256.hash(runs)) { digests[place] = digest }
    return digests
  }

  private func ingest(
    _ entry: Entry, _ blob: BlobID, _ chunks: inout [BufferedChunk], _ recipes: inout [Recipe]
  ) throws -> Ingested {
    let bytes = UnsafeRawBufferPointer(
      rebasing: memory[entry.start..<entry.start + entry.count])
    let choice = try CutterChoice.choose(
      source: BufferSource(bytes: bytes), keeping: entry.keeping, limits: limits.chunk)
    let ends = cut(bytes, choice)
    let first = chunks.count
    var start = 0
    for (end, _) in ends {
      var chunk = BufferedChunk(start: entry.start + start, count: end - start)
      let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      chunk.id = ends.count == 1 ? blob.digest : SHA256Hasher.hash(piece)
      chunk.isNew = try sink.claimChunk(chunk.id)
      chunks.append(chunk)
      start = end
    }
    let newBytes = chunks[first...].reduce(0) { $0 + ($1.isNew ? $1.count : 0) }
    let coding = FileCoding(
      choice, sink.tensors, isCompressible: newBytes > 0 && isCompressible(bytes, choice))
    for (index, cut) in zip(first..<chunks.count, ends) {
      chunks[index].coding = coding.chunk(cut.type)
    }
    // Also where the blob is known: by a recipe of other chunks, or one that is about to go.
    if ends.count > 1 {
      let spans = chunks[first...].map {
        ChunkSpan(id: ChunkID($0.id), length: UInt32($0.count))
      }
      recipes.append(
        Recipe(
          cutter: Cutter(rawValue: choice.code.rawValue), blob: blob,
          size: UInt64(entry.count), chunks: spans))
    }
    return Ingested(
      blob: blob, size: UInt64(entry.count), cutter: choice.code, newBytes: newBytes,
      newStoredBytes: newBytes)
  }

  private func isCompressible(_ bytes: UnsafeRawBufferPointer, _ choice: CutPlan) -> Bool {
    if case .planned = choice { return false }
    return probe.shrinks(bytes)
  }

  /// Where chunks end; a file has at least one chunk, be it empty.
  private func cut(_ bytes: UnsafeRawBufferPointer, _ choice: CutPlan) -> [(
    end: Int, type: TensorType?
  )] {
    switch choice {
    case .whole: return [(bytes.count, nil)]
    case .planned(let cuts, _): return cuts.map { (Int($0.end), $0.type) }
    case .gear: return cut(bytes, BoundedGear(bounds: [], limits: limits.chunk))
    case .bounded(let bounds, _):
      return cut(bytes, BoundedGear(bounds: bounds, limits: limits.chunk))
    }
  }

  private func cut(_ bytes: UnsafeRawBufferPointer, _ gear: BoundedGear) -> [(
    end: Int, type: TensorType?
  )] {
    var gear = gear
    var ends: [(end: Int, type: TensorType?)] = []
    var start = 0
    while start < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
      guard let length = gear.cut(rest, at: UInt64(start), isEnd: true), length > 0 else { break }
      start += length
      ends.append((start, nil))
    }
    return ends.isEmpty ? [(bytes.count, nil)] : ends
  }
}
