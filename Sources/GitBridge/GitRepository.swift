import CLibgit2
import FileIO
import SystemPackage

/// The git repository around a folder. Only reads: refs, index, objects and files stay as they are; `set`
/// alone changes a setting.
///
/// Use an object from one thread at a time. Paths that go in and out are relative to the root of
/// git's work tree and separated by `/`; the empty path is the root.
public final class GitRepository {
  /// The variables of the environment that are honoured, as git does. All others, such as `GIT_DIR`
  /// and `GIT_INDEX_FILE` that git sets for its hooks, are not.
  public static let environmentNames = [
    "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
  ]

  /// The root of git's work tree, absolute and free of links.
  public let workTree: FilePath
  /// This work tree's own part of the repository: HEAD and the index are here.
  public let gitFolder: FilePath
  /// What all work trees of the repository share: refs, objects and config. The same as `gitFolder`
  /// but in a linked work tree.
  public let commonFolder: FilePath
  /// The folder that discovery began in, relative to the work tree; empty for its root.
  public let prefix: String

  /// Those of `environmentNames` that are set.
  let environment: [String: String]
  private let handle: GitHandle

  /// The nearest git repository with a work tree, upwards from a folder (absolute, free of links).
  ///
  /// libgit2 is first used when a `.git` was found. The search ends at another file system and at
  /// `GIT_CEILING_DIRECTORIES`, as git's does.
  ///
  /// - Parameter environment: those of `environmentNames` that are set.
  /// - Returns: nil where there is none, in a bare repository, and where `core.worktree` is elsewhere.
  ///
  /// Errors: the repository is there but cannot be read; the caller goes on without git.
  public static func discover(
    from folder: FilePath, environment: [String: String] = [:],
    in fileSystem: any FileSystem = KernelFileSystem()
  ) throws(GitError) -> GitRepository? {
    var search = GitDiscovery(from: folder, environment: environment, in: fileSystem)
    while let found = search.next() {
      guard let handle = try GitOpening(found.folder, environment: environment).open() else {
        search.passOver(found)
        continue
      }
      guard
        git_repository_is_bare(handle.pointer) == 0,
        let prefix = Self.prefix(of: folder, in: handle.pointer, found.folder, fileSystem)
      else { return nil }
      return try GitRepository(handle, prefix: prefix, environment: environment)
    }
    if let damaged = search.damaged {
      throw .unreadable(damaged.string, reason: "its '.git' is not a git repository")
    }
    return nil
  }

  private init(
    _ handle: consuming GitHandle, prefix: String, environment: [String: String]
  ) throws(GitError) {
    guard
      let tree = git_repository_workdir(handle.pointer),
      let own = git_repository_path(handle.pointer),
      let common = git_repository_commondir(handle.pointer)
    else { throw .library("the repository has no folder") }
    workTree = FilePath(platformString: tree)
    gitFolder = FilePath(platformString: own)
    commonFolder = FilePath(platformString: common)
    self.prefix = prefix
    self.environment = environment
    self.handle = handle
  }

  /// The folder of the hooks that git runs: `core.hooksPath`, relative to the work tree, or `hooks`.
  /// Need not exist.
  public func hooksFolder() throws(GitError) -> FilePath {
    let config = try GitConfiguration(of: self)
    guard let path = config.path("core.hookspath"), !path.isEmpty else {
      return commonFolder.appending("hooks")
    }
    return workTree.pushing(FilePath(path)).lexicallyNormalized()
  }

  /// An absolute path, free of links, as git names it; nil outside of the work tree.
  public func path(of file: FilePath) -> String? { Self.relative(file, to: workTree) }

  /// What libgit2's calls take. Valid as long as this object is.
  var pointer: OpaquePointer { handle.pointer }

  /// What error messages name.
  var place: String { workTree.string }

  /// Throws when a call failed.
  func check(_ code: Int32) throws(GitError) { try GitError.check(code, in: place) }

  /// Makes an object of libgit2.
  func make(
    _ free: @escaping @convention(c) (OpaquePointer?) -> Void,
    _ make: (inout OpaquePointer?) -> Int32
  ) throws(GitError) -> GitHandle {
    try GitHandle(free, in: place, make)
  }

  /// The path of a folder in the work tree; nil outside of it: `core.worktree` can be anywhere.
  private static func prefix(
    of folder: FilePath, in repository: OpaquePointer, _ found: FilePath,
    _ fileSystem: any FileSystem
  ) -> String? {
    guard let tree = git_repository_workdir(repository) else { return nil }
    let root = FilePath(platformString: tree)
    if let path = relative(folder, to: root) { return path }
    // The folder was named through a link.
    guard
      let there = try? fileSystem.status(at: root, followingLinks: true),
      let here = try? fileSystem.status(at: found, followingLinks: true),
      there.inode == here.inode, there.device == here.device
    else { return nil }
    return relative(folder, to: found)
  }

  private static func relative(_ path: FilePath, to root: FilePath) -> String? {
    var rest = path.lexicallyNormalized()
    guard rest.removePrefix(root.lexicallyNormalized()) else { return nil }
    return rest.string
  }
}
