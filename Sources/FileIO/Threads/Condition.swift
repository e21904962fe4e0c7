// A lock that threads can wait on: what pipelines between dedicated threads are made of.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A mutex with a condition variable.
public final class Condition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Unlocked, and nobody waits.
  public init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    #if canImport(Darwin)
      pthread_cond_init(condition, nil)
    #else
      // Waits with an end count in a clock that nobody sets.
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(condition, &attributes)
      pthread_condattr_destroy(&attributes)
    #endif
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs `body` while no other thread does. Not reentrant.
  public func withLock<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Inside `withLock`: lets go of the lock until signalled. Can also wake without a signal, so
  /// call it in a loop over what is waited for.
  public func wait() { pthread_cond_wait(condition, mutex) }

  /// As `wait()`, and returns after some seconds at the latest.
  public func wait(forSeconds seconds: Double) {
    let seconds = max(seconds, 0)
    #if canImport(Darwin)
      var time = timespec(
        tv_sec: Int(seconds), tv_nsec: Int(seconds.truncatingRemainder(dividingBy: 1) * 1e9))
      pthread_cond_timedwait_relative_np(condition, mutex, &time)
    #else
      let end = MonotonicClock.seconds() + seconds
      var time = timespec(
        tv_sec: Int(end), tv_nsec: Int(end.truncatingRemainder(dividingBy: 1) * 1e9))
      pthread_cond_timedwait(condition, mutex, &time)
    #endif
  }

  /// Wakes all threads that wait.
  public func signalAll() { pthread_cond_broadcast(condition) }
}
