// A file system that keeps a log of all changes below one folder, and fails on demand.
import FileIO
import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Wraps the real file system. Changes below `root` are logged for `CrashDisk`, one at a time, in
/// the order in which they took effect. Files that something else puts there are taken in when they
/// are first changed, as if they had been on the disk for long.
public final class FaultyFileSystem: FileSystem {
  public let root: FilePath
  private let hasDisks: Bool
  private let kernel = KernelFileSystem()
  private let state: Locked<State>

  private struct State {
    var recorder: Recorder
    var faults = FaultPlan()
    var hook: (@Sendable (CallKind, FilePath) -> Void)?
  }

  /// What is in `root` now is the disk that the log begins with.
  ///
  /// - Parameter hasDisks: every folder in `root` is a disk of its own: no link and no rename leads from one to
  ///   another.
  public init(root: FilePath, hasDisks: Bool = false) throws {
    self.root = root
    self.hasDisks = hasDisks
    state = Locked(State(recorder: try Recorder(root: root)))
  }

  // MARK: Log

  /// Forgets the log; what is on the disk now is what a crash cannot take away.
  public func restartLog() throws {
    try state.withLock { $0.recorder = try Recorder(root: root) }
  }

  public var log: DiskLog { state.withLock { $0.recorder.log } }

  // MARK: Faults

  public func inject(_ fault: Fault) { state.withLock { $0.faults.add(fault) } }

  /// Forgets faults and counts; also the power is back.
  public func clearFaults() { state.withLock { $0.faults.clear() } }

  /// Calls that change something, since the last `clearFaults`.
  public var changeCount: Int { state.withLock { $0.faults.changeCount } }
  public var callCount: Int { state.withLock { $0.faults.callCount } }
  /// Calls that a fault hit.
  public var hitCount: Int { state.withLock { $0.faults.hitCount } }
  public var isStopped: Bool { state.withLock { $0.faults.isStopped } }

  /// Runs before each call, outside of the lock: another command can slip in there. It must itself
  /// see to it that it does not answer its own calls.
  public func beforeEachCall(_ hook: (@Sendable (CallKind, FilePath) -> Void)?) {
    state.withLock { $0.hook = hook }
  }

  private func fault(at kind: CallKind, _ path: FilePath) -> (errno: Int32, effect: Fault.Effect)? {
    if let hook = state.withLock({ $0.hook }) { hook(kind, path) }
    return state.withLock { $0.faults.next(kind) }
  }

  private func check(_ kind: CallKind, _ path: FilePath) throws(FileError) {
    guard let fault = self.fault(at: kind, path) else { return }
    throw FileError(errno: fault.errno, path: path, operation: "\(kind)")
  }

  /// A change: the fault, or the change with its entry in the log as one step.
  private func change<Result>(
    _ kind: CallKind, _ path: FilePath,
    _ body: (inout Recorder) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    try check(kind, path)
    return try state.withLock { state throws(FileError) in try body(&state.recorder) }
  }

  // MARK: Disks

  /// The folder in `root` that a path is in.
  private func disk(of path: FilePath) -> Substring? {
    guard hasDisks, path.string.hasPrefix(root.string + "/") else { return nil }
    return path.string.dropFirst(root.string.utf8.count + 1).prefix { $0 != "/" }
  }

  private func checkDisks(_ first: FilePath, _ second: FilePath) throws(FileError) {
    guard disk(of: first) != disk(of: second) else { return }
    throw FileError(errno: EXDEV, path: second, operation: "link")
  }

  private func placed(_ status: FileStatus?, _ path: FilePath) -> FileStatus? {
    guard var status, let disk = disk(of: path) else { return status }
    status.device ^= disk.utf8.reduce(1 << 32) { $0 &* 31 &+ UInt64($1) }
    return status
  }

  // MARK: Content

  public func open(
    _ path: FilePath, _ mode: OpenMode, permissions: UInt16
  ) throws(FileError) -> Int32 {
    try change(mode == .create ? .create : .open, path) { recorder throws(FileError) in
      if mode == .create {
        let name = recorder.name(of: path)
        let descriptor = try kernel.open(path, mode, permissions: permissions)
        recorder.didCreate(path, name, descriptor: descriptor)
        return descriptor
      }
      _ = recorder.find(path)
      let descriptor = try kernel.open(path, mode, permissions: permissions)
      recorder.didOpen(path, descriptor: descriptor)
      return descriptor
    }
  }

  public func close(_ descriptor: Int32) {
    state.withLock { state in
      state.recorder.willClose(descriptor)
      kernel.close(descriptor)
    }
  }

