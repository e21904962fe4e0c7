import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import Remotes
import Repository
import SystemPackage
import TestSupport

/// What commands of the table work in: a project `ana`, perhaps the clone `ben` of somebody else, and the folder
/// `remote` between them. It can be anywhere, so that it can be copied and torn.
struct CommandWorld: Sendable {
  static let ana = "ana"
  static let ben = "ben"
  static let remote = "remote"
  /// Opens the remote as a repository: its `.mlops` is a link.
  static let bare = "bare"

  let root: FilePath
  let fileSystem: any FileSystem
  let clock: TestClock
  /// Files from here on change places with the old ones on checkout.
  var smallFileBytes = StoreLimits.standard.smallFileBytes

  /// The folders that every world has.
  static func makeFolders(in root: FilePath) throws {
    let kernel = KernelFileSystem()
    for name in [ana, remote, bare] { try kernel.makeDirectories(root.appending(name)) }
    try kernel.symlink(target: "../" + remote, at: root.appending(bare).appending(".mlops"))
  }

  /// The same world elsewhere, as new processes see it.
  func moved(to root: FilePath, _ fileSystem: any FileSystem = KernelFileSystem()) -> CommandWorld {
    let copy = TestClock(startSeconds: clock.now().seconds)
    return CommandWorld(
      root: root, fileSystem: fileSystem, clock: copy, smallFileBytes: smallFileBytes)
  }

  // MARK: - Repositories

  var environment: RepositoryEnvironment {
    var limits = CrashScene.smallLimits
    limits.smallFileBytes = smallFileBytes
    var environment = TestRepository.environment(
      clock: clock, durability: .full, limits: limits, fileSystem: fileSystem)
    environment.variables = { ["PATH": "/usr/bin:/bin"] }
    environment.measuresRuns = false
    environment.configuration = Configuration(
      overrides: [
        "user.name": "Ada", "user.email": "ada@example.org", "commit.environment": "off",
      ])
    return environment
  }

  func folder(_ member: String = ana) -> FilePath { root.appending(member) }

  func initialize(_ member: String = ana) throws {
    _ = try Repository.initialize(at: folder(member), environment)
  }

  /// Says where the remote is, from a member: wherever all of it is copied to.
  func nameRemote(_ member: String = ana) throws {
    let metadata = folder(member).appending(".mlops")
    try ConfigFile.set(
      ConfigKey.remote("origin").name, to: "../" + Self.remote, in: metadata.appending("config"),
      temporary: metadata.appending("tmp"), fileSystem: KernelFileSystem())
  }

  /// As a new process opens it.
  ///
  /// - Parameter brings: whether files that only the remote has are asked for when they are read.
  func open(_ member: String = ana, brings: Bool = true) throws -> Repository {
    let repository = try Repository.open(at: folder(member), environment)
    if brings, member != Self.bare { repository.store.setSupplier(PromisedFiles(repository)) }
    return repository
  }

  func sharing(_ member: String = ana) throws -> Sharing {
    let transport = FolderTransport(root.appending(Self.remote), fileSystem: fileSystem)
    return Sharing(try open(member), remote: .origin, over: transport)
  }

  /// Whether a member, or the remote, is there yet.
  func isThere(_ member: String) throws -> Bool {
    let format = folder(member).appending(".mlops").appending("format")
    return try KernelFileSystem().status(at: format, followingLinks: true) != nil
  }

  // MARK: - Files

  /// Writes a file as other programs do, past what records; nil deletes it.
  func write(_ path: String, _ text: String?, in member: String = ana) throws {
    let kernel = KernelFileSystem()
    let file = folder(member).pushing(FilePath(path))
    try kernel.removeTree(file)
    guard let text else { return }
    try kernel.makeDirectories(file.removingLastComponent())
    try File(file, .create, in: kernel).write(Array(text.utf8), at: 0)
  }

  /// What `data/` holds.
  func data(_ member: String = ana) throws -> [String: String] {
    // What a power cut leaves of a checkout's temporary names is no part of the tree: the next checkout takes it away.
    try contents(of: folder(member).appending("data")).filter {
      !$0.key.hasPrefix(".mlx-checkout-")
    }
  }

  // MARK: - Commands

  /// Writes files below `data/`, which is a dataset, and commits all.
  @discardableResult
  func commit(
    _ message: String, _ files: [String: String?] = [:], in member: String = ana,
    _ edit: (inout CommitRequest) -> Void = { _ in }
  ) throws -> CommitID {
    for (name, text) in files { try write("data/\(name)", text, in: member) }
    var request = CommitRequest(message: message)
    request.all = true
    request.allowEmpty = true
    if !files.isEmpty { request.datasets = [NamedPath(path: RepositoryPath(unchecked: "data"))] }
    edit(&request)
    return try open(member).commit(request).id
  }

  /// The first line of the message that a revision has.
  func subject(_ text: String = "HEAD", in member: String = ana) throws -> String? {
    guard let revision = try? Revision(parsing: text) else { return nil }
    let repository = try open(member)
    guard let id = try? repository.resolve(revision) else { return nil }
    return try repository.commit(id).subject
  }

  func push(_ refs: String..., from member: String = ana) throws {
    var request = PushRequest()
    request.refs = refs
    _ = try sharing(member).push(request)
  }

  /// Somebody else's clone.
  func clone() throws {
    _ = try Sharing.clone(
      RemoteLocation(parsing: root.appending(Self.remote).string), from: root,
      to: folder(Self.ben), environment)
  }
}
