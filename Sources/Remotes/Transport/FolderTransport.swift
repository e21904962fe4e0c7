// A folder on any mount: a disk, NFS, a share.
import FileIO
import SystemPackage

/// Keeps files in a folder. A new file is written to `tmp/` in it, synced, and gets its name by link(2),
/// which fails when the name is taken, on this machine and on all others that mount the folder.
public struct FolderTransport: Transport {
  private let root: FilePath
  private let fileSystem: any FileSystem
  private let flow: TransportFlow
  private static let pieceBytes = 4 << 20
  /// What names in `tmp/` begin with.
  private static let incoming = "incoming"

  /// The folder need not be there before the first file is made.
  ///
  /// - Parameter flow: is told what moves.
  public init(
    _ root: FilePath, fileSystem: any FileSystem = KernelFileSystem(),
    flow: TransportFlow = TransportFlow()
  ) {
    self.root = root
    self.fileSystem = fileSystem
    self.flow = flow
  }

  public var location: String { root.string }

  /// The bytes of a file.
  public func size(of name: String) throws(TransportError) -> UInt64? {
    let path = try path(name)
    do throws(FileError) {
      guard let status = try fileSystem.status(at: path, followingLinks: true),
        status.type == .regular
      else { return nil }
      return UInt64(clamping: status.size)
    } catch {
      if case .notADirectory = error { return nil }
      throw TransportError(error, at: path)
    }
  }

  /// Bytes of a file.
  public func read(_ name: String, at offset: UInt64, count: Int) throws(TransportError) -> [UInt8]
  {
    let path = try path(name)
    guard count >= 0, let start = Int64(exactly: offset) else { throw .shorter(path.string) }
    do throws(FileError) {
      let bytes = try File(path, .read, in: fileSystem).readBytes(at: start, count: count)
      try flow.move(count)
      return bytes
    } catch {
      throw TransportError(error, at: path)
    }
  }

  /// The names in a folder.
  public func list(_ folder: String) throws(TransportError) -> [String] {
    let path = folder.isEmpty ? root : try path(folder)
    do throws(FileError) {
      return try fileSystem.entries(of: path).filter(\.isValid).map(\.name)
    } catch {
      switch error {
      case .notFound, .notADirectory: return []
      default: throw TransportError(error, at: path)
      }
    }
  }

  /// Makes a file.
  public func create(_ name: String, from source: TransportSource) throws(TransportError) {
    let path = try path(name)
    do throws(FileError) {
      if try fileSystem.status(at: path, followingLinks: false) != nil {
        throw .exists(path.string)
      }
      let folder = path.removingLastComponent()
      try makeFolders(folder)
      if case .file(let given) = source, try linked(given, to: path) {
        try fileSystem.syncDirectory(folder)
        return
      }
      let temporary = try written(source, for: path)
      defer { try? fileSystem.unlink(temporary) }
      try link(temporary, to: path)
      try fileSystem.syncDirectory(folder)
    } catch {
      throw TransportError(error, at: path)
    }
  }

  /// Deletes a file.
  public func delete(_ name: String) throws(TransportError) {
    let path = try path(name)
    do throws(FileError) {
      try fileSystem.unlink(path)
    } catch {
      switch error {
      case .notFound, .notADirectory: return
      default: throw TransportError(error, at: path)
      }
    }
  }

  /// Deletes files in `tmp/` that nobody has written to for so long.
  public func removeLeftovers(olderThan seconds: Int64, isDryRun: Bool) throws(TransportError)
    -> Int
  {
    do throws(FileError) {
      guard let now = try time(writing: !isDryRun) else { return 0 }
      var count = 0
      let folder = root.appending("tmp")
      for entry in try fileSystem.entries(of: folder)
      where entry.isValid && entry.name.hasPrefix(Self.incoming + "-") {
        let path = folder.appending(entry.name)
        guard let status = try fileSystem.status(at: path, followingLinks: false),
          status.type == .regular,
          max(status.mtime, status.ctime).seconds <= now - seconds
        else { continue }
        if !isDryRun { try fileSystem.unlink(path) }
        count += 1
      }
      return count
    } catch {
      if case .notFound = error { return 0 }
      throw TransportError(error, at: root)
    }
  }

