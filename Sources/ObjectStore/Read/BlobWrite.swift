// Writing a blob out to a file: threads read, decode and verify pieces; one at a time writes.
import FileIO
import Objects

extension ObjectStore {
  /// Writes a blob to an open, empty file, every chunk verified. Nothing is synced.
  ///
  /// Large blobs are read on several threads. Several threads may call this for different files.
  public func write(
    _ blob: BlobID, to file: File, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws {
    guard let root = try recipeRoot(of: blob) else {
      let bytes = try read(.chunk, blob.digest)
      try file.write(bytes, at: 0)
      progress(bytes.count)
      return
    }
    let output = BlobOutput(store: self, file: file, progress: progress)
    let size = try size(of: blob)
    if size <= UInt64(limits.bufferBytes) {
      let reader = PieceReader(self)
      return try forEachPiece(root, of: blob) { try output.write($0, reader) }
    }
    try Threads.run(2) { index in
      let reader = PieceReader(self)
      do {
        if index == 0 {
          try self.forEachPiece(root, of: blob) { piece in
            if try !output.offer(piece) { try output.write(piece, reader) }
          }
          output.finish(nil)
        }
        while let piece = try output.take() { try output.write(piece, reader) }
      } catch {
        output.finish(error)
        throw error
      }
    }
  }
}

/// What the threads of one write share: the pieces that wait, and the file.
private final class BlobOutput: Sendable {
  private struct Waiting {
    var pieces: [BlobPiece] = []
    var isFinished = false
    var failure: (any Error)?
  }

  /// Pieces that wait for the other thread; more are worked on by the one that plans.
  private static let waitingMax = 4

  private let store: ObjectStore
  private let file: File
  private let progress: @Sendable (Int) -> Void
  private let waiting = Locked(Waiting())
  /// Two threads that write one file at once only wait for each other in the kernel.
  private let turn = Condition()

  init(store: ObjectStore, file: File, progress: @escaping @Sendable (Int) -> Void) {
    self.store = store
    self.file = file
    self.progress = progress
  }

  /// Leaves a piece for the other thread; false when enough are waiting.
  func offer(_ piece: BlobPiece) throws -> Bool {
    try waiting.update { waiting in
      if let failure = waiting.failure { throw failure }
      guard waiting.pieces.count < Self.waitingMax else { return false }
      waiting.pieces.append(piece)
      return true
    }
  }

  /// The next piece, or nil when there will be no more.
  func take() throws -> BlobPiece? {
    let next: Result<BlobPiece?, any Error> = waiting.wait { waiting in
      if let failure = waiting.failure { return .failure(failure) }
      if !waiting.pieces.isEmpty { return .success(waiting.pieces.removeFirst()) }
      return waiting.isFinished ? .success(nil) : nil
    }
    return try next.get()
  }

  /// No more pieces come, or nothing more is worth doing.
  func finish(_ failure: (any Error)?) {
    waiting.update { waiting in
      waiting.isFinished = true
      waiting.failure = waiting.failure ?? failure
    }
  }

  func write(_ piece: BlobPiece, _ reader: PieceReader) throws {
    let bytes = try reader.read(piece)
    try turn.withLock { try file.write(bytes, at: Int64(piece.offset)) }
    progress(bytes.count)
  }
}
