import FileIO
import SystemPackage

/// The file `format`: the version, and the features that a program must know to read, write or
/// collect. It is written last when a repository is made, so its presence means that the rest is there.
package struct RepositoryFormat: Sendable, Equatable {
  /// What this program writes.
  static let text = "mlx repository 1\nread:\nwrite:\ncollect:\n"
  /// What a new remote has: the file cannot change there, so it names all that may come to be.
  package static let remoteText =
    "mlx repository 1\nread:\nwrite:\ncollect: \(deltas) \(profiles)\n"
  /// Chunks are stored as differences to others: a program that collects must keep those others.
  static let deltas = "deltas"
  /// Commits and notes name profiles: a program that collects must keep them.
  static let profiles = "profiles"
  /// Objects are in another folder, for several clones. Also what that folder itself says.
  static let sharedStore = "shared-store"
  /// What a clone of a shared store has, and the store itself.
  static let storeText = "mlx repository 1\nread: \(sharedStore)\nwrite:\ncollect:\n"
  /// Features that this program knows.
  private static let knownFlags: Set<String> = [deltas, profiles, sharedStore]
  package static let bytesMax = 4096

  let path: String
  private var readFlags: [String] = []
  private var writeFlags: [String] = []
  private var collectFlags: [String] = []

  /// Reads the file; nil when there is none.
  ///
  /// Errors: `unsupported-format`, `format-damaged`.
  static func load(_ path: FilePath, in fileSystem: any FileSystem) throws -> RepositoryFormat? {
    do {
      let bytes = try fileSystem.readFile(path, maxBytes: bytesMax)
      return try RepositoryFormat(parsing: bytes, path: path.string)
    } catch FileError.notFound, FileError.notADirectory {
      return nil
    } catch FileError.tooLarge {
      throw RepositoryError.formatDamaged(path: path.string, reason: "it is too long")
    }
  }

  package init(parsing bytes: [UInt8], path: String) throws(RepositoryError) {
    self.path = path
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .formatDamaged(path: path, reason: "it is not text")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3, words[0] == "mlx", words[1] == "repository",
      let version = UInt32(words[2]), version > 0
    else { throw .formatDamaged(path: path, reason: "its first line is not 'mlx repository 1'") }
    guard version == 1 else {
      throw .unsupportedFormat(path: path, what: "version \(version) of the format")
    }
    let flags = Self.flags(lines.dropFirst())
    guard let read = flags["read"], let write = flags["write"], let collect = flags["collect"]
    else {
      throw .formatDamaged(path: path, reason: "a line is missing")
    }
    try Self.check(read, path: path)
    readFlags = read
    writeFlags = write
    collectFlags = collect
  }

  /// Whether objects are in a folder that several clones share.
  package var isShared: Bool { readFlags.contains(Self.sharedStore) }

  /// The format of a clone together with that of its store: what becomes of objects is said there.
  func joined(with store: RepositoryFormat) -> RepositoryFormat {
    var format = store
    format.readFlags += readFlags
    format.writeFlags += writeFlags
    format.collectFlags += collectFlags
    return format
  }

  /// Errors: `unsupported-format` when writing needs a feature that this program does not know.
  package func checkWriting() throws(RepositoryError) {
    try Self.check(writeFlags, path: path)
  }

  /// Errors: `unsupported-format` when collecting needs a feature that this program does not know.
  package func checkCollecting() throws(RepositoryError) {
    try checkWriting()
    try Self.check(collectFlags, path: path)
  }

  /// Says in the file that a program must know a feature to collect, unless it says so already.
  func addCollectFlag(_ flag: String, _ environment: RepositoryEnvironment) throws {
    let file = FilePath(path)
    guard var format = try Self.load(file, in: environment.fileSystem),
      !format.collectFlags.contains(flag)
    else { return }
    format.collectFlags.append(flag)
    try environment.fileSystem.replaceFile(
      file, with: Array(format.document.utf8),
      temporary: file.removingLastComponent().appending("tmp"),
      durable: environment.durability == .full)
    if isShared { try environment.fileSystem.setPermissions(0o664, of: file) }
  }

  private var document: String {
    let lines = [("read", readFlags), ("write", writeFlags), ("collect", collectFlags)]
    return "mlx repository 1\n"
      + lines.map { ([$0 + ":"] + $1).joined(separator: " ") + "\n" }.joined()
  }

  private static func check(_ flags: [String], path: String) throws(RepositoryError) {
    if let flag = flags.first(where: { !knownFlags.contains($0) }) {
      throw .unsupportedFormat(path: path, what: "the feature '\(flag)'")
    }
  }

  private static func flags(_ lines: ArraySlice<Substring>) -> [String: [String]] {
    var flags: [String: [String]] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      flags[String(parts[0])] = parts[1].split(separator: " ").map(String.init)
    }
    return flags
  }
}
