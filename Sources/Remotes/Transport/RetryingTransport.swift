// A call that fails for a moment is made again, so that everything above sees few failures.
import FileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Makes retryable calls again, each time after a longer pause.
///
/// A file whose making failed may be there all the same. When it is made again and its name turns out to
/// be taken, its bytes tell whether it is the one that was sent.
public struct RetryingTransport: Transport {
  private let inner: any Transport
  private let attempts: Int
  private let firstPauseSeconds: Double

  /// - Parameters:
  ///   - attempts: how often a call is made at most.
  ///   - firstPauseSeconds: the pause after the first failure; it doubles each time.
  public init(_ inner: any Transport, attempts: Int = 5, firstPauseSeconds: Double = 0.2) {
    self.inner = inner
    self.attempts = max(attempts, 1)
    self.firstPauseSeconds = firstPauseSeconds
  }

  public var location: String { inner.location }

  /// The bytes of a file.
  public func size(of name: String) throws(TransportError) -> UInt64? {
    try retrying { _ throws(TransportError) in try inner.size(of: name) }
  }

  /// Bytes of a file.
  public func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8]
  {
    try retrying { _ throws(TransportError) in
      try inner.read(name, at: offset, count: count)
    }
  }

  /// The names in a folder.
  public func list(_ folder: String) throws(TransportError) -> [String] {
    try retrying { _ throws(TransportError) in try inner.list(folder) }
  }

  /// Makes a file.
  public func create(_ name: String, from source: TransportSource) throws(TransportError) {
    try retrying { attempt throws(TransportError) in
      do throws(TransportError) {
        try inner.create(name, from: source)
      } catch {
        guard case .exists = error, attempt > 0, try isThere(name, source) else { throw error }
      }
    }
  }

  /// Deletes a file.
  public func delete(_ name: String) throws(TransportError) {
    try retrying { _ throws(TransportError) in try inner.delete(name) }
  }

  /// Deletes what was left.
  public func removeLeftovers(olderThan seconds: Int64, isDryRun: Bool) throws(TransportError)
    -> Int
  {
    try retrying { _ throws(TransportError) in
      try inner.removeLeftovers(olderThan: seconds, isDryRun: isDryRun)
    }
  }

  private func retrying<Result>(
    _ body: (_ attempt: Int) throws(TransportError) -> Result
  ) throws(TransportError) -> Result {
    var pause = firstPauseSeconds
    var attempt = 0
    while true {
      do throws(TransportError) {
        return try body(attempt)
      } catch {
        attempt += 1
        guard error.isRetryable, attempt < attempts, Interruption.signal == nil else { throw error }
        usleep(UInt32(min(pause, 10) * 1_000_000))
        pause *= 2
      }
    }
  }

  /// Whether the file has the bytes of the source.
  private func isThere(_ name: String, _ source: TransportSource) throws(TransportError) -> Bool {
    switch source {
    case .bytes(let bytes):
      guard try inner.size(of: name) == UInt64(bytes.count) else { return false }
      return try inner.read(name, at: 0, count: bytes.count) == bytes
    case .file(let path), .copy(let path):
      let status = try? KernelFileSystem().status(at: path, followingLinks: true)
      guard let size = status?.size, try inner.size(of: name) == UInt64(clamping: size) else {
        return false
      }
      return try sameEnd(name, path, size: size)
    }
  }

  /// Large files of a remote are named by a checksum, and end with it.
  private func sameEnd(
    _ name: String, _ path: FilePath, size: Int64
  ) throws(TransportError) -> Bool {
    let count = min(size, 4096)
    let theirs = try inner.read(name, at: UInt64(size - count), count: Int(count))
    let ours = try? File(path, .read, in: KernelFileSystem()).readBytes(
      at: size - count, count: Int(count))
    return theirs == ours
  }
}
