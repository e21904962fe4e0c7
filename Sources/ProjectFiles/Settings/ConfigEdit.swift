// Changing one setting in a file on disk. A reader, and a crash, see the old file or the new one.
import FileIO
import SystemPackage

extension ConfigFile {
  static let bytesMax = 1 << 20

  /// Reads a file; nil when there is none.
  public static func load(
    _ path: FilePath, in fileSystem: any FileSystem
  ) throws -> ConfigFile? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try fileSystem.readFile(path, maxBytes: bytesMax)
    } catch .notFound {
      return nil
    }
    return try ConfigFile(parsing: bytes, path: path.string)
  }

  /// Sets a known key in a file, which is made if needed.
  ///
  /// - Parameter temporary: a folder of the same file system for the new file until it is renamed,
  ///   made if needed; otherwise the folder that the file is in.
  ///
  /// Errors: `ConfigError.unknownSetting`, `.invalidSetting`, `.invalidFile`, or a `FileError`.
  public static func set(
    _ name: String, to value: String, in path: FilePath, temporary: FilePath? = nil,
    fileSystem: any FileSystem
  ) throws {
    let key = try ConfigKey.named(name)
    guard key.type.accepts(value) else {
      throw ConfigError.invalidSetting(
        name, value: value, expected: key.type.expectation, origin: nil)
    }
    try edit(path, temporary, fileSystem) { $0.set(name, to: value) }
  }

  /// Removes a key, known or not. False when the file does not set it.
  public static func unset(
    _ name: String, in path: FilePath, temporary: FilePath? = nil, fileSystem: any FileSystem
  ) throws -> Bool {
    guard let file = try load(path, in: fileSystem),
      file.settings.contains(where: { $0.key == name })
    else {
      _ = try ConfigKey.named(name)
      return false
    }
    try edit(path, temporary, fileSystem) { _ = $0.unset(name) }
    return true
  }

  private static func edit(
    _ path: FilePath, _ temporary: FilePath?, _ fileSystem: any FileSystem,
    _ change: (inout ConfigFile) -> Void
  ) throws {
    let place = try target(of: path, in: fileSystem)
    var file = try load(place, in: fileSystem) ?? ConfigFile()
    change(&file)
    let folder = place.removingLastComponent()
    let start = place == path ? temporary ?? folder : folder
    for folder in [folder, start] { try fileSystem.makeDirectories(folder) }
    try fileSystem.replaceFile(place, with: file.encode(), temporary: start, durable: true)
  }

  /// Where a link leads: config files are often links into a folder that is kept elsewhere.
  private static func target(
    of path: FilePath, in fileSystem: any FileSystem
  ) throws -> FilePath {
    var path = path
    for _ in 0..<32 {
      guard try fileSystem.status(at: path, followingLinks: false)?.type == .symlink else {
        return path
      }
      path = path.removingLastComponent().pushing(FilePath(try fileSystem.readLink(path)))
    }
    return path
  }
}
