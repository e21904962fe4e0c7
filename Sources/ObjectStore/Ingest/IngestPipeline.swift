// A large file, read once: whole-file hash, chunk hashes and writing share buffers on a few threads.
import Chunking
import FileIO
import Objects

/// Ingests one large file.
///
/// A ring of buffers and one lock. A free thread takes, in this order: the next buffer of the
/// whole-file hash, the next buffer to write, a read when few are ready, look-up and encoding of the
/// oldest buffer with ids, chunk hashes of the oldest one without, a read. So no thread has a fixed
/// part, and the file's one sequential hash, which bounds the time, never waits for anything but the
/// disk. Where two hashes at once cost little more than one, it takes the ids of its buffer along. An
/// observer, if there is one, comes after writing.
final class IngestPipeline: @unchecked Sendable {
  private let sink: PackSink
  private let slots: [IngestSlot]
  private let fileNumber: Int
  /// Whether payloads are aligned as in the file: where all of them are raw.
  private let isAligned: Bool
  /// Only count what would be new: nothing is claimed or written.
  private let isTrial: Bool
  private let observer: (any IngestObserver)?
  private let progress: @Sendable (Int) -> Void

  // Guarded by `condition`, but for what a running job has taken.
  private let condition = Condition()
  private var filler: SlotFiller
  private var hasher = FileHasher()
  private var isReading = false
  private var isHashing = false
  private var isStoring = false
  private var isViewing = false
  private var readCount = 0
  private var hashedCount = 0
  private var storedCount = 0
  private var viewedCount = 0
  private var hasFailed = false
  private var spans: [ChunkSpan] = []
  private var newBytes = 0
  private var newStoredBytes = 0
  private var trialChunks: Set<Digest> = []

  /// Buffers that should be ready before a thread hashes chunks rather than read.
  private static let readyMin = 3

  init(
    sink: PackSink, slots: [IngestSlot], filler: SlotFiller, fileNumber: Int, isAligned: Bool,
    isTrial: Bool, observer: (any IngestObserver)?, progress: @escaping @Sendable (Int) -> Void
  ) {
    self.sink = sink
    self.slots = slots
    self.filler = filler
    self.fileNumber = fileNumber
    self.isAligned = isAligned
    self.isTrial = isTrial
    self.observer = observer
    self.progress = progress
    for slot in slots { slot.isFree = true }
  }

  /// What the file is made of.
  struct Outcome {
    var blob: BlobID
    var spans: [ChunkSpan]
    var newBytes: Int
    var newStoredBytes: Int
  }

  /// Runs to the end of the file.
  func run(threads: Int) throws -> Outcome {
    do {
      try Threads.run(threads) { _ in try self.work() }
    } catch {
      sink.unclaim(unstored())
      throw error
    }
    return Outcome(
      blob: BlobID(hasher.finalize()), spans: spans, newBytes: newBytes,
      newStoredBytes: newStoredBytes)
  }

  /// Chunks that were claimed and then not written, because of an error.
  private func unstored() -> [Digest] {
    guard !isTrial else { return [] }
    return slots.filter { !$0.isFree && $0.store != .done }
      .flatMap(\.chunks).filter(\.isNew).map(\.id)
  }

  // MARK: - Jobs

  private enum Job {
    case read(IngestSlot)
    case whole(IngestSlot)
    case wholeAndIDs(IngestSlot)
    case ids(IngestSlot)
    case encode(IngestSlot)
    case store(IngestSlot)
    case view(IngestSlot)
    case end
  }

  private func work() throws {
    let builder = try PayloadBuilder(frameBytesMax: sink.store.limits.frameBytesMax)
    while true {
      let job = condition.withLock { nextJob() }
      if case .end = job { return }
      do {
        try perform(job, builder)
      } catch {
        condition.withLock {
          hasFailed = true
          condition.signalAll()
        }
        throw error
      }
      condition.withLock {
        complete(job)
        condition.signalAll()
      }
    }
  }

  /// Takes the most urgent job, waiting until there is one.
  private func nextJob() -> Job {
    while true {
      if hasFailed { return .end }
      if let job = takeJob() { return job }
      if !isReading, filler.isDone, slots.allSatisfy(\.isFree) { return .end }
      condition.wait()
    }
  }

