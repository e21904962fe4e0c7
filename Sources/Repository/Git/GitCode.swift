// The code beside git: what git lists, and what git says of its own state.
import GitBridge
import Objects
import ProjectFiles
import WorkingTree

extension Repository {
  /// As many files that git neither tracks nor ignores are looked at.
  private static let untrackedMax = 50_000

  /// The code on disk: beside git what git lists, else what a walk finds.
  func findCode(_ index: Index) throws -> FoundCode {
    switch gitPresence() {
    case .none:
      return FoundCode(scan: try CodeScan.walk(workTree, index: index), git: nil)
    case .unreadable(let error):
      return try walkedCode(index, because: error)
    case .found(let side):
      do {
        return try listedCode(side, index)
      } catch let error as GitError {
        return try walkedCode(index, because: error)
      }
    }
  }

  private func walkedCode(_ index: Index, because error: GitError) throws -> FoundCode {
    let hint = error.hint.map { "; \($0)" } ?? ""
    return FoundCode(
      scan: try CodeScan.walk(workTree, index: index), git: nil,
      notices: [
        "\(error.description): the commit holds the code that is here, and names no git commit\(hint)"
      ])
  }

  private func listedCode(_ side: GitSide, _ index: Index) throws -> FoundCode {
    let tracked = try side.git.trackedFiles(within: side.prefix)
    let untracked = try side.git.untrackedFiles(
      within: side.prefix, limit: Self.untrackedMax)
    let here = tracked.files.filter { !$0.isSkipped && !$0.isSubmodule }
    var paths = here.compactMap { side.path($0.path) }
    var notices: [String] = []
    let skipped = tracked.files.count { $0.isSkipped }
    if skipped > 0 {
      notices.append(
        "\(skipped) files are outside of the sparse checkout: git has them, the snapshot has not")
    }
    let odd = tracked.unnameable + untracked.unnameable
    if let first = odd.first {
      notices.append("the code leaves out '\(first)': its name is not UTF-8")
    }
    let submodules = try side.git.submodules()
    if try environment.configuration.get(.submodules)?.value == "content" {
      paths += try submodulePaths(Array(submodules.keys), in: side, &notices)
    }
    let scan = try CodeScan.listed(
      tracked: paths, untracked: untracked.paths.compactMap { side.path($0) }, in: workTree,
      index: index)
    let state = try gitState(side, index, submodules: submodules.mapValues(\.commit), &notices)
    return FoundCode(scan: scan, git: state, notices: notices)
  }

  /// What git says: where HEAD is, and what differs from it.
  func gitState(
    _ side: GitSide, _ index: Index, submodules: [String: String], _ notices: inout [String]
  ) throws -> GitState {
    let head = try side.git.head()
    var paths: [String]?
    do {
      paths = try uncommitted(side, index).items.map(\.path)
    } catch let error as GitError {
      // A file that git tracks and nobody may read, say.
      notices.append("\(error.description): it is recorded as a git tree with changes")
    }
    return GitState(
      commit: head.commit, branch: head.branch, remote: try side.git.remoteURL(),
      isDirty: paths?.isEmpty != true, uncommitted: paths ?? [], submodules: submodules)
  }

  /// Files that differ from git's HEAD, but for what mlx writes or records itself.
  func uncommitted(_ side: GitSide, _ index: Index) throws -> GitChanges {
    let recorded = RecordedPaths([Declarations(index)])
    let lock = side.gitPath(RepositoryPath(unchecked: LockFile.name))
    let ignore = side.gitPath(RepositoryPath(unchecked: ".gitignore"))
    let isOnlyBlock = isOnlyBlockChanged(side, at: ignore)
    return try side.git.changes(limit: GitState.uncommittedMax) { path in
      if path == lock || (path == ignore && isOnlyBlock) { return true }
      return side.path(path).map { recorded.contains($0) } ?? false
    }
  }

  /// Whether `.gitignore` differs from the committed one in the block that mlx manages alone.
  private func isOnlyBlockChanged(_ side: GitSide, at path: String) -> Bool {
    func withoutBlock(_ text: [UInt8]?) -> [UInt8] {
      ManagedBlock.update(text, ignoring: []).text ?? []
    }
    let file = workTree.absolute(RepositoryPath(unchecked: ".gitignore"))
    let now = try? environment.fileSystem.readFile(file, maxBytes: 1 << 20)
    let before = try? side.git.file(path, at: "HEAD", bytesMax: 1 << 20)
    return withoutBlock(now) == withoutBlock(before ?? nil)
  }

  /// The files that submodules below the root track.
  private func submodulePaths(
    _ submodules: [String], in side: GitSide, _ notices: inout [String]
  ) throws -> [RepositoryPath] {
    var paths: [RepositoryPath] = []
    for submodule in submodules.sorted() where side.path(submodule) != nil {
      do throws(GitError) {
        let folder = side.git.workTree.appending(submodule)
        guard let inner = try GitRepository.discover(from: folder, in: environment.fileSystem),
          inner.workTree == folder
        else { continue }
        paths += try inner.trackedFiles().files.filter { !$0.isSubmodule }
          .compactMap { side.path("\(submodule)/\($0.path)") }
      } catch {
        notices.append("the code leaves out the submodule '\(submodule)': \(error.description)")
      }
    }
    return paths
  }
}

extension GitTrackedFile {
  fileprivate var isSubmodule: Bool { if case .submodule = kind { true } else { false } }
}
