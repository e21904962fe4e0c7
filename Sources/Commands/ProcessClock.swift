import Objects

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time that commits and operations carry.
enum ProcessClock {
  /// Whether the clock stands still.
  static var isStopped: Bool {
    ProcessEnvironment.value("MLX_TEST_CLOCK").flatMap { Timestamp($0) } != nil
  }

  /// The system's time; `MLX_TEST_CLOCK=2001-02-03T04:05:06Z` stops it, so that ids are the same in
  /// every run of a test.
  static func clock() -> @Sendable () -> Timestamp {
    if let text = ProcessEnvironment.value("MLX_TEST_CLOCK"), let fixed = Timestamp(text) {
      return { fixed }
    }
    return { Timestamp(seconds: Int64(time(nil))) }
  }
}
