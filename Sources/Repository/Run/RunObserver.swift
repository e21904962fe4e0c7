// What a watched command reads, told apart as it happens.
import FileIO
import Objects
import SystemPackage
import WorkingTree

/// Takes the calls of a watched command and keeps what it read that nobody declared.
///
/// A file is looked at the first time that it is opened. What the command made itself is no input; neither is what a
/// later process of it wrote and another one read back.
final class RunObserver: Sendable {
  /// What is known before the command begins.
  struct Known: Sendable {
    var inputs: [RunFile.Place]
    var index: Index
    /// The snapshot of the code.
    var code: Set<RepositoryPath>
    /// Whether there is one.
    var hasCode: Bool
  }

  /// Distinct files that are remembered one by one.
  private static let filesMax = 100_000

  private struct State {
    var trace = RunTrace(method: RunTrace.seccomp, blind: RunTrace.seccompBlind)
    /// Hashes of paths that were judged.
    var seen: Set<Int> = []
    /// Hashes of paths that the command wrote.
    var own: Set<Int> = []
    /// Folders that it made, or moved.
    var ownFolders: Set<String> = []
    /// Symbolic links that it made.
    var ownLinks: Set<String> = []
    /// Undeclared files, or assets that they are in, as they were.
    var undeclared: [RepositoryPath: FileStatus] = [:]
    var outside: [String: FileStatus] = [:]
    /// More of each, once there were too many.
    var moreUndeclared: UInt64 = 0
    var moreOutside: UInt64 = 0
    var connections: [String] = []
    var moreConnections: UInt64 = 0
  }

  private let state = Locked(State())
  private let judge: RunReadJudge
  private let fileSystem: any FileSystem

  init(_ repository: Repository, known: Known) {
    judge = RunReadJudge(repository, known: known)
    fileSystem = repository.environment.fileSystem
  }

  /// Takes a call before it is made.
  func see(_ call: FileCall, _ path: String) {
    state.withLock { state in
      state.trace.calls &+= 1
      switch call {
      case .unknown: state.trace.unknownCalls &+= 1
      case .connect: connect(to: path, &state)
      case .run:
        let path = judge.normalized(path)
        judge.learn(program: path)
        read(path, &state)
      case .makeFolder:
        let path = judge.normalized(path)
        if status(path) == nil { state.ownFolders.insert(path) }
      case .link: state.ownLinks.insert(judge.normalized(path))
      case .rename(let source):
        rename(judge.normalized(source), to: judge.normalized(path), &state)
      case .open(let use):
        if use.isNameOnly { return }
        open(judge.normalized(path), use, &state)
      }
    }
  }

  private func open(_ path: String, _ use: FileCall.FileUse, _ state: inout State) {
    if use.reads, !use.truncates { read(path, &state) }
    guard use.writes else { return }
    state.own.insert(path.hashValue)
    if state.ownLinks.contains(path), let real = judge.real(path) {
      state.own.insert(real.hashValue)
    }
  }

  private func rename(_ source: String, to path: String, _ state: inout State) {
    let isFolder = status(source)?.type == .directory
    // What was there before is read under its new name.
    if !isOwn(source, state) {
      if isFolder { note(source, isFolder: true, &state) } else { read(source, &state) }
    }
    if isFolder { state.ownFolders.insert(path) } else { state.own.insert(path.hashValue) }
  }

  private func connect(to address: String, _ state: inout State) {
    guard !address.isEmpty, !state.connections.contains(address) else { return }
    if state.connections.count < RunReads<String>.listMax {
      state.connections.append(address)
    } else {
      state.moreConnections &+= 1
    }
  }

  // MARK: - Reads

  private func read(_ path: String, _ state: inout State) {
    var path = path
    if state.ownLinks.contains(path), let real = judge.real(path) { path = real }
    if state.seen.contains(path.hashValue) { return }
    if isOwn(path, state) {
      state.seen.insert(path.hashValue)
      state.trace.ownFiles &+= 1
      return
    }
    guard status(path)?.type == .regular else { return }
    state.seen.insert(path.hashValue)
    note(path, isFolder: false, &state)
  }

  private func note(_ path: String, isFolder: Bool, _ state: inout State) {
    guard let status = status(path) else { return }
    let real = judge.real(path)
    if let real, real != path, isOwn(real, state) {
      state.trace.ownFiles &+= 1
      return
    }
    switch judge.judge(path, real: real) {
    case .declared: break
    case .code: state.trace.codeFiles &+= 1
    case .environment: state.trace.environmentFiles &+= 1
    case .undeclared(let place):
      if state.undeclared[place] != nil { return }
      if state.undeclared.count < Self.filesMax {
        state.undeclared[place] = status
      } else {
        state.moreUndeclared &+= 1
      }
    case .outside(let place):
      if state.outside.count < Self.filesMax {
        state.outside[place] = status
      } else {
        state.moreOutside &+= 1
      }
    }
  }

