// An advisory lock between processes. Nothing that matters depends on one: the pointer is swapped
// by link(2). It only keeps two commands from doing the same long work twice.
import CLinux
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Holds an exclusive flock(2) on a file, made if needed; released in the end, also by a crash.
public struct FileLock: ~Copyable {
  private let file: File

  /// Waits for the lock.
  ///
  /// - Parameter waitSeconds: how long at most; 0 asks once.
  ///
  /// Errors: `busy` when another holder keeps it, `interrupted` on SIGINT or SIGTERM.
  public init(
    _ path: FilePath, in fileSystem: any FileSystem, waitSeconds: Double = .infinity
  ) throws(FileError) {
    let file = try Self.openOrCreate(path, in: fileSystem)
    let deadline = MonotonicClock.seconds() + waitSeconds
    while clinux_try_lock(file.descriptor) != 0 {
      let error = FileError(errno: errno, path: path, operation: "lock")
      guard case .busy = error, MonotonicClock.seconds() < deadline else { throw error }
      try Interruption.check()
      usleep(5_000)
    }
    self.file = file
  }

  deinit { clinux_unlock(file.descriptor) }

  private static func openOrCreate(
    _ path: FilePath, in fileSystem: any FileSystem
  ) throws(FileError) -> File {
    do {
      return try File(path, .write, in: fileSystem)
    } catch .notFound {
      do {
        return try File(path, .create, in: fileSystem)
      } catch .exists {
        return try File(path, .write, in: fileSystem)
      }
    }
  }
}
