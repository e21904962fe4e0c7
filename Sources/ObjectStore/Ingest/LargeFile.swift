// Storing one large file: choose how to cut it, see that there is room, run the pipeline, write the
// recipe.
import Chunking
import FileIO
import Objects

/// Ingests large files one after the other, in the same buffers.
final class LargeFile {
  private let sink: PackSink
  private let limits: StoreLimits
  private var slots: [IngestSlot] = []
  private var files = 0

  init(sink: PackSink) {
    self.sink = sink
    limits = sink.store.limits
  }

  /// Reads `size` bytes of an open file once and stores what is new.
  ///
  /// Errors: `FileError.changedWhileReading` when there are fewer or more bytes, `.noSpace` before
  /// anything is written.
  func ingest(
    _ file: File, size: UInt64, keeping: CutterCode?, observer: (any IngestObserver)?,
    progress: @escaping @Sendable (Int) -> Void
  ) throws -> Ingested {
    let source = FileSource(file: file, byteCount: size)
    let choice = try CutterChoice.choose(source: source, keeping: keeping, limits: limits.chunk)
    let ratio = try compressionRatio(file, choice)
    let coding = FileCoding(choice, sink.tensors, isCompressible: ratio != nil)
    try checkSpace(file, size: size, choice: choice, coding: coding, ratio: ratio ?? 1)
    let outcome = try run(
      file, size: size, choice: choice, coding: coding, observer: observer, progress)
    guard try file.readUpTo(1, at: Int64(size)).isEmpty else {
      throw FileError.changedWhileReading(file.path.string)
    }
    try writeRecipe(outcome, size: size, cutter: choice.code)
    return Ingested(
      blob: outcome.blob, size: size, cutter: choice.code, newBytes: outcome.newBytes,
      newStoredBytes: outcome.newStoredBytes)
  }

  private func run(
    _ file: File, size: UInt64, choice: CutPlan, coding: FileCoding, isTrial: Bool = false,
    observer: (any IngestObserver)? = nil, _ progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> IngestPipeline.Outcome {
    if slots.isEmpty {
      // A chunk that the buffer cut in two is carried over to the next.
      let capacity = limits.bufferBytes + limits.chunk.bytesMax + 4096
      slots = (0..<max(limits.buffers, 3)).map { _ in IngestSlot(capacity: capacity) }
    }
    files += 1
    let filler = SlotFiller(file, size: size, plan: choice, limits: limits, coding: coding)
    let pipeline = IngestPipeline(
      sink: sink, slots: slots, filler: filler, fileNumber: files,
      isAligned: coding == .raw, isTrial: isTrial, observer: observer, progress: progress)
    return try pipeline.run(threads: Threads.recommended)
  }

  /// What compression leaves of the file's beginning; nil when the file is stored raw.
  private func compressionRatio(_ file: File, _ choice: CutPlan) throws -> Double? {
    switch choice {
    case .gear, .bounded: break
    case .whole, .planned: return nil
    }
    let head = try file.readUpTo(CompressionProbe.bytes, at: 0)
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: ZstdEncoder.bound(head.count), alignment: 64)
    defer { room.deallocate() }
    let encoder = try ZstdEncoder()
    return head.withUnsafeBytes { CompressionProbe.ratio($0, encoder, scratch: room) }
  }

  /// Refuses a file that does not fit the disk. Where little is free, a trial run finds out what the
  /// new chunks take: most of them may be stored already.
  private func checkSpace(
    _ file: File, size: UInt64, choice: CutPlan, coding: FileCoding, ratio: Double
  ) throws {
    let store = sink.store
    let free = try store.fileSystem.freeBytes(at: store.layout.objects)
    if needed(Double(size) * ratio) <= free { return }
    let trial = try run(file, size: size, choice: choice, coding: coding, isTrial: true)
    let needed = needed(Double(trial.newStoredBytes))
    if needed <= free { return }
    throw FileError.noSpace(file.path.string, neededBytes: needed, freeBytes: free)
  }

  /// Bytes on disk for so many new ones: with tables, index and recipe, and a little to go on with.
  private func needed(_ bytes: Double) -> Int64 {
    Int64(bytes * 1.01) + (1 << 20)
  }

  private func writeRecipe(
    _ outcome: IngestPipeline.Outcome, size: UInt64, cutter: CutterCode
  ) throws {
    guard outcome.spans.count != 1 else { return }
    let recipe = Recipe(
      cutter: Cutter(rawValue: cutter.rawValue), blob: outcome.blob, size: size,
      chunks: outcome.spans)
    try sink.storeRecipe(recipe)
  }
}