  private func isOwn(_ path: String, _ state: State) -> Bool {
    if state.own.contains(path.hashValue) || state.ownFolders.contains(path) { return true }
    if state.ownFolders.isEmpty { return false }
    var end = path.endIndex
    while let slash = path[..<end].lastIndex(of: "/"), slash > path.startIndex {
      if state.ownFolders.contains(String(path[..<slash])) { return true }
      end = slash
    }
    return false
  }

  private func status(_ path: String) -> FileStatus? {
    try? fileSystem.status(at: FilePath(path), followingLinks: true)
  }
}

// After the command: what was read, with ids.
extension RunObserver {
  /// Larger files outside of the work tree are named without an id.
  private static let hashBytesMax: Int64 = 256 << 20

  /// Puts what was seen into the record. What changed after it was opened has no id.
  func finish(_ run: inout RunRecord, _ places: RunPlaces, notices: inout [String]) {
    let seen = state.withLock { $0 }
    var trace = seen.trace
    trace.connections = RunReads(seen.connections.sorted())
    trace.connections.more &+= seen.moreConnections
    if !places.repository.environment.measuresRuns {
      // How many files a program of the system opens differs between machines.
      (trace.calls, trace.environmentFiles) = (0, 0)
    }
    run.trace = trace
    let paths = seen.undeclared.sorted { $0.key < $1.key }
    let isHurried = run.outcome.isInterrupted
    var inside = RunReads<RunFile>(
      paths.prefix(RunReads<RunFile>.listMax).map { path, status in
        isHurried ? nil : file(path, status, places)
      }.enumerated().map { $1 ?? RunFile(.path(paths[$0].key), object: nil, size: 0) })
    inside.more = UInt64(paths.count - inside.listed.count) &+ seen.moreUndeclared
    run.undeclared = inside
    let others = seen.outside.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    var outside = RunReads<OutsideFile>(
      others.prefix(RunReads<OutsideFile>.listMax).map { path, status in
        OutsideFile(
          path: path, blob: isHurried ? nil : blob(path, status),
          size: UInt64(clamping: status.size))
      })
    outside.more = UInt64(others.count - outside.listed.count) &+ seen.moreOutside
    run.outside = outside
    notices += Self.notices(run)
  }

  private func file(
    _ path: RepositoryPath, _ status: FileStatus, _ places: RunPlaces
  ) -> RunFile? {
    let asset = places.index.asset(containing: path)
    let disk = places.repository.workTree.absolute(path)
    let size = UInt64(clamping: status.size)
    // Of an asset that is a folder, the status is that of one of its files.
    if isFolder(disk) || isSame(disk, status) {
      if let found = try? places.content(.path(path)) { return found.file }
    }
    return RunFile(.path(path), object: nil, size: size, asset: asset?.reference)
  }

  private func isFolder(_ path: FilePath) -> Bool { self.status(path.string)?.type == .directory }

  private func isSame(_ path: FilePath, _ status: FileStatus) -> Bool {
    self.status(path.string) == status
  }

  private func blob(_ path: String, _ status: FileStatus) -> BlobID? {
    guard status.size <= Self.hashBytesMax, isSame(FilePath(path), status) else { return nil }
    let found = try? ContentHash.file(FilePath(path), in: fileSystem)
    return found.flatMap { $0.status == status ? BlobID($0.digest) : nil }
  }

  private static func notices(_ run: RunRecord) -> [String] {
    var notices: [String] = []
    if !run.undeclared.isEmpty {
      let names = run.undeclared.listed.prefix(3).map { "'\($0.name)'" }
      let more = run.undeclared.count - UInt64(names.count)
      let first = ShellWord.quoted(run.undeclared.listed.first?.name ?? "")
      notices.append(
        "the command read \(names.joined(separator: ", "))\(more > 0 ? " and \(more) more" : ""), "
          + "which \(run.undeclared.count == 1 ? "is" : "are") not declared: add '-d \(first)'")
    }
    if !run.outside.isEmpty {
      let name = run.outside.listed.first?.path ?? ""
      let more = run.outside.count - 1
      notices.append(
        "the command read '\(name)'\(more > 0 ? " and \(more) more" : "") outside of the work tree")
    }
    return notices
  }
}
