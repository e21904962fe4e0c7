// What mlx keeps in git's work tree: `mlx.lock`, and a block in `.gitignore`.
import FileIO
import Objects
import ProjectFiles
import SystemPackage
import WorkingTree

/// What `mlx.lock` says, beside HEAD.
public enum LockState: Sendable, Equatable {
  /// There is none.
  case missing
  /// It names HEAD's commit.
  case current
  /// It names another commit: git moved, or HEAD did. `isStored`: the repository holds it.
  case names(CommitID, isStored: Bool)
  /// It cannot be read; the error's description and hint.
  case unreadable(String, hint: String?)
}

extension Repository {
  var lockPath: FilePath { workTree.root.appending(LockFile.name) }

  /// What `mlx.lock` says.
  func lockState(head: CommitID?) throws -> LockState {
    do {
      guard let lock = try LockFile.load(from: lockPath, in: environment.fileSystem) else {
        return .missing
      }
      if lock.commit == head { return .current }
      let key = ObjectKey(kind: .record, digest: lock.commit.digest)
      return .names(lock.commit, isStored: store.contains(key))
    } catch let error as LockError {
      return .unreadable(error.description, hint: error.hint)
    }
  }

  /// Makes `mlx.lock` and the block in `.gitignore` say what HEAD and the index are. Beside git only.
  /// What cannot be written is said: the change that led here is made already.
  func writeGitFiles(_ index: Index) -> [String] {
    guard isInsideGit else { return [] }
    let notices = writeLock() + writeIgnoreBlock(index)
    Failpoint.hit("git-files")
    return notices
  }

  private func writeLock() -> [String] {
    do {
      guard let head = try headCommitID() else { return [] }
      let text = LockFile(commit: head, commitRecord: try commit(head)).encode()
      try replaceInWorkTree(lockPath, with: Array(text.utf8))
      return []
    } catch {
      return ["'\(LockFile.name)' could not be written: \(error)"]
    }
  }

  /// Tracked models and datasets must not get into git by accident.
  func writeIgnoreBlock(_ index: Index) -> [String] {
    guard isInsideGit else { return [] }
    let file = workTree.root.appending(".gitignore")
    do {
      let old = try readIfThere(file)
      let wanted = index.assets.filter { $0.kind != .environment }.map { asset in
        ManagedBlock.Path(asset.path, isFolder: index.entry(at: asset.path) == nil)
      }
      let update = ManagedBlock.update(old, ignoring: Set(wanted))
      guard update.isChanged else { return [] }
      if let text = update.text {
        try replaceInWorkTree(file, with: text)
      } else {
        try environment.fileSystem.unlink(file)
      }
      return update.skipped.map { "'\($0)' cannot be named in '.gitignore': keep it out of git" }
    } catch {
      return ["'.gitignore' could not be written: \(error)"]
    }
  }

  private func readIfThere(_ file: FilePath) throws -> [UInt8]? {
    do throws(FileError) {
      return try environment.fileSystem.readFile(file, maxBytes: 16 << 20)
    } catch {
      if case .notFound = error { return nil }
      throw error
    }
  }

  /// Whole or not at all, also after a power cut: what else is in the file may be stored nowhere. A
  /// file that is as it shall be keeps its time.
  private func replaceInWorkTree(_ file: FilePath, with bytes: [UInt8]) throws {
    if try readIfThere(file) == bytes { return }
    try environment.fileSystem.replaceFile(
      file, with: bytes, temporary: workTree.temporary, durable: environment.durability == .full)
  }
}
