import FileIO
import Objects
import Repository

/// A line on standard error that is redrawn in place: how much is done, how fast, how long still.
/// Only for terminals; at most ten times a second.
final class ProgressLine: ProgressSink {
  private struct State {
    var phase = ""
    var startedSeconds = 0.0
    var drawnSeconds = 0.0
    var drawnColumns = 0
    var isOver = false
  }

  private static let redrawSecondsMin = 0.1
  /// What is done sooner needs no progress.
  private static let quietSeconds = 0.3

  private let isShown: Bool
  private let state = Locked(State())

  init(isShown: Bool) { self.isShown = isShown }

  func report(_ progress: Progress) {
    guard isShown else { return }
    let now = MonotonicClock.seconds()
    state.withLock { state in
      if state.isOver { return }
      if state.phase != progress.phase {
        Self.erase(&state)
        state.phase = progress.phase
        state.startedSeconds = now
      }
      let elapsed = now - state.startedSeconds
      let isDue = now - state.drawnSeconds >= Self.redrawSecondsMin
      guard elapsed >= Self.quietSeconds, isDue else { return }
      let columns = StandardStream.error.columns
      let text = DisplayWidth.shortened(
        Escaped.line(Self.text(progress, elapsed: elapsed)), to: columns - 1)
      _ = StandardStream.error.write(Array(("\r\u{1B}[K" + text).utf8))
      state.drawnColumns = DisplayWidth.of(text)
      state.drawnSeconds = now
    }
  }

  /// Takes the line away for good, so that what follows begins on a clean one. A thread that still
  /// reports is not heard.
  func finish() {
    state.withLock { state in
      Self.erase(&state)
      state.isOver = true
    }
  }

  private static func erase(_ state: inout State) {
    if state.drawnColumns > 0 { _ = StandardStream.error.write(Array("\r\u{1B}[K".utf8)) }
    state.drawnColumns = 0
  }

  /// Such as `storing 120 MB of 1.4 GB, 310 MB/s, 5 s left`.
  static func text(_ progress: Progress, elapsed: Double) -> String {
    let amount: (Int64) -> String =
      switch progress.unit {
      case .bytes: { Units.bytes($0) }
      case .files: { Units.count($0, "file") }
      case .objects: { Units.count($0, "object") }
      }
    var text = "\(progress.phase) \(amount(progress.done))"
    if let total = progress.total { text += " of \(amount(total))" }
    guard elapsed > 0, progress.done > 0 else { return text }
    let rate = Double(progress.done) / elapsed
    text += progress.unit == .bytes ? ", \(Units.bytes(Int64(rate)))/s" : ""
    if let total = progress.total, total > progress.done {
      text += ", \(Units.duration(seconds: Double(total - progress.done) / rate)) left"
    }
    return text
  }
}
