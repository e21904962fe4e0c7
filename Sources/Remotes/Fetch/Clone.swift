// `mlx clone`: a new repository with all that a remote has.
import FileIO
import Objects
import ProjectFiles
import References
import Repository
import SystemPackage

/// What of a remote a clone takes.
public struct CloneRequest: Sendable {
  /// Which files come without being asked for; nil for all.
  public var filter: CloneFilter?
  /// How many commits back from each branch and tag; nil for all.
  public var depth: Int?
  /// The folder that keeps the objects of several clones; nil for one of its own.
  public var store: FilePath?
  /// Comes before the setting.
  public var limit: ByteRate?

  public init() {}
}

/// What `mlx clone` made.
public struct CloneReport: Sendable {
  /// The work tree.
  public var root: FilePath
  public var fetched: FetchReport
  /// The branch that is checked out; nil when the remote has no commit for it.
  public var branch: BranchName?
  public var checkout: CheckoutResult?
}

extension Sharing {
  /// Makes a repository in a folder that is empty or not there, names the remote `origin`, fetches, and checks
  /// out the branch that the remote's HEAD names.
  ///
  /// Errors: `folder-not-empty`, `not-a-remote`, and those of fetching. A folder that was made is removed then.
  public static func clone(
    _ location: RemoteLocation, from base: FilePath, to root: FilePath,
    _ environment: RepositoryEnvironment, _ request: CloneRequest = CloneRequest()
  ) throws -> CloneReport {
    let fileSystem = environment.fileSystem
    let place = try location.path(from: base, home: environment.variables()["HOME"])
    let transport = try RemoteTransport.make(place, .origin, limit: request.limit, environment)
    let isThere = try fileSystem.status(at: root, followingLinks: true) != nil
    if isThere, let first = try fileSystem.entries(of: root).map(\.name).min() {
      throw RemoteError.notEmpty(root.string, example: first)
    }
    guard try transport.size(of: "format") != nil else {
      throw RemoteError.notARemote(place.string)
    }
    do {
      try fileSystem.makeDirectories(root)
      return try filled(root, place, transport, request, environment)
    } catch {
      Repository.leaveStore(root.appending(Repository.folderName), environment)
      if isThere {
        try? fileSystem.removeTree(root.appending(Repository.folderName))
      } else {
        try? fileSystem.removeTree(root)
      }
      throw error
    }
  }

  private static func filled(
    _ root: FilePath, _ place: FilePath, _ transport: any Transport, _ request: CloneRequest,
    _ environment: RepositoryEnvironment
  ) throws -> CloneReport {
    let repository = try prepared(root, place, request, environment)
    let fetched = try Sharing(repository, remote: .origin, over: transport).fetch()
    var report = CloneReport(root: root, fetched: fetched)
    let view = try repository.currentView()
    guard let branch = fetched.headBranch,
      let commit = view.remoteBranches[RemoteBranch(remote: .origin, branch: branch)]
    else { return report }
    report.branch = branch
    report.checkout = try repository.switchBranch(
      branch, create: true, start: Revision(parsing: commit.hex))
    return report
  }

  /// An empty repository with the remote and what is wanted of it in its settings.
  static func prepared(
    _ root: FilePath, _ place: FilePath, _ request: CloneRequest,
    _ environment: RepositoryEnvironment
  ) throws -> Repository {
    let made = try Repository.initialize(at: root, store: request.store, environment)
    let name = RemoteName.origin.string
    let settings: [(ConfigKey, String?)] = [
      (.remote(name), place.string), (.remoteFilter(name), request.filter?.text),
      (.remoteDepth(name), request.depth.map { String($0) }),
    ]
    for case (let key, let value?) in settings {
      try ConfigFile.set(
        key.name, to: value, in: made.metadata.appending("config"),
        temporary: made.metadata.appending("tmp"), fileSystem: environment.fileSystem)
    }
    let repository = try Repository.open(at: root, environment)
    repository.store.setSupplier(PromisedFiles(repository))
    return repository
  }
}
