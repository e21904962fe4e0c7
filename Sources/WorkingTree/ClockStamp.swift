import FileIO
import SystemPackage

/// The file system's time at one moment: what decides whether a stat can be believed later.
///
/// A file that changed within the clock's granularity before the stamp could change again
/// without its stat showing it; such a stat is racy.
struct ClockStamp: Sendable {
  /// The granularity of times on the disk that the stamp was taken from.
  static let granularityNanoseconds: Int64 = 10_000_000
  /// What is assumed of any other disk, whose clock may be coarse or another machine's.
  static let foreignGranularityNanoseconds: Int64 = 2_000_000_000

  let time: FileTime
  let device: UInt64

  /// Whether the file changed so lately that its stat proves nothing.
  func isRacy(_ status: FileStatus) -> Bool {
    let granularity =
      status.device == device
      ? Self.granularityNanoseconds : Self.foreignGranularityNanoseconds
    let newest = max(status.mtime, status.ctime)
    return !(newest < time.advanced(byNanoseconds: -granularity))
  }
}

extension WorkTree {
  /// Asks the disk that holds `.mlops` for its time. Nil where nothing can be written: then no
  /// stat is believed.
  func clockStamp() -> ClockStamp? {
    let path = temporary.appending(TemporaryName.make(prefix: "clock"))
    guard let file = try? File(path, .create, in: fileSystem) else { return nil }
    let status = try? file.status()
    try? fileSystem.unlink(path)
    return status.map { ClockStamp(time: $0.mtime, device: $0.device) }
  }
}

extension FileTime {
  /// The time a number of nanoseconds later, or earlier when it is negative.
  func advanced(byNanoseconds delta: Int64) -> FileTime {
    let second: Int64 = 1_000_000_000
    let sum = Int64(nanoseconds) + delta % second
    let carry = sum < 0 ? -1 : sum / second
    return FileTime(
      seconds: seconds &+ delta / second &+ carry, nanoseconds: UInt32(sum - carry * second))
  }

  /// How much later this time is than another, within ±292 years.
  func nanoseconds(since other: FileTime) -> Int64 {
    (seconds &- other.seconds) &* 1_000_000_000 &+ Int64(nanoseconds) &- Int64(other.nanoseconds)
  }
}
