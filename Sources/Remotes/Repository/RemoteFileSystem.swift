// A remote as a file system: all that reads and writes a store here does so there.
import FileIO
import Objects
import SystemPackage

/// The files of a transport under the paths that a repository's metadata folder has, for `ObjectStore` and
/// `OperationLog`. Below `tmp/` files are on this machine; to link or rename one of them to another name
/// sends it. Segments are read whole, once, checked, and kept on this machine.
///
/// What a transport says no to is a `FileError` here; `failure` has the error itself.
final class RemoteFileSystem: FileSystem {
  private struct Opened {
    /// On this machine.
    var descriptor: Int32?
    /// Who closes it, where that is not for this file system to do.
    var copy: File?
    var name: String
    var size: UInt64
  }

  private struct State {
    var open: [Int32: Opened] = [:]
    var next: Int32 = 1 << 24
    var failure: TransportError?
  }

  /// Where the remote's files seem to be.
  let root: FilePath
  let transport: any Transport
  /// What a path in it begins with.
  private let prefix: String
  private let scratch: FilePath
  /// nil: segments are read where they are, like packs.
  private let cache: SegmentCache?
  private let local: any FileSystem
  private let state = Locked(State())
  private let readAhead = ReadAhead()

  /// - Parameters:
  ///   - scratch: a folder of this machine for files that are to be sent.
  ///   - cache: a folder of this machine for segments; nil for a check, which must see what is there.
  init(
    _ transport: any Transport, scratch: FilePath, cache: FilePath?, local: any FileSystem
  ) {
    self.transport = transport
    self.scratch = scratch
    self.local = local
    root = FilePath("/").pushing(FilePath(transport.location))
    prefix = root.string + "/"
    self.cache = cache.map {
      SegmentCache(folder: $0, scratch: scratch, transport: transport, local: local)
    }
  }

  /// The last thing that the transport could not do, other than a name that was missing or taken.
  var failure: TransportError? { state.withLock { $0.failure } }

  /// Forgets the last failure.
  func forgetFailure() { state.withLock { $0.failure = nil } }

  // MARK: - Places

  private enum Place {
    case local(FilePath)
    case remote(String)
    case top
  }

  private func place(_ path: FilePath) -> Place {
    let text = path.string
    guard text.hasPrefix(prefix) else { return path == root ? .top : .local(path) }
    let name = text.dropFirst(prefix.count)
    if name == "tmp" { return .local(scratch) }
    if name.hasPrefix("tmp/") { return .local(scratch.appending(String(name.dropFirst(4)))) }
    return .remote(String(name))
  }

  private func attempt<Result>(
    _ path: FilePath, _ operation: String, _ body: () throws(TransportError) -> Result
  ) throws(FileError) -> Result {
    do throws(TransportError) {
      return try body()
    } catch {
      switch error {
      case .missing: throw .notFound(path.string)
      case .exists: throw .exists(path.string)
      case .interrupted: throw .interrupted
      default:
        state.withLock { $0.failure = error }
        throw FileError(errno: Errno.ioError.rawValue, path: path, operation: operation)
      }
    }
  }

  // MARK: - Content

  func open(
    _ path: FilePath, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32 {
    switch place(path) {
    case .top: throw .isADirectory(path.string)
    case .local(let path):
      return register(
        Opened(
          descriptor: try local.open(path, mode, permissions: permissions), name: "", size: 0))
    case .remote(let name):
      if mode != .read && mode != .readNoFollow { throw .readOnly(path.string) }
      if let cache, SegmentCache.isSegment(name) {
        let copy = try attempt(path, "read") { () throws(TransportError) in
          try cache.open(name)
        }
        return register(
          Opened(descriptor: copy.descriptor, copy: copy, name: name, size: 0))
      }
      let size = try attempt(path, "read") { () throws(TransportError) in
        try transport.size(of: name)
      }
      guard let size else { throw .notFound(path.string) }
      return register(Opened(descriptor: nil, name: name, size: size))
    }
  }

  private func register(_ opened: Opened) -> Int32 {
    state.withLock { state in
      state.next += 1
      state.open[state.next] = opened
      return state.next
    }
  }

  private func opened(_ descriptor: Int32, _ path: FilePath) throws(FileError) -> Opened {
    guard let found = state.withLock({ $0.open[descriptor] }) else {
      throw FileError(errno: Errno.badFileDescriptor.rawValue, path: path, operation: "use")
    }
    return found
  }

  /// The descriptor of a file that may be written.
  private func writable(_ descriptor: Int32, _ path: FilePath) throws(FileError) -> Int32 {
    guard let own = try opened(descriptor, path).descriptor else { throw .readOnly(path.string) }
    return own
  }

  func close(_ descriptor: Int32) {
    let closed = state.withLock { $0.open.removeValue(forKey: descriptor) }
    if closed?.copy == nil, let own = closed?.descriptor { local.close(own) }
  }

  func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64,
    path: FilePath
  ) throws(FileError) -> Int {
    let file = try opened(descriptor, path)
    if let own = file.descriptor {
      return try local.read(own, into: buffer, at: offset, path: path)
    }
    guard let start = UInt64(exactly: offset), start < file.size else { return 0 }
    let count = Int(min(UInt64(buffer.count), file.size - start))
    let bytes = try attempt(path, "read") { () throws(TransportError) in
      guard ReadAhead.helps(file.name, count: count) else {
        return try transport.read(file.name, at: start, count: count)
      }
      return try readAhead.bytes(of: file.name, size: file.size, at: start, count: count) {
        offset, count throws(TransportError) in
        try transport.read(file.name, at: offset, count: count)
      }
    }
    buffer.copyBytes(from: bytes)
    return bytes.count
  }