  private func takeJob() -> Job? {
    if !isHashing, let slot = slot(hashedCount), slot.whole == .waiting {
      isHashing = true
      slot.whole = .running
      guard FileHasher.isPaired, slot.ids == .waiting else { return .whole(slot) }
      slot.ids = .running
      return .wholeAndIDs(slot)
    }
    if !isStoring, let slot = slot(storedCount), slot.encoding == .done, slot.store == .waiting {
      isStoring = true
      slot.store = .running
      return .store(slot)
    }
    if !isViewing, observer != nil, let slot = slot(viewedCount), slot.ids == .done {
      isViewing = true
      slot.view = .running
      return .view(slot)
    }
    let ready = readCount - hashedCount
    let free = !isReading && !filler.isDone ? slots.first(where: \.isFree) : nil
    if ready < Self.readyMin, let free { return takeRead(free) }
    if let slot = oldest(where: { $0.ids == .done && $0.encoding == .waiting }) {
      slot.encoding = .running
      return .encode(slot)
    }
    if let slot = oldest(where: { $0.ids == .waiting }) {
      slot.ids = .running
      return .ids(slot)
    }
    return free.map(takeRead)
  }

  private func takeRead(_ slot: IngestSlot) -> Job {
    isReading = true
    slot.begin(readCount)
    return .read(slot)
  }

  /// The slot with this run of the file, once it is read.
  private func slot(_ sequence: Int) -> IngestSlot? {
    sequence < readCount ? slots.first { isReady($0) && $0.sequence == sequence } : nil
  }

  private func oldest(where isWanted: (IngestSlot) -> Bool) -> IngestSlot? {
    slots.filter { isReady($0) && isWanted($0) }.min { $0.sequence < $1.sequence }
  }

  private func isReady(_ slot: IngestSlot) -> Bool {
    !slot.isFree && slot.sequence < readCount
  }

  private func perform(_ job: Job, _ builder: PayloadBuilder) throws {
    switch job {
    case .read(let slot): try filler.fill(slot)
    case .whole(let slot): hasher.update(slot.bytes)
    case .wholeAndIDs(let slot):
      for (index, bytes) in slot.chunkBytes.enumerated() {
        slot.chunks[index].id = hasher.update(chunk: bytes)
      }
    case .ids(let slot):
      for (index, id) in PairedSHA256.hash(slot.chunkBytes).enumerated() {
        slot.chunks[index].id = id
      }
    case .encode(let slot): try encode(slot, builder)
    case .store(let slot):
      newStoredBytes +=
        try isTrial
        ? slot.payloads.reduce(0) { $0 + $1.bytes.count }
        : sink.store(slot.payloads, file: isAligned ? fileNumber : nil)
      progress(slot.bytes.count)
    case .view(let slot): observer?.update(slot.bytes, chunks: slot.hashedChunks)
    case .end: break
    }
  }

  private func complete(_ job: Job) {
    switch job {
    case .read:
      isReading = false
      readCount += 1
    case .whole(let slot), .wholeAndIDs(let slot):
      isHashing = false
      hashedCount += 1
      slot.whole = .done
      if case .wholeAndIDs = job { slot.ids = .done }
      release(slot)
    case .ids(let slot): slot.ids = .done
    case .encode(let slot): slot.encoding = .done
    case .store(let slot):
      isStoring = false
      storedCount += 1
      slot.store = .done
      for chunk in slot.chunks {
        spans.append(ChunkSpan(id: ChunkID(chunk.id), length: UInt32(chunk.count)))
        if chunk.isNew { newBytes += chunk.count }
      }
      release(slot)
    case .view(let slot):
      isViewing = false
      viewedCount += 1
      slot.view = .done
      release(slot)
    case .end: break
    }
  }

  private func release(_ slot: IngestSlot) {
    let isViewed = observer == nil || slot.view == .done
    slot.isFree = slot.whole == .done && slot.store == .done && isViewed
  }

  // MARK: - Chunks

  /// Looks the chunks of a buffer up, and encodes the new ones.
  private func encode(_ slot: IngestSlot, _ builder: PayloadBuilder) throws {
    for index in slot.chunks.indices {
      let id = slot.chunks[index].id
      slot.chunks[index].isNew = try isTrial ? isNewInTrial(id) : sink.claimChunk(id)
    }
    slot.payloads = builder.payloads(
      of: slot.chunks, in: slot.bytes, fileOffset: slot.fileOffset, output: &slot.frames)
  }

  private func isNewInTrial(_ id: Digest) throws -> Bool {
    if try sink.hasChunk(id) { return false }
    return condition.withLock { trialChunks.insert(id).inserted }
  }
}