  public func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int64,
    path: FilePath
  ) throws(FileError) -> Int {
    try check(.read, path)
    return try kernel.read(descriptor, into: buffer, at: offset, path: path)
  }

  public func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int64, path: FilePath
  ) throws(FileError) {
    let fault = self.fault(at: .write, path)
    let count =
      switch fault?.effect {
      case nil: bytes.count
      case .halfWriting: bytes.count / 2
      default: 0
      }
    let part = UnsafeRawBufferPointer(rebasing: bytes[..<count])
    if count > 0 {
      try state.withLock { state throws(FileError) in
        try kernel.write(descriptor, part, at: offset, path: path)
        state.recorder.didWrite(descriptor, Array(part), at: offset, path: path)
      }
    }
    if let fault { throw FileError(errno: fault.errno, path: path, operation: "write") }
  }

  public func status(of descriptor: Int32, path: FilePath) throws(FileError) -> FileStatus {
    try check(.status, path)
    let status = try kernel.status(of: descriptor, path: path)
    return placed(status, path) ?? status
  }

  public func sync(_ descriptor: Int32, path: FilePath) throws(FileError) {
    try change(.sync, path) { recorder throws(FileError) in
      recorder.didSync(descriptor, path: path)
    }
  }

  public func startWriteback(_ descriptor: Int32, at offset: Int64, count: Int64) {}

  public func reserve(_ descriptor: Int32, size: Int64) {}

  public func truncate(_ descriptor: Int32, to size: Int64, path: FilePath) throws(FileError) {
    try change(.truncate, path) { recorder throws(FileError) in
      try kernel.truncate(descriptor, to: size, path: path)
      recorder.didTruncate(descriptor, to: size, path: path)
    }
  }

  public func lock(_ descriptor: Int32, isShared: Bool, path: FilePath) throws(FileError) {
    try check(.lock, path)
    try kernel.lock(descriptor, isShared: isShared, path: path)
  }

  public func freeBytes(at path: FilePath) throws(FileError) -> Int64 {
    try check(.freeBytes, path)
    return try kernel.freeBytes(at: path)
  }

  // MARK: Names

  public func status(
    at path: FilePath, followingLinks: Bool
  ) throws(FileError) -> FileStatus? {
    try check(.status, path)
    return placed(try kernel.status(at: path, followingLinks: followingLinks), path)
  }

  public func setPermissions(_ permissions: UInt16, of path: FilePath) throws(FileError) {
    try change(.setPermissions, path) { recorder throws(FileError) in
      let found = recorder.find(path)
      try kernel.setPermissions(permissions, of: path)
      recorder.didSetPermissions(permissions, of: found, path: path)
    }
  }

  public func makeDirectory(_ path: FilePath, permissions: UInt16) throws(FileError) {
    try change(.makeDirectory, path) { recorder throws(FileError) in
      let name = recorder.name(of: path)
      try kernel.makeDirectory(path, permissions: permissions)
      recorder.didMakeDirectory(path, name)
    }
  }

  public func entries(
    of directory: FilePath, withStatus: Bool
  ) throws(FileError) -> [DirectoryEntry] {
    try check(.list, directory)
    var entries = try kernel.entries(of: directory, withStatus: withStatus)
    guard hasDisks else { return entries }
    for index in entries.indices {
      entries[index].status = placed(entries[index].status, directory)
    }
    return entries
  }

  public func rename(_ from: FilePath, to: FilePath) throws(FileError) {
    try checkDisks(from, to)
    try change(.rename, to) { recorder throws(FileError) in
      let (found, replaced) = (recorder.find(from), recorder.find(to))
      let (source, target) = (recorder.name(of: from), recorder.name(of: to))
      try kernel.rename(from, to: to)
      recorder.didRename(found, from: source, to: target, replacing: replaced, path: to)
    }
  }

  public func exchange(_ first: FilePath, _ second: FilePath) throws(FileError) -> Bool {
    try change(.rename, second) { recorder throws(FileError) in
      let found = (recorder.find(first), recorder.find(second))
      let names = (recorder.name(of: first), recorder.name(of: second))
      guard try kernel.exchange(first, second) else { return false }
      recorder.didExchange(found, names, path: second)
      return true
    }
  }

  public func link(_ existing: FilePath, to new: FilePath) throws(FileError) {
    try checkDisks(existing, new)
    try change(.link, new) { recorder throws(FileError) in
      let (found, name) = (recorder.find(existing), recorder.name(of: new))
      try kernel.link(existing, to: new)
      recorder.didLink(found, to: name, path: new)
    }
  }

  public func symlink(target: String, at path: FilePath) throws(FileError) {
    try change(.symlink, path) { recorder throws(FileError) in
      let name = recorder.name(of: path)
      try kernel.symlink(target: target, at: path)
      recorder.didMakeSymlink(path, name, target: target)
    }
  }

  public func readLink(_ path: FilePath) throws(FileError) -> String {
    try check(.readLink, path)
    return try kernel.readLink(path)
  }

  public func unlink(_ path: FilePath) throws(FileError) {
    try change(.unlink, path) { recorder throws(FileError) in
      let (found, name) = (recorder.find(path), recorder.name(of: path))
      try kernel.unlink(path)
      recorder.didRemove(found, name, path: path)
    }
  }

  public func removeDirectory(_ path: FilePath) throws(FileError) {
    try change(.removeDirectory, path) { recorder throws(FileError) in
      let (found, name) = (recorder.find(path), recorder.name(of: path))
      try kernel.removeDirectory(path)
      recorder.didRemove(found, name, path: path)
    }
  }

  public func syncDirectory(_ path: FilePath) throws(FileError) {
    try change(.syncDirectory, path) { recorder throws(FileError) in
      guard try kernel.status(at: path, followingLinks: true) != nil else {
        throw .notFound(path.string)
      }
      recorder.didSyncDirectory(path)
    }
  }
}
