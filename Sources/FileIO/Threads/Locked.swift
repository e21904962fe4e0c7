// A value with its lock: there is no way to the one past the other.

/// A value that threads share. It must be reached through here only.
public final class Locked<Value>: @unchecked Sendable {
  private let condition = Condition()
  private var value: Value

  /// Takes the value over: keep no other way to it.
  public init(_ value: Value) { self.value = value }

  /// Runs `body` with the value while no other thread does. Not reentrant.
  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try condition.withLock { () throws(Failure) -> Result in try body(&value) }
  }

  /// As `withLock`, and wakes every thread in `wait(until:)`.
  public func update<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try condition.withLock { () throws(Failure) -> Result in
      defer { condition.signalAll() }
      return try body(&value)
    }
  }

  /// Waits until `body`, which may change the value, returns something.
  ///
  /// It is asked at once and after each `update`. What it changes wakes nobody.
  @discardableResult
  public func wait<Result>(until body: (inout Value) -> Result?) -> Result {
    condition.withLock {
      while true {
        if let result = body(&value) { return result }
        condition.wait()
      }
    }
  }

  /// As `wait(until:)`; nil when `body` has returned nothing for some seconds.
  public func wait<Result>(forSeconds seconds: Double, until body: (inout Value) -> Result?)
    -> Result?
  {
    let end = MonotonicClock.seconds() + seconds
    return condition.withLock {
      while true {
        if let result = body(&value) { return result }
        let left = end - MonotonicClock.seconds()
        if left <= 0 { return nil }
        condition.wait(forSeconds: left)
      }
    }
  }
}
