// `mlx fsck --remote`: is a remote as it was written?
import FileIO
import ObjectStore
import Objects
import Repository
import SystemPackage

extension Sharing {
  /// Checks the remote: every file of its store, its heads, and everything that its operations, refs and
  /// commits lead to. Damage is reported, not thrown. What this repository has plays no part.
  ///
  /// - Parameter full: decode every object and compare it with its id; else only see that each object is in
  ///   the index, and its pack there with the right size.
  ///
  /// Errors: `not-a-remote`; those of the transport, since what cannot be reached is not damaged.
  public func fsck(full: Bool) throws -> FsckReport {
    try RemoteCheck(transport: transport, environment: environment, full: full).run()
  }
}

/// A check of what is at a place, with or without a repository.
public struct RemoteCheck {
  let transport: any Transport
  let environment: RepositoryEnvironment
  let full: Bool

  init(transport: any Transport, environment: RepositoryEnvironment, full: Bool) {
    self.transport = transport
    self.environment = environment
    self.full = full
  }

  /// A check of a folder that is a remote.
  ///
  /// Errors: those of settings.
  public init(_ folder: FilePath, full: Bool, _ environment: RepositoryEnvironment) throws {
    self.init(
      transport: try RemoteTransport.make(folder, .origin, limit: nil, environment),
      environment: environment, full: full)
  }

  /// Whether a folder holds a remote.
  public static func isRemote(_ folder: FilePath, _ environment: RepositoryEnvironment) throws
    -> Bool
  {
    let fileSystem = environment.fileSystem
    return try ["format", "heads", "objects"].allSatisfy {
      try fileSystem.status(at: folder.appending($0), followingLinks: true) != nil
    }
  }

  /// Runs the check. Nothing is written anywhere.
  ///
  /// Errors: `not-a-remote`, and those of the transport.
  public func run() throws -> FsckReport {
    let places = RemoteRepository.Places(scratch: FilePath(transport.location).appending("tmp"))
    guard let remote = try RemoteRepository.open(transport, places, environment) else {
      throw RemoteError.notARemote(transport.location)
    }
    var report = try remote.reaching {
      try HeapCheck(
        store: remote.store, operations: remote.log, full: full, progress: environment.progress
      ).run()
    }
    for index in report.problems.indices {
      if isLeftover(report.problems[index]) {
        report.problems[index].isHarmless = true
        report.problems[index].hint =
          "run 'mlx gc --remote': nothing needs it, a stopped push left it"
        continue
      }
      report.problems[index].hint = hint(report.problems[index])
    }
    return report
  }

  /// A recipe that nothing needs, of which a chunk was collected or purged.
  private func isLeftover(_ problem: FsckProblem) -> Bool {
    problem.code == "object-missing" && problem.object != nil && problem.affected.isEmpty
      && problem.path?.hasSuffix(".pack") == false
  }

  /// Nothing of a remote is mended in its place: others read it meanwhile.
  private func hint(_ problem: FsckProblem) -> String? {
    if problem.code == "unsupported-format" || problem.isHarmless { return problem.hint }
    let file = problem.path.map { "copy '\($0)' from a backup of the remote" }
    return (file ?? "bring the remote back from a backup")
      + ", or push from a clone that is whole to a new folder: "
      + "'mlx remote add NEW PATH', 'mlx push --all NEW'"
  }
}
