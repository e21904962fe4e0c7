// Which git commits become versions. Reads git alone.
import GitBridge
import Objects
import ProjectFiles

/// The version that stands for a git commit.
enum PlannedVersion: Hashable, Sendable {
  /// The one that is made of this git commit, in hex.
  case git(String)
  /// One that is here, and that the `mlx.lock` of the git commit names.
  case recorded(CommitID)
}

/// A version to make.
struct PlannedStep: Sendable {
  let git: GitCommit
  /// The folder of git that is the root here.
  let tree: String
  let state: DVCState
  let parents: [PlannedVersion]
}

/// A history of versions beside that of git.
///
/// A git commit becomes a version when what DVC tracks differs from its parent's, when it merges two versions, and
/// when a branch or tag names it and its code is not that of the version before. One whose `mlx.lock` names a version that
/// was made here stands for that version; where it changed what DVC tracks as well, its version comes after that one.
struct HistoryPlan {
  private(set) var steps: [PlannedStep] = []
  /// How many git commits there are.
  private(set) var commitCount = 0
  private(set) var isCut = false

  private var versions: [String: PlannedVersion] = [:]
  private var states: [PlannedVersion: (state: DVCState, tree: String)] = [:]
  private var locks: [String: String] = [:]
  private let git: GitRepository
  private let prefix: String
  private let reader: StateReader

  /// - Parameters:
  ///   - tips: ids of git commits.
  ///   - prefix: where the root is in git's work tree; empty when they are the same.
  ///   - isMadeHere: whether a version is in the repository, and no import made it.
  init(
    of git: GitRepository, prefix: String, tips: [String], isMadeHere: (CommitID) -> Bool
  ) throws {
    self.git = git
    self.prefix = prefix
    reader = StateReader(git)
    let order = try GitOrder(from: tips, in: git)
    commitCount = order.commits.count
    isCut = order.isCut
    let named = Set(tips)
    for commit in order.commits {
      try take(commit, isTip: named.contains(commit.id), isMadeHere: isMadeHere)
    }
  }

  /// What stands for a git commit; nil for one before anything was tracked.
  func version(of commit: String) -> PlannedVersion? { versions[commit] }

  /// Whether a git commit was looked at.
  var commitIDs: Set<String> { Set(versions.keys).union(untracked) }
  private var untracked: Set<String> = []

  private mutating func take(
    _ commit: GitCommit, isTip: Bool, isMadeHere: (CommitID) -> Bool
  ) throws {
    var parents: [PlannedVersion] = []
    for parent in commit.parents {
      if let version = versions[parent], !parents.contains(version) { parents.append(version) }
    }
    guard let tree = try root(of: commit) else {
      versions[commit.id] = parents.first
      if parents.isEmpty { untracked.insert(commit.id) }
      return
    }
    let state = try reader.state(ofTree: tree)
    if let recorded = try lockedVersion(commit, tree: tree, isMadeHere: isMadeHere) {
      let isSame = commit.parents.contains { parent in
        versions[parent].flatMap { states[$0]?.state } == state
      }
      if isSame || state.isEmpty {
        versions[commit.id] = .recorded(recorded)
        states[.recorded(recorded)] = (state, tree)
        return
      }
      parents = [.recorded(recorded)]
    }
    if state.isEmpty && parents.isEmpty {
      untracked.insert(commit.id)
      return
    }
    if let only = parents.first, parents.count == 1, let before = states[only],
      before.state == state, try !isTip || isSameCode(before.tree, tree)
    {
      versions[commit.id] = only
      return
    }
    versions[commit.id] = .git(commit.id)
    states[.git(commit.id)] = (state, tree)
    steps.append(PlannedStep(git: commit, tree: tree, state: state, parents: parents))
  }

  private func root(of commit: GitCommit) throws -> String? {
    if prefix.isEmpty { return commit.tree }
    let entry = try git.entry(prefix, ofTree: commit.tree)
    return entry?.kind == .folder ? entry?.id : nil
  }

  /// The version that a commit's `mlx.lock` names, where the commit brought that file or changed it.
  private mutating func lockedVersion(
    _ commit: GitCommit, tree: String, isMadeHere: (CommitID) -> Bool
  ) throws -> CommitID? {
    let name = RepositoryPath(unchecked: LockFile.name)
    guard let lock = try reader.file(name, inTree: tree) else { return nil }
    locks[commit.id] = lock
    if commit.parents.contains(where: { locks[$0] == lock }) { return nil }
    let bytes = try git.blob(lock, bytesMax: LockFile.bytesMax)
    guard let named = try? LockFile.decode(bytes).commit, isMadeHere(named) else { return nil }
    return named
  }

  /// Whether two roots differ in `mlx.lock` at most, which is in no snapshot of code.
  private func isSameCode(_ one: String, _ other: String) throws -> Bool {
    if one == other { return true }
    func entries(_ tree: String) throws -> [GitTreeEntry] {
      try git.entries(ofTree: tree).filter { $0.name != LockFile.name }
    }
    return try entries(one) == entries(other)
  }
}
