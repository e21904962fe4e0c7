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

/// Holds a flock(2), exclusive unless it says otherwise; released in the end, also by a crash.
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
    try Self.wait(file, seconds: waitSeconds, clinux_try_lock)
    self.file = file
  }

  /// Asks for the lock of a file or folder that is there, and that need not be one's own.
  ///
  /// - Parameter waitSeconds: how long at most; 0 asks once.
  ///
  /// Errors: `busy` when somebody holds or shares it.
  public init(
    exclusive path: FilePath, in fileSystem: any FileSystem, waitSeconds: Double = 0
  ) throws(FileError) {
    let file = try File(path, .read, in: fileSystem)
    try Self.wait(file, seconds: waitSeconds, clinux_try_lock)
    self.file = file
  }

  /// Waits until nobody holds the lock of a file or folder alone, and shares it.
  ///
  /// Errors: `interrupted` on SIGINT or SIGTERM.
  public init(sharing path: FilePath, in fileSystem: any FileSystem) throws(FileError) {
    let file = try File(path, .read, in: fileSystem)
    try Self.wait(file, seconds: .infinity, clinux_try_shared_lock)
    self.file = file
  }

  deinit { clinux_unlock(file.descriptor) }

  private static func wait(
    _ file: File, seconds: Double, _ lock: (Int32) -> Int32
  ) throws(FileError) {
    let deadline = MonotonicClock.seconds() + seconds
    while lock(file.descriptor) != 0 {
      let error = FileError(errno: errno, path: file.path, operation: "lock")
      guard case .busy = error, MonotonicClock.seconds() < deadline else { throw error }
      try Interruption.check()
      usleep(5_000)
    }
  }

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
