// One store for several clones: their objects in one folder, which knows who uses it.
import FileIO
import ObjectStore
import Objects
import SystemPackage

/// Where a clone keeps its objects, when that is not in its own `.mlops`.
struct SharedStore: Sendable {
  /// A clone that uses a store.
  struct Clone: Sendable, Equatable {
    /// The name of its file in `clones/`.
    var id: String
    /// Its `.mlops`.
    var metadata: FilePath
  }

  /// The folder with `format`, `objects/` and `clones/`.
  let root: FilePath
  /// What this clone is called there.
  let id: String

  /// In a clone's `.mlops`: where its store is, and the clone's id.
  static let pointerName = "store"
  private static let bytesMax = 16 << 10
  private static let topNames: Set<String> = ["format", "objects", "clones", "tmp", "trash"]

  private var clonesFolder: FilePath { root.appending("clones") }

  // MARK: - The clone's side

  /// Reads where the objects of a clone are.
  ///
  /// Errors: `format-damaged` where that cannot be understood.
  static func load(_ metadata: FilePath, in fileSystem: any FileSystem) throws -> SharedStore {
    let path = metadata.appending(pointerName)
    let lines: [Substring]
    do throws(FileError) {
      let bytes = try fileSystem.readFile(path, maxBytes: bytesMax)
      lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    } catch {
      throw RepositoryError.formatDamaged(path: path.string, reason: error.description)
    }
    guard lines.count == 2, lines[0].hasPrefix("/"), isID(lines[1]) else {
      throw RepositoryError.formatDamaged(
        path: path.string, reason: "it does not say where the objects are")
    }
    return SharedStore(
      root: FilePath(String(lines[0])).lexicallyNormalized(), id: String(lines[1]))
  }

  /// Writes where the objects of a clone are.
  func save(to metadata: FilePath, in fileSystem: any FileSystem, durable: Bool) throws {
    try fileSystem.replaceFile(
      metadata.appending(Self.pointerName), with: Array("\(root.string)\n\(id)\n".utf8),
      temporary: metadata.appending("tmp"), durable: durable)
  }

  /// A place for a new clone in a store.
  static func new(at root: FilePath) -> SharedStore {
    let digits = (0..<2).map { _ in UInt64.random(in: 0 ... .max) }
      .map { number in
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
      }
    return SharedStore(root: root.lexicallyNormalized(), id: digits.joined())
  }

  private static func isID(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 32
      && text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  // MARK: - The store's side

  /// Makes the store where there is none.
  ///
  /// Errors: `folder-not-empty` where something else is.
  func create(_ environment: RepositoryEnvironment) throws {
    let fileSystem = environment.fileSystem
    let format = root.appending("format")
    if try fileSystem.status(at: format, followingLinks: true) == nil {
      if try fileSystem.status(at: root, followingLinks: true) != nil,
        let other = try fileSystem.entries(of: root).map(\.name).sorted()
          .first(where: { !Self.topNames.contains($0) })
      {
        throw RepositoryError.notAStore(root.string, example: other)
      }
      try ObjectStore.create(
        at: root, fileSystem: fileSystem, durability: environment.durability, isShared: true)
      try fileSystem.makeSharedFolder(clonesFolder)
      // Last: from here on it is a store.
      try write(
        Array(RepositoryFormat.storeText.utf8), to: format, in: fileSystem,
        durable: environment.durability == .full)
    }
    guard try RepositoryFormat.load(format, in: fileSystem)?.isShared == true else {
      throw RepositoryError.notAStore(root.string, example: "format")
    }
  }

  /// Writes down that a clone uses the store: what it leads to is kept by every collection.
  func register(_ metadata: FilePath, in fileSystem: any FileSystem) throws {
    try write(
      Array("\(metadata.string)\n".utf8), to: clonesFolder.appending(id), in: fileSystem,
      durable: true)
  }

  /// Writes a file that a group reads and writes.
  private func write(
    _ bytes: [UInt8], to path: FilePath, in fileSystem: any FileSystem, durable: Bool
  ) throws(FileError) {
    try fileSystem.replaceFile(
      path, with: bytes, temporary: root.appending("tmp"), durable: durable)
    try fileSystem.setPermissions(0o664, of: path)
  }

  /// Takes a clone off the list.
  func forget(_ clone: Clone, in fileSystem: any FileSystem) throws {
    try fileSystem.unlink(clonesFolder.appending(clone.id))
    try fileSystem.syncDirectory(clonesFolder)
  }

  /// Every clone that uses the store, by id.
  func clones(in fileSystem: any FileSystem) throws -> [Clone] {
    try fileSystem.entries(of: clonesFolder).map(\.name).filter { Self.isID($0) }.sorted()
      .compactMap { id in
        guard let path = try place(of: id, in: fileSystem) else { return nil }
        return Clone(id: id, metadata: path)
      }
  }

  private func place(of id: String, in fileSystem: any FileSystem) throws -> FilePath? {
    do throws(FileError) {
      let bytes = try fileSystem.readFile(clonesFolder.appending(id), maxBytes: Self.bytesMax)
      return FilePath(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    } catch {
      if case .notFound = error { return nil }
      throw error
    }
  }

  /// Sees to it that the store knows where the clone is now: it may have been moved, or copied, and a copy
  /// is a clone of its own.
  func confirmed(
    _ metadata: FilePath, in fileSystem: any FileSystem
  ) throws -> SharedStore {
    let known = try place(of: id, in: fileSystem)
    if known == metadata { return self }
    if let known, try isSame(known, metadata, fileSystem) { return self }
    var own = self
    if let known, let other = try? Self.load(known, in: fileSystem), other.id == id {
      own = Self.new(at: root)
      try own.register(metadata, in: fileSystem)
      try own.save(to: metadata, in: fileSystem, durable: true)
    } else {
      try own.register(metadata, in: fileSystem)
    }
    return own
  }

  /// Whether two paths lead to one folder.
  private func isSame(
    _ a: FilePath, _ b: FilePath, _ fileSystem: any FileSystem
  ) throws -> Bool {
    guard let a = try? fileSystem.status(at: a, followingLinks: true),
      let b = try fileSystem.status(at: b, followingLinks: true)
    else { return false }
    return a.inode == b.inode && a.device == b.device
  }
}
