// A folder for one test.
import FileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new, empty folder that is removed with this object. Hold on to it: `withExtendedLifetime`, or
/// a property of the suite.
public final class TemporaryDirectory: Sendable {
  /// Absolute, and free of links.
  public let path: FilePath

  /// - Parameter parent: where; otherwise `TMPDIR`, otherwise `/tmp`.
  public init(in parent: FilePath? = nil) throws {
    let fileSystem = KernelFileSystem()
    let place = parent ?? Self.standard
    path = place.entry(TemporaryName.make(prefix: "mlx-test"))
    try fileSystem.makeDirectory(path, permissions: 0o700)
  }

  deinit {
    empty()
    rmdir(path.string)
  }

  /// Removes all that is in it. By plain calls: in a debug build, composing a `FilePath` takes
  /// longer than a removal.
  public func empty() {
    Self.removeContents(open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
  }

  private static func removeContents(_ directory: Int32) {
    guard let stream = fdopendir(directory) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
      }
      if name == [46, 0] || name == [46, 46, 0] || unlinkat(directory, name, 0) == 0 { continue }
      // Tests that took permissions away would otherwise leave their folders behind.
      fchmodat(directory, name, 0o700, 0)
      removeContents(openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
      unlinkat(directory, name, AT_REMOVEDIR)
    }
  }

  /// A folder in memory where the machine has one (far quicker for many small files), otherwise the
  /// ordinary one.
  public static let inMemory: FilePath = {
    let memory = FilePath("/dev/shm")
    let status = try? KernelFileSystem().status(at: memory, followingLinks: true)
    return status?.type == .directory ? memory : standard
  }()

  private static let standard: FilePath = {
    let text = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    guard let real = realpath(text, nil) else { return FilePath(text) }
    defer { free(real) }
    return FilePath(String(cString: real))
  }()
}