  func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64, path: FilePath
  ) throws(FileError) {
    try local.write(writable(descriptor, path), bytes, at: offset, path: path)
  }

  func status(of descriptor: Int32, path: FilePath) throws(FileError) -> FileStatus {
    let file = try opened(descriptor, path)
    guard let own = file.descriptor else { return Self.status(.regular, file.size) }
    return try local.status(of: own, path: path)
  }

  func truncate(_ descriptor: Int32, to size: Int64, path: FilePath) throws(FileError) {
    try local.truncate(writable(descriptor, path), to: size, path: path)
  }

  /// A file is as durable as its transport makes it, when it is sent.
  func sync(_ descriptor: Int32, path: FilePath) throws(FileError) {}
  func startWriteback(_ descriptor: Int32, at offset: Int64, count: Int64) {}
  func reserve(_ descriptor: Int32, size: Int64) {}

  // MARK: - Names

  func status(at path: FilePath, followingLinks: Bool) throws(FileError) -> FileStatus? {
    switch place(path) {
    case .top: return Self.status(.directory, 0)
    case .local(let path): return try local.status(at: path, followingLinks: followingLinks)
    case .remote(let name):
      let size = try attempt(path, "look at") { () throws(TransportError) in
        try transport.size(of: name)
      }
      return size.map { Self.status(.regular, $0) }
    }
  }

  /// A transport has no times.
  private static func status(_ type: FileKind, _ size: UInt64) -> FileStatus {
    let never = FileTime(seconds: 0, nanoseconds: 0)
    return FileStatus(
      type: type, size: Int64(clamping: size), mtime: never, ctime: never, inode: 0, device: 0,
      permissions: 0o444, links: 1)
  }

  func entries(
    of directory: FilePath, withStatus: Bool
  ) throws(FileError) -> [DirectoryEntry] {
    let folder: String
    switch place(directory) {
    case .local(let path): return try local.entries(of: path, withStatus: withStatus)
    case .top: folder = ""
    case .remote(let name): folder = name
    }
    let names = try attempt(directory, "list") { () throws(TransportError) in
      try transport.list(folder)
    }
    return names.map { DirectoryEntry(name: $0, type: .regular) }
  }

  /// Sends a file of `tmp/`.
  private func send(_ from: FilePath, _ to: FilePath) throws(FileError) {
    guard case .local(let source) = place(from) else { throw .readOnly(to.string) }
    _ = try send(.file(source), of: source, to)
  }

  /// Sends a copy of a file that stays in use here. False when it was there.
  func sendCopy(_ file: FilePath, to name: FilePath) throws(FileError) -> Bool {
    try send(.copy(file), of: file, name)
  }

  /// A file whose name is its checksum may be there already.
  private func send(
    _ source: TransportSource, of file: FilePath, _ to: FilePath
  ) throws(FileError) -> Bool {
    guard case .remote(let name) = place(to) else { throw .readOnly(to.string) }
    return try attempt(to, "send") { () throws(TransportError) in
      do throws(TransportError) {
        try transport.create(name, from: source)
        return true
      } catch {
        guard case .exists = error, name.hasPrefix("objects/") else { throw error }
        let status = try? local.status(at: file, followingLinks: false)
        guard let size = status?.size, try transport.size(of: name) == UInt64(clamping: size)
        else { throw error }
        return false
      }
    }
  }

  func link(_ existing: FilePath, to new: FilePath) throws(FileError) {
    try send(existing, new)
  }

  func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try send(from, to)
    if case .local(let source) = place(from) { try local.unlink(source) }
  }

  func unlink(_ path: FilePath) throws(FileError) {
    switch place(path) {
    case .top: throw .readOnly(path.string)
    case .local(let path): try local.unlink(path)
    case .remote(let name):
      try attempt(path, "delete") { () throws(TransportError) in try transport.delete(name) }
    }
  }

  /// Folders of a remote need no making.
  func makeDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    if case .local(let path) = place(path) {
      try local.makeDirectories(path, permissions: permissions)
    }
  }

  func syncDirectory(_ path: FilePath) throws(FileError) {}

  func freeBytes(at path: FilePath) throws(FileError) -> Int64 {
    try local.freeBytes(at: scratch)
  }

  // What a store never does.
  func setPermissions(_ permissions: UInt16, of path: FilePath) throws(FileError) {
    throw .readOnly(path.string)
  }
  func exchange(_ first: FilePath, _ second: FilePath) throws(FileError) -> Bool { false }
  func symlink(target: String, at path: FilePath) throws(FileError) {
    throw .readOnly(path.string)
  }
  func readLink(_ path: FilePath) throws(FileError) -> String { throw .notFound(path.string) }
  func removeDirectory(_ path: FilePath) throws(FileError) { throw .readOnly(path.string) }
}
