// `mlx clone`: a new repository with all that a remote has.
import FileIO
import Objects
import ProjectFiles
import References
import Repository
import SystemPackage

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
    _ location: RemoteLocation, from base: FilePath, to root: FilePath, store: FilePath? = nil,
    limit: ByteRate? = nil, _ environment: RepositoryEnvironment
  ) throws -> CloneReport {
    let fileSystem = environment.fileSystem
    let place = try location.path(from: base, home: environment.variables()["HOME"])
    let transport = try RemoteTransport.make(place, .origin, limit: limit, environment)
    let isThere = try fileSystem.status(at: root, followingLinks: true) != nil
    if isThere, let first = try fileSystem.entries(of: root).map(\.name).min() {
      throw RemoteError.notEmpty(root.string, example: first)
    }
    guard try transport.size(of: "format") != nil else {
      throw RemoteError.notARemote(place.string)
    }
    do {
      try fileSystem.makeDirectories(root)
      return try filled(root, store, place, transport, environment)
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
    _ root: FilePath, _ store: FilePath?, _ place: FilePath, _ transport: any Transport,
    _ environment: RepositoryEnvironment
  ) throws -> CloneReport {
    let made = try Repository.initialize(at: root, store: store, environment)
    try ConfigFile.set(
      ConfigKey.remote(RemoteName.origin.string).name, to: place.string,
      in: made.metadata.appending("config"), temporary: made.metadata.appending("tmp"),
      fileSystem: environment.fileSystem)
    let repository = try Repository.open(at: root, environment)
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
}
