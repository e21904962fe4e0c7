// What a checkout does with code.
import FileIO
import Objects
import ProjectFiles
import SystemPackage
import WorkingTree

extension Repository {
  /// Whether the work tree lies in that of a git repository, be it readable or not.
  var isInsideGit: Bool {
    var folder = workTree.root
    while true {
      let status = try? environment.fileSystem.status(
        at: folder.entry(".git"), followingLinks: true)
      if status != nil { return true }
      let parent = folder.removingLastComponent()
      if parent == folder || parent.isEmpty { return false }
      folder = parent
    }
  }

  /// Beside git code is git's.
  var codePolicy: CodePolicy {
    isInsideGit ? .leave : .restore
  }

  /// Which paths a checkout touches; nil for all.
  func selection(
    of pending: PendingCheckout, index: Index
  ) throws -> (@Sendable (RepositoryPath) -> Bool)? {
    guard pending.code != .restore else { return nil }
    let commits = try [pending.from, pending.to].compactMap { try $0.map { try commit($0) } }
    let recorded = RecordedPaths([Declarations(index)] + commits.map { Declarations($0) })
    let isOnlyCode = pending.code == .only
    return { path in recorded.contains(path) != isOnlyCode }
  }

  /// The git state that a version was made in, when the code on disk is not that of the version.
  func codeLeft(of id: CommitID?, _ index: Index) throws -> GitState? {
    guard let id, let git = try commit(id).code?.git, try !codeChanges(index).isClean,
      !isLocked(id)
    else { return nil }
    return git
  }

  /// Whether the `mlx.lock` of git's HEAD names a version: then its code is what git has.
  private func isLocked(_ id: CommitID) -> Bool {
    guard let side = gitSide() else { return false }
    let lock = side.gitPath(RepositoryPath(unchecked: LockFile.name))
    let bytes = try? side.git.file(lock, at: "HEAD", bytesMax: LockFile.bytesMax)
    return bytes.flatMap { $0 }.flatMap { try? LockFile.decode($0).commit } == id
  }

  /// Where code was left alone, the index has the snapshot of the version all the same: what differs
  /// on disk is a change of it.
  func takeCode(of id: CommitID?, into index: inout Index) throws {
    let code = try id.flatMap { try commit($0).code }
    index.replaceCode(
      with: try IndexTree.index(from: code?.tree, in: store, keeping: index))
  }
}
