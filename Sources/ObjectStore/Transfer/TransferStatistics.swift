import FileIO
import Objects

/// What a transfer did.
public struct TransferStatistics: Sendable, Equatable {
  /// Objects that were copied.
  public var objects = 0
  /// Their bytes as stored.
  public var storedBytes: UInt64 = 0
  /// Objects that were there.
  public var known = 0
  /// Packs that were made, or copied whole.
  public var packs = 0
  /// Bytes that are to be copied, about; 0 until all objects are known.
  public var totalBytes: UInt64 = 0
  /// Bytes of those that are done, also of packs that a transfer before this one had sent.
  public var doneBytes: UInt64 = 0

  public init() {}

  /// Adds what another transfer did.
  public mutating func add(_ other: TransferStatistics) {
    objects += other.objects
    storedBytes += other.storedBytes
    known += other.known
    packs += other.packs
    totalBytes += other.totalBytes
    doneBytes += other.doneBytes
  }
}

/// Counts what several threads do.
final class TransferTally: Sendable {
  private let counts = Locked(TransferStatistics())
  private let progress: @Sendable (TransferStatistics) -> Void

  init(_ progress: @escaping @Sendable (TransferStatistics) -> Void) { self.progress = progress }

  var statistics: TransferStatistics { counts.withLock { $0 } }

  /// Changes the counts and tells who listens.
  func count(_ change: (inout TransferStatistics) -> Void) {
    progress(
      counts.withLock { counts in
        change(&counts)
        return counts
      })
  }

  /// Adds an object that was there; nobody is told.
  func countKnown() { counts.withLock { $0.known += 1 } }
}
