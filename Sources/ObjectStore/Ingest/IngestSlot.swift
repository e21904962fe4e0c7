// One buffer of the pipeline, and how far the work on it is.
import Objects

/// How far a job on a buffer is.
enum JobState {
  case waiting
  case running
  case done
}

/// A buffer with a run of the file's chunks. The pipeline's lock guards the states; the rest belongs
/// to whoever runs a job on it.
final class IngestSlot {
  let memory: UnsafeMutableRawBufferPointer
  /// The place of this run in the file.
  var sequence = 0
  var fileOffset: UInt64 = 0
  /// The bytes that were read, within `memory`.
  var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
  var chunks: [BufferedChunk] = []
  var payloads: [NewPayload] = []
  var frames: FrameBuffer

  var isFree = true
  /// The whole-file hash.
  var whole = JobState.waiting
  /// The ids of the chunks.
  var ids = JobState.waiting
  /// Look-up of the chunks, and the payloads of the new ones.
  var encoding = JobState.waiting
  var store = JobState.waiting
  /// Whether the file's observer has seen it.
  var view = JobState.waiting

  init(capacity: Int) {
    memory = .allocate(byteCount: capacity, alignment: 4096)
    frames = FrameBuffer(rawBytes: capacity)
  }

  deinit {
    memory.deallocate()
    frames.deallocate()
  }

  /// The bytes of each chunk.
  var chunkBytes: [UnsafeRawBufferPointer] {
    chunks.map { UnsafeRawBufferPointer(rebasing: bytes[$0.start..<$0.start + $0.count]) }
  }

  /// Each chunk with its id, when all are known.
  var hashedChunks: [HashedChunk] {
    chunks.map { HashedChunk(start: $0.start, count: $0.count, id: ChunkID($0.id)) }
  }

  /// Begins the life of another run of the file.
  func begin(_ sequence: Int) {
    self.sequence = sequence
    isFree = false
    (whole, ids, encoding, store, view) = (.waiting, .waiting, .waiting, .waiting, .waiting)
    chunks.removeAll(keepingCapacity: true)
    payloads.removeAll(keepingCapacity: true)
  }
}