  /// The time of the folder's file system, which need not be this machine's: that of a file that is made
  /// just now, else of the newest head.
  private func time(writing: Bool) throws(FileError) -> Int64? {
    if writing {
      try fileSystem.makeDirectories(root.appending("tmp"))
      let probe = root.appending("tmp").appending(TemporaryName.make(prefix: "time"))
      defer { try? fileSystem.unlink(probe) }
      return try File(probe, .create, in: fileSystem).status().mtime.seconds
    }
    let heads = root.appending("heads")
    var newest: Int64?
    for entry in try fileSystem.entries(of: heads) {
      let status = try fileSystem.status(at: heads.appending(entry.name), followingLinks: false)
      if let seconds = status?.mtime.seconds { newest = max(newest ?? seconds, seconds) }
    }
    return newest
  }

  // MARK: - Inside

  private func path(_ name: String) throws(TransportError) -> FilePath {
    guard TransportName.isValid(name) else { throw .invalidName(name) }
    return FilePath(root.string + "/" + name)
  }

  /// Makes the folder and those above it, and syncs the names of those that are new.
  private func makeFolders(_ folder: FilePath) throws(FileError) {
    var missing: [FilePath] = []
    var place = folder
    while !place.isEmpty, try fileSystem.status(at: place, followingLinks: true) == nil {
      missing.append(place)
      place = place.removingLastComponent()
    }
    try fileSystem.makeDirectories(folder)
    for new in missing { try fileSystem.syncDirectory(new.removingLastComponent()) }
  }

  /// Gives a file of the same file system its name here, with no copy of it. False where that cannot be.
  private func linked(_ file: FilePath, to path: FilePath) throws(FileError) -> Bool {
    guard let status = try fileSystem.status(at: file, followingLinks: false),
      let own = try fileSystem.status(at: root, followingLinks: true),
      status.device == own.device, status.type == .regular
    else { return false }
    try File(file, .read, in: fileSystem).sync()
    do throws(FileError) {
      try link(file, to: path)
      return true
    } catch {
      switch error {
      case .exists, .interrupted: throw error
      default: return false
      }
    }
  }

  /// Over NFS a link may be made and its answer lost; asked again, the server then says that the name is
  /// taken. The count of names tells whose it is.
  private func link(_ temporary: FilePath, to path: FilePath) throws(FileError) {
    let before = try fileSystem.status(at: temporary, followingLinks: false)
    do throws(FileError) {
      try fileSystem.link(temporary, to: path)
    } catch {
      guard case .exists = error, let before,
        let after = try fileSystem.status(at: temporary, followingLinks: false),
        after.links > before.links,
        let named = try fileSystem.status(at: path, followingLinks: false),
        named.inode == after.inode, named.device == after.device
      else { throw error }
    }
  }

  /// A synced file in `tmp/` with the bytes.
  private func written(
    _ source: TransportSource, for path: FilePath
  ) throws(FileError) -> FilePath {
    let folder = root.appending("tmp")
    try fileSystem.makeDirectories(folder)
    let temporary = folder.appending(TemporaryName.make(prefix: Self.incoming))
    do throws(FileError) {
      let file = try File(temporary, .create, in: fileSystem)
      switch source {
      case .bytes(let bytes):
        try file.write(bytes, at: 0)
        try flow.move(bytes.count)
      case .file(let given), .copy(let given):
        try copy(File(given, .read, in: fileSystem), to: file)
      }
      try file.sync()
    } catch {
      try? fileSystem.unlink(temporary)
      throw error
    }
    return temporary
  }

  private func copy(_ source: File, to file: File) throws(FileError) {
    var offset: Int64 = 0
    while true {
      try Interruption.check()
      let most = flow.pieceBytes(Self.pieceBytes)
      var count = try file.copyRange(of: source, at: offset, count: most)
      if count == 0 {
        let piece = try source.readUpTo(most, at: offset)
        if piece.isEmpty { return }
        try file.write(piece, at: offset)
        count = piece.count
      }
      file.startWriteback(at: offset, count: Int64(count))
      offset += Int64(count)
      try flow.move(count)
    }
  }
}

extension TransportError {
  /// A refusal by the file system. `shorter` for a file that ends too early; what a mount says that is away
  /// for a moment is retryable.
  init(_ error: FileError, at path: FilePath) {
    switch error {
    case .notFound: self = .missing(path.string)
    case .exists: self = .exists(path.string)
    case .interrupted: self = .interrupted
    case .io(_, "read", 0): self = .shorter(path.string)
    case .io, .busy: self = .unreachable(path.string, reason: error.description)
    default: self = .refused(path.string, reason: error.description)
    }
  }
}
