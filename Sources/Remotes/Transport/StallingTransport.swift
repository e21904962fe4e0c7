// A mount whose server is gone does not fail: it hangs. Each call runs on a thread of its own, which is left to
// itself when nothing moves any more.
import FileIO
import SystemPackage

/// Gives up calls in which nothing moved for some time, with an error that is retryable. An interrupted
/// command does not wait for a call either.
///
/// The call itself cannot be ended. What it does later, if it goes on after all, is what a call does of which
/// the answer was lost.
public struct StallingTransport: Transport {
  private let inner: any Transport
  private let flow: TransportFlow
  private let seconds: Double
  private let callers = CallerThreads()

  /// - Parameters:
  ///   - flow: is told by `inner` of what moves.
  ///   - seconds: without a byte, until a call is given up.
  public init(_ inner: any Transport, flow: TransportFlow, seconds: Double) {
    self.inner = inner
    self.flow = flow
    self.seconds = seconds
  }

  public var location: String { inner.location }

  /// The bytes of a file.
  public func size(of name: String) throws(TransportError) -> UInt64? {
    try call(name) { [inner] () throws(TransportError) in try inner.size(of: name) }
  }

  /// Bytes of a file.
  public func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8]
  {
    try call(name) { [inner] () throws(TransportError) in
      try inner.read(name, at: offset, count: count)
    }
  }

  /// The names in a folder.
  public func list(_ folder: String) throws(TransportError) -> [String] {
    try call(folder) { [inner] () throws(TransportError) in try inner.list(folder) }
  }

  /// Makes a file.
  public func create(_ name: String, from source: TransportSource) throws(TransportError) {
    try call(name) { [inner] () throws(TransportError) in try inner.create(name, from: source) }
  }

  /// Deletes a file.
  public func delete(_ name: String) throws(TransportError) {
    try call(name) { [inner] () throws(TransportError) in try inner.delete(name) }
  }

  /// Deletes what stopped calls left.
  public func removeLeftovers(olderThan seconds: Int64, isDryRun: Bool) throws(TransportError)
    -> Int
  {
    try call("") { [inner] () throws(TransportError) in
      try inner.removeLeftovers(olderThan: seconds, isDryRun: isDryRun)
    }
  }

  private func call<Answer: Sendable>(
    _ name: String, _ body: @escaping @Sendable () throws(TransportError) -> Answer
  ) throws(TransportError) -> Answer {
    let place = name.isEmpty ? location : "\(location)/\(name)"
    flow.move()
    let answer = Locked<Result<Answer, TransportError>?>(nil)
    let work = CallerThreads.Work {
      do throws(TransportError) {
        let value = try body()
        answer.update { $0 = .success(value) }
      } catch {
        answer.update { $0 = .failure(error) }
      }
    }
    guard callers.start(work) else {
      throw .unreachable(place, reason: "no thread can be started")
    }
    while true {
      let known = answer.wait(forSeconds: 0.1) { $0 }
      if let known {
        flow.move()
        return try known.get()
      }
      if Interruption.signal != nil { throw .interrupted }
      if flow.idleSeconds > seconds {
        throw .unreachable(place, reason: "nothing moved for \(Int(seconds.rounded())) seconds")
      }
    }
  }
}

/// Threads that make calls, kept for the next one. One that hangs is not missed.
final class CallerThreads: Sendable {
  /// A call to be made.
  final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private enum Turn {
    case work(Work)
    case over
  }

  private struct State {
    var waiting: [Work] = []
    var idle = 0
    var isOver = false
  }

  private let state = Locked(State())

  deinit { end() }

  private func end() { state.update { $0.isOver = true } }

  /// Has a thread do it, now. False when none can be had.
  func start(_ work: Work) -> Bool {
    let isTaken = state.update { state in
      guard state.idle > 0 else { return false }
      state.idle -= 1
      state.waiting.append(work)
      return true
    }
    if isTaken { return true }
    let state = state
    return Threads.detach { Self.loop(state, first: work) }
  }

  private static func loop(_ state: Locked<State>, first: Work) {
    var work = first
    while true {
      work.run()
      state.withLock { $0.idle += 1 }
      let turn = state.wait { state -> Turn? in
        if let next = state.waiting.popLast() { return .work(next) }
        return state.isOver ? .over : nil
      }
      guard case .work(let next) = turn else { return }
      work = next
    }
  }
}
