// What moves over a transport: a sign of life, and how fast it may go.
import FileIO
import ProjectFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Told by a transport of every piece that it moves. Keeps to a limit by making it wait, and knows when
/// something moved last. Threads may share it.
public final class TransportFlow: Sendable {
  private struct State {
    var lastMove = MonotonicClock.seconds()
    /// When the bytes so far are paid for.
    var paidUntil = 0.0
  }

  private let bytesPerSecond: Double?
  private let state = Locked(State())
  /// So much may go at once after a pause.
  private static let burstSeconds = 0.25
  private static let napSeconds = 0.1

  /// - Parameter limit: for all bytes in either direction; nil for no limit.
  public init(limit: ByteRate? = nil) {
    bytesPerSecond = limit.map { Double($0.bytesPerSecond) }
  }

  /// Bytes that are best moved at once: a few MiB, or what a tenth of a second has room for.
  public func pieceBytes(_ most: Int) -> Int {
    guard let bytesPerSecond else { return most }
    return min(most, max(Int(bytesPerSecond / 10), 4096))
  }

  /// Something happened: no call hangs.
  public func move() { state.withLock { $0.lastMove = MonotonicClock.seconds() } }

  /// So many bytes have moved. Returns when more may.
  ///
  /// Errors: `interrupted`.
  public func move(_ bytes: Int) throws(FileError) {
    move()
    guard let bytesPerSecond else { return }
    let end = state.withLock { state in
      let now = MonotonicClock.seconds()
      state.paidUntil =
        max(state.paidUntil, now - Self.burstSeconds) + Double(bytes) / bytesPerSecond
      return state.paidUntil
    }
    while true {
      let left = end - MonotonicClock.seconds()
      if left <= 0 { return }
      try Interruption.check()
      usleep(UInt32(min(left, Self.napSeconds) * 1_000_000))
      // To wait for one's turn is no stall.
      move()
    }
  }

  /// Seconds since something moved.
  var idleSeconds: Double {
    MonotonicClock.seconds() - state.withLock { $0.lastMove }
  }
}
