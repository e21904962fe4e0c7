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
    try Self.wait(file, seconds: waitSeconds, isShared: false, fileSystem)
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
    try Self.wait(file, seconds: waitSeconds, isShared: false, fileSystem)
    self.file = file
  }

  /// Waits until nobody holds the lock of a file or folder alone, and shares it.
  ///
  /// Errors: `interrupted` on SIGINT or SIGTERM.
  public init(sharing path: FilePath, in fileSystem: any FileSystem) throws(FileError) {
    let file = try File(path, .read, in: fileSystem)
    try Self.wait(file, seconds: .infinity, isShared: true, fileSystem)
    self.file = file
  }

  deinit { clinux_unlock(file.descriptor) }

  /// What a refusal says that could not be done.
  static let verb = "lock"

  private static func wait(
    _ file: File, seconds: Double, isShared: Bool, _ fileSystem: any FileSystem
  ) throws(FileError) {
    let deadline = MonotonicClock.seconds() + seconds
    while true {
      do throws(FileError) {
        return try fileSystem.lock(file.descriptor, isShared: isShared, path: file.path)
      } catch {
        guard case .busy = error, MonotonicClock.seconds() < deadline else { throw error }
      }
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

/// Keeps a lock until the last reference to it goes.
public final class HeldLock {
  private let lock: FileLock

  /// Takes the lock over.
  public init(_ lock: consuming FileLock) { self.lock = lock }
}
