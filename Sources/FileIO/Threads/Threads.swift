// Dedicated threads for work that blocks (read, hash, sync); the cooperative pool must not.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs work on threads of its own, and waits for it.
public enum Threads {
  /// Threads worth using: the cores, at least 2, at most 4.
  public static let recommended = min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 2), 4)

  /// Runs `body(0)` to `body(count - 1)`, each on its own thread (one of them is the caller's), and
  /// rethrows the first error when all have returned. All of them run at the same time, so they may
  /// wait for each other; a body that fails must wake those that wait for it.
  public static func run(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> Void
  ) throws {
    guard count > 1 else {
      if count == 1 { try body(0) }
      return
    }
    let team = Team(body)
    var threads: [pthread_t] = []
    for index in 1..<count {
      guard let thread = Platform.startThread(ThreadWork { team.runWhenStarted(index) }) else {
        break
      }
      threads.append(thread)
    }
    let isComplete = threads.count == count - 1
    team.start(isComplete)
    if isComplete { team.run(0) }
    for thread in threads { pthread_join(thread, nil) }
    guard isComplete else {
      throw FileError.io("\(count) threads", operation: "start", errno: EAGAIN)
    }
    try team.rethrow()
  }

  /// Runs `body` on a thread that nobody waits for. False when the system has no more threads to give.
  public static func detach(_ body: @escaping @Sendable () -> Void) -> Bool {
    guard let thread = Platform.startThread(ThreadWork(body)) else { return false }
    pthread_detach(thread)
    return true
  }

  /// Shares `0..<count` out in runs of `grain` among threads; `body` gets each run once. After an
  /// error no further runs are given out, and the first error is rethrown.
  public static func share(
    _ count: Int, grain: Int, threads: Int = recommended,
    _ body: @escaping @Sendable (Range<Int>) throws -> Void
  ) throws {
    let grain = max(grain, 1)
    let next = Locked(0)
    let useful = min(threads, (count + grain - 1) / grain)
    try run(useful) { _ in
      while true {
        let start = next.withLock { next in
          defer { next = min(next + grain, count) }
          return next
        }
        guard start < count else { return }
        do {
          try body(start..<min(start + grain, count))
        } catch {
          next.withLock { $0 = count }
          throw error
        }
      }
    }
  }
}

/// What a new thread runs: an object, so that it can be passed through C.
final class ThreadWork: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// The threads of one `Threads.run`: held back until all exist, and their first error.
private final class Team: Sendable {
  private let body: @Sendable (Int) throws -> Void
  private let isGo = Locked<Bool?>(nil)
  private let failure = Locked<(any Error)?>(nil)

  init(_ body: @escaping @Sendable (Int) throws -> Void) { self.body = body }

  func start(_ isComplete: Bool) { isGo.update { $0 = isComplete } }

  func runWhenStarted(_ index: Int) {
    if isGo.wait(until: { $0 }) { run(index) }
  }

  func run(_ index: Int) {
    do {
      try body(index)
    } catch {
      failure.withLock { if $0 == nil { $0 = error } }
    }
  }

  func rethrow() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
