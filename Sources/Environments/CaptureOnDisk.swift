// Captures as files: written whole or not at all, read with a bound.
import FileIO
import Objects
import SystemPackage

extension CaptureFile {
  /// Writes a capture to a path; a file that is there is replaced at once, or stays as it was.
  ///
  /// Errors: `FileError`; `.exists` for what is neither a file nor missing, such as a device.
  public static func write(
    _ capture: EnvironmentCapture, to path: FilePath, in fileSystem: any FileSystem
  ) throws(FileError) {
    switch try fileSystem.status(at: path, followingLinks: true)?.type {
    case .directory?: throw .isADirectory(path.string)
    case .regular?, nil: break
    default: throw .exists(path.string)
    }
    let folder = path.removingLastComponent()
    guard let status = try fileSystem.status(at: folder, followingLinks: true) else {
      throw .notFound(folder.string)
    }
    guard status.type == .directory else { throw .notADirectory(folder.string) }
    try fileSystem.replaceFile(path, with: encode(capture), temporary: folder, durable: true)
  }

  /// Reads the capture at a path.
  ///
  /// Errors: `FileError`; those of `decode`.
  public static func read(
    _ path: FilePath, in fileSystem: any FileSystem
  ) throws -> EnvironmentCapture {
    try decode(fileSystem.readFile(path, maxBytes: bytesMax))
  }
}
