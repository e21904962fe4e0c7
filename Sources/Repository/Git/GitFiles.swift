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
    if let kind = try otherKind(at: lockPath) {
      return .unreadable(
        "'\(LockFile.name)' is \(kind)",
        hint: "move it away: 'mlx commit' and 'mlx checkout HEAD' write the file anew")
    }
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
    Failpoint.gitFiles.hit()
    return notices
  }

  func writeLock() -> [String] {
    guard isInsideGit else { return [] }
    do {
      guard let head = try headCommitID() else { return [] }
      if let kind = try otherKind(at: lockPath) {
        return ["'\(LockFile.name)' could not be written: it is \(kind)"]
      }
      var text = Array(LockFile(commit: head, commitRecord: try commit(head)).encode().utf8)
      let old = try readIfThere(lockPath)
      if let old, Self.endsLinesWithCR(old) { text = Self.withCR(text) }
      try replaceInWorkTree(lockPath, with: text, replacing: old)
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
      if let kind = try otherKind(at: file) {
        guard !index.assets.isEmpty else { return [] }
        return [
          "'.gitignore' is \(kind), and stays as it is: keep tracked models and datasets out of git "
            + "yourself"
        ]
      }
      let old = try readIfThere(file)
      let own = ManagedBlock.update(old, ignoring: []).text ?? []
      let wanted = index.assets.filter { $0.kind != .environment }.map { asset in
        ManagedBlock.Path(asset.path, isFolder: index.entry(at: asset.path) == nil)
      }.filter { !isIgnored($0, root: own) }
      let update = ManagedBlock.update(old, ignoring: Set(wanted))
      guard update.isChanged else { return [] }
      if let text = update.text {
        try replaceInWorkTree(file, with: text, replacing: old)
      } else {
        try environment.fileSystem.unlink(file)
      }
      return update.skipped.map { "'\($0)' cannot be named in '.gitignore': keep it out of git" }
    } catch {
      return ["'.gitignore' could not be written: \(error)"]
    }
  }

  /// Whether the files `.gitignore` of the work tree keep a path out of git without the block, as those that DVC
  /// writes do.
  ///
  /// - Parameter root: the one at the root, without the block.
  private func isIgnored(_ wanted: ManagedBlock.Path, root: [UInt8]) -> Bool {
    var rules = IgnoreRules(parsing: root)
    var folder = RepositoryPath.root
    for name in wanted.path.components.dropLast() {
      folder = folder.appending(unchecked: name)
      let file = workTree.absolute(folder).appending(".gitignore")
      if let text = try? environment.fileSystem.readFile(file, maxBytes: 1 << 20) {
        rules.append(parsing: text, base: folder)
      }
    }
    return rules.isIgnoredDeep(wanted.path, isFolder: wanted.isFolder)
  }

  func readIfThere(_ file: FilePath) throws -> [UInt8]? {
    do throws(FileError) {
      return try environment.fileSystem.readFile(file, maxBytes: 16 << 20)
    } catch {
      if case .notFound = error { return nil }
      throw error
    }
  }

  /// What stands there when it is no regular file. A link is not followed, as git follows none at
  /// these names, and is somebody's: it is not replaced.
  func otherKind(at file: FilePath) throws -> String? {
    switch try environment.fileSystem.status(at: file, followingLinks: false)?.type {
    case .regular, nil: nil
    case .directory: "a folder"
    case .symlink: "a link"
    case .other: "no regular file"
    }
  }

  /// Whole or not at all, also after a power cut: what else is in the file may be stored nowhere. A
  /// file that is as it shall be keeps its time, and a new one its mode.
  func replaceInWorkTree(
    _ file: FilePath, with bytes: [UInt8], replacing old: [UInt8]?
  ) throws {
    if old == bytes { return }
    let fileSystem = environment.fileSystem
    let mode = try fileSystem.status(at: file, followingLinks: false)?.permissions
    try fileSystem.replaceFile(
      file, with: bytes, temporary: workTree.temporary, durable: environment.durability == .full)
    if let mode { try fileSystem.setPermissions(mode, of: file) }
  }

  /// With `core.autocrlf` git writes files so, and takes others for modified.
  private static func endsLinesWithCR(_ text: [UInt8]) -> Bool {
    guard let end = text.firstIndex(of: UInt8(ascii: "\n")), end > 0 else { return false }
    return text[end - 1] == UInt8(ascii: "\r")
  }

  private static func withCR(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
  }
}
