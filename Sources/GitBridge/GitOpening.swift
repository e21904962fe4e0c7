// Opening a repository, and what can stand in the way: its owner, its object format.
import CLibgit2
import FileIO
import SystemPackage

/// Opens the repository whose `.git` is in a folder.
struct GitOpening {
  /// Whether owners are checked is a setting of the whole process.
  private static let ownerCheck = Locked(())

  private let folder: FilePath
  private let environment: [String: String]

  init(_ folder: FilePath, environment: [String: String]) {
    self.folder = folder
    self.environment = environment
  }

  /// nil when there is no repository after all.
  func open() throws(GitError) -> GitHandle? {
    try LibGit2.start()
    guard let opened = try Self.ownerCheck.withLock({ _ throws(GitError) in try openChecked() })
    else { return nil }
    let handle = GitHandle(opened, git_repository_free)
    let config = try GitConfiguration.layers(of: handle.pointer, environment, in: folder.string)
    try GitError.check(
      git_repository_set_config(handle.pointer, config.pointer), in: folder.string)
    // libgit2 1.5 would read the first twenty bytes of each id.
    let format = GitConfiguration(config, place: folder.string).text("extensions.objectformat")
    if let format, format.lowercased() != "sha1" {
      throw format.lowercased() == "sha256"
        ? .sha256(folder.string) : .extensionUnknown(folder.string, name: "objectformat")
    }
    return handle
  }

  /// Opens with the check of the owner. Where that refuses, `safe.directory` decides by git's rules:
  /// libgit2 1.5 knows no `*` in it, and says "not found" when it is not set at all.
  private func openChecked() throws(GitError) -> OpaquePointer? {
    var made: OpaquePointer?
    let code = open(&made)
    guard code < 0 else { return made }
    let refusal = GitError.failure(code, in: folder.string)
    guard code == GIT_EOWNER.rawValue || code == GIT_ENOTFOUND.rawValue else { throw refusal }
    let isSafe = try isDeclaredSafe()
    _ = clibgit2_set_owner_validation(0)
    defer { _ = clibgit2_set_owner_validation(1) }
    let unchecked = open(&made)
    if unchecked == GIT_ENOTFOUND.rawValue { return nil }
    try GitError.check(unchecked, in: folder.string)
    if isSafe { return made }
    git_repository_free(made)
    throw .ownership(folder.string)
  }

  private func open(_ made: inout OpaquePointer?) -> Int32 {
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_CROSS_FS.rawValue
    return folder.withPlatformString { git_repository_open_ext(&made, $0, flags, nil) }
  }

  /// The last value that speaks of this folder counts; an empty one forgets those before it.
  private func isDeclaredSafe() throws(GitError) -> Bool {
    let config = try GitConfiguration.layers(of: nil, environment, in: folder.string)
    var isSafe = false
    for value in GitConfiguration(config, place: folder.string).values("safe.directory") {
      switch value {
      case "": isSafe = false
      case "*": isSafe = true
      default:
        var path = FilePath(GitConfiguration.expandingHome(value) ?? value)
        let isFolderOfMany = path.lastComponent?.string == "*"
        if isFolderOfMany { path.removeLastComponent() }
        if isFolderOfMany ? folder.starts(with: path) : folder == path { isSafe = true }
      }
    }
    return isSafe
  }
}
