#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Letting the clock of the disk go on.
enum Pause {
  /// At most a second.
  static func nanoseconds(_ count: Int64) {
    usleep(UInt32(max(0, min(count, 1_000_000_000)) / 1000))
  }
}
