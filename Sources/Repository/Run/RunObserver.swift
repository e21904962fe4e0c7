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

  struct State {
    var trace = RunTrace(method: RunTrace.seccomp, blind: RunTrace.seccompBlind)
    /// Hashes of paths that were judged.
    var seen: Set<Int> = []
    var own = OwnFiles()
    /// Undeclared files, or assets that they are in, with the files that were read of each as they were.
    var undeclared: [RepositoryPath: [String: FileStatus]] = [:]
    /// How many files those are.
    var undeclaredFiles = 0
    /// Assets of which not all is known that was read, or that were written to.
    var unsure: Set<RepositoryPath> = []
    var outside: [String: FileStatus] = [:]
    /// More of each, once there were too many.
    var moreUndeclared: UInt64 = 0
    var moreOutside: UInt64 = 0
    var connections: [String] = []
    var moreConnections: UInt64 = 0
  }

  let state = Locked(State())
  private let judge: RunReadJudge
  let fileSystem: any FileSystem

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
        if status(path) == nil { state.own.folder(path, now: nil) }
      case .link: state.own.link(judge.normalized(path))
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
    write(path, use, &state)
    if isLink(path), let real = judge.real(path), real != path { write(real, use, &state) }
  }

  private func write(_ path: String, _ use: FileCall.FileUse, _ state: inout State) {
    state.own.open(path, use, now: status(path), status: status)
    noteWrite(path, &state)
  }

  /// The id that an asset has at the end is not that of what was read of it.
  private func noteWrite(_ path: String, _ state: inout State) {
    if let asset = judge.folderAsset(of: path) { state.unsure.insert(asset) }
  }

  private func rename(_ source: String, to path: String, _ state: inout State) {
    guard let moved = status(source, followingLinks: false) else { return }
    let isFolder = moved.type == .directory
    // What was there before is read under its new name.
    if isFolder {
      if case .foreign = origin(source, moved, state) { note(source, moved, &state) }
      state.own.folder(path, now: status(path))
    } else {
      read(source, &state)
      if moved.type == .symlink {
        state.own.link(path)
      } else {
        state.own.name(path, now: status(path, followingLinks: false))
      }
    }
    noteWrite(source, &state)
    noteWrite(path, &state)
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
    if state.own.isLink(path), let real = judge.real(path) { path = real }
    if state.seen.contains(path.hashValue) { return }
    guard let now = status(path), now.type == .regular else { return }
    var whose = origin(path, now, state)
    // A link in a folder of its own leads elsewhere, maybe.
    if case .own = whose, isLink(path), let real = judge.real(path), real != path {
      path = real
      whose = origin(path, now, state)
      if state.seen.contains(path.hashValue) { return }
    }
    state.seen.insert(path.hashValue)
    switch whose {
    case .own: state.trace.ownFiles &+= 1
    case .foreign: note(path, now, &state)
    case .before(let status): note(path, status, &state)
    }
  }

  private func note(_ path: String, _ status: FileStatus, _ state: inout State) {
    let real = judge.real(path)
    if let real, real != path, case .own = origin(real, status, state) {
      state.trace.ownFiles &+= 1
      return
    }
    switch judge.judge(path, real: real) {
    case .declared: break
    case .code: state.trace.codeFiles &+= 1
    case .environment: state.trace.environmentFiles &+= 1
    case .undeclared(let place):
      if state.undeclaredFiles < Self.filesMax {
        state.undeclared[place, default: [:]][path] = status
        state.undeclaredFiles += 1
      } else if state.undeclared[place] != nil {
        state.unsure.insert(place)
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

  private func origin(_ path: String, _ now: FileStatus?, _ state: State) -> OwnFiles.Origin {
    state.own.origin(path, now: now, status: { status($0) })
  }

  private func isLink(_ path: String) -> Bool {
    status(path, followingLinks: false)?.type == .symlink
  }

  private func status(_ path: String) -> FileStatus? { status(path, followingLinks: true) }

  func status(_ path: String, followingLinks: Bool) -> FileStatus? {
    (try? fileSystem.status(at: FilePath(path), followingLinks: followingLinks)) ?? nil
  }
}
