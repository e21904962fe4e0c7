// A repository for one test: fixed author and host, a clock of its own, so that ids are stable.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import Repository
import SystemPackage

/// A clock that starts at 2001-02-03T04:05:06Z and ticks a second a call.
public final class TestClock: Sendable {
  private let next: Locked<Int64>

  /// - Parameter startSeconds: the first answer, in seconds since 1970.
  public init(startSeconds: Int64 = 981_173_106) { next = Locked(startSeconds) }

  /// The time; a second later at the next call.
  public func now() -> Timestamp {
    next.withLock { seconds in
      defer { seconds += 1 }
      return Timestamp(seconds: seconds)
    }
  }

  /// Lets time pass.
  public func advance(seconds: Int64) { next.withLock { $0 += seconds } }
}

/// A repository in a temporary folder. Hold on to it: the folder goes with it.
public final class TestRepository: Sendable {
  /// The folder that everything is in.
  public let directory: TemporaryDirectory
  /// The work tree.
  public let root: FilePath
  /// Shared by all repositories that `reopened` makes.
  public let clock: TestClock
  /// What `reopened` opens with, unless told otherwise.
  public let environment: RepositoryEnvironment
  /// Opened after it was made.
  public let repository: Repository

  /// - Parameters:
  ///   - durability: `none` unless the test is about syncs.
  ///   - limits: shrink them to reach many packs, segments and tree parts with little data.
  ///   - store: where objects are, when other repositories keep theirs there too.
  ///   - wrap: puts another file system over the kernel's; it gets the folder.
  public init(
    durability: Durability = .none, limits: StoreLimits = .standard, in parent: FilePath? = nil,
    store: FilePath? = nil,
    wrap: (FilePath) throws -> any FileSystem = { _ in KernelFileSystem() }
  ) throws {
    directory = try TemporaryDirectory(in: parent ?? TemporaryDirectory.inMemory)
    root = directory.path.entry("project")
    clock = TestClock()
    environment = Self.environment(
      clock: clock, durability: durability, limits: limits,
      fileSystem: try wrap(directory.path))
    try KernelFileSystem().makeDirectories(root)
    _ = try Repository.initialize(at: root, store: store, environment)
    repository = try Repository.open(at: root, environment)
  }

  /// What tests open repositories with: Ada at `test.host`.
  public static func environment(
    clock: TestClock = TestClock(), durability: Durability = .none,
    limits: StoreLimits = .standard, fileSystem: any FileSystem = KernelFileSystem()
  ) -> RepositoryEnvironment {
    RepositoryEnvironment(
      clock: { clock.now() }, host: "test.host", user: "ada", commandLine: ["mlx", "test"],
      configuration: Configuration(
        // What Python a machine has would be in every id.
        overrides: [
          "user.name": "Ada", "user.email": "ada@example.org", "commit.environment": "off",
        ]),
      fileSystem: fileSystem, limits: limits, durabilityOverride: durability)
  }

  /// The repository as another command would open it.
  public func reopened(commandLine: [String] = ["mlx", "test"]) throws -> Repository {
    var environment = environment
    environment.commandLine = commandLine
    return try Repository.open(at: root, environment)
  }
}

// Files and commits, in few words.
extension TestRepository {
  /// Where a file of the work tree is.
  public func path(_ path: String) -> FilePath { root.entry(path) }

  /// Writes a file, and the folders on its way.
  public func write(_ path: String, _ bytes: [UInt8], executable: Bool = false) throws {
    let fileSystem = KernelFileSystem()
    let file = self.path(path)
    try fileSystem.makeDirectories(file.removingLastComponent())
    try fileSystem.removeTree(file)
    let new = try File(
      file, .create, in: fileSystem, permissions: executable ? 0o755 : 0o644)
    try new.write(bytes, at: 0)
  }

  /// Writes a text file, and the folders on its way.
  public func write(_ path: String, _ text: String, executable: Bool = false) throws {
    try write(path, Array(text.utf8), executable: executable)
  }

  /// A file's bytes; nil when there is none.
  public func bytes(_ path: String) throws -> [UInt8]? {
    let fileSystem = KernelFileSystem()
    guard try fileSystem.status(at: self.path(path), followingLinks: true) != nil else {
      return nil
    }
    return try fileSystem.readFile(self.path(path), maxBytes: 1 << 30)
  }

  /// A file's text; nil when there is none.
  public func text(_ path: String) throws -> String? {
    try bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Deletes a file or folder.
  public func delete(_ path: String) throws { try KernelFileSystem().removeTree(self.path(path)) }

  /// Writes files (nil deletes) below `data/`, which is a dataset named `data`, and commits.
  @discardableResult
  public func commit(
    _ message: String, _ files: [String: String?] = [:], in other: Repository? = nil
  ) throws -> CommitID {
    let repository = try other ?? reopened()
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      if let text { try write("data/\(name)", text) } else { try delete("data/\(name)") }
    }
    var request = CommitRequest(message: message)
    request.allowEmpty = true
    request.all = true
    if !files.isEmpty {
      request.datasets = [NamedPath(path: try RepositoryPath(validating: "data"))]
    }
    return try repository.commit(request).id
  }
}
