// `mlx get`: files of a remote without a clone, and the record that says how they were made.
import FileIO
import ObjectStore
import Objects
import ProjectFiles
import References
import Repository
import SystemPackage

/// What `mlx get` is asked for.
public struct GetRequest: Sendable {
  public var location: RemoteLocation
  /// A branch, tag or id of the remote.
  public var revision: Revision
  /// A path, or the name of an asset, in that version.
  public var wanted: String
  /// What a relative location is counted from.
  public var base: FilePath
  /// Where to put it; nil for the last part of its path, in `base`.
  public var destination: FilePath?

  public init(
    _ location: RemoteLocation, _ revision: Revision, _ wanted: String, base: FilePath,
    destination: FilePath? = nil
  ) {
    self.location = location
    self.revision = revision
    self.wanted = wanted
    self.base = base
    self.destination = destination
  }
}

/// What `mlx get` brought.
public struct GetReport: Sendable, Equatable {
  public var location: String
  public var commit: CommitID
  /// Its path in the remote's version.
  public var path: RepositoryPath
  /// nil for what belongs to no asset.
  public var asset: AssetReference?
  /// `blob:` or `tree:` and its id.
  public var object: AssetObject
  public var destination: FilePath
  /// The record of where it is from.
  public var origin: FilePath
  public var files: Int
  public var bytes: UInt64
}

extension Sharing {
  /// Brings one file or folder of a version, every byte checked, and writes beside it, as `<name>.origin.json`,
  /// the commit that it is from: its SHA-256 is the commit's id, and it names data, code and environment.
  ///
  /// Errors: `not-a-remote`, `unknown-revision`, `not-in-revision`, `file-exists`, and those of fetching.
  public static func get(
    _ request: GetRequest, _ environment: RepositoryEnvironment
  ) throws -> GetReport {
    let fileSystem = environment.fileSystem
    let place = try request.location.path(
      from: request.base, home: environment.variables()["HOME"])
    let folder = request.destination?.removingLastComponent() ?? request.base
    try fileSystem.makeDirectories(folder)
    let scratch = folder.appending(TemporaryName.make(prefix: ".mlx-get"))
    defer { try? fileSystem.removeTree(scratch) }
    try fileSystem.makeDirectories(scratch)
    let transport = try RemoteTransport.make(place, .origin, limit: nil, environment)
    var wish = CloneRequest()
    wish.filter = CloneFilter.none
    let repository = try prepared(scratch, place, wish, environment)
    let sharing = Sharing(repository, remote: .origin, over: transport)
    let commit = try sharing.fetchOne(request.revision)
    return try sharing.take(request, from: commit, to: folder)
  }

  /// Fetches one commit without its past and without files, and makes it HEAD.
  private func fetchOne(_ revision: Revision) throws -> CommitID {
    guard let remote = try open() else { throw RemoteError.notARemote(transport.location) }
    let state = try remote.state()
    return try remote.reaching {
      let commit = try RevisionResolver(
        view: state.view, log: remote.log, head: state.head, store: remote.store,
        now: environment.clock()
      ).resolve(revision)
      let new = try NewCommits([commit], depth: 1, in: remote.store, passing: false) { _ in false }
      let (_, _, writer) = try ClosureTransfer(
        source: remote.store, destination: repository.store, durability: .none, sharesLock: true,
        filter: CloneFilter.none, remote: name, purged: [], phase: "receiving",
        progress: environment.progress
      ).run(new, notes: { _ in [] }, reading: repository.store)
      try withExtendedLifetime(writer) {
        try repository.transaction("get: \(commit.short)") { $0.view.detachHead(at: commit) }
      }
      return commit
    }
  }

  private func take(
    _ request: GetRequest, from id: CommitID, to folder: FilePath
  ) throws -> GetReport {
    let found = try repository.place(of: request.wanted, in: id)
    let destination =
      request.destination ?? folder.appending(found.path.name)
    let origin = destination.removingLastComponent()
      .appending((destination.lastComponent?.string ?? found.path.name) + ".origin.json")
    for path in [destination, origin] {
      if try environment.fileSystem.status(at: path, followingLinks: false) != nil {
        throw FileError.exists(path.string)
      }
    }
    let written = try repository.export(found.path, of: id)
    let report = GetReport(
      location: transport.location, commit: id, path: found.path, asset: found.asset,
      object: found.object, destination: destination, origin: origin, files: written.files,
      bytes: written.bytes)
    let record = try JSONValue.object([
      "schema": .string("mlx.origin/1"), "remote": .string(report.location),
      "id": .string(id.hex), "path": .string(found.path.string),
      "object": .string(found.object.text),
      "commit": JSONValue(parsing: repository.store.read(.record, id.digest)),
    ])
    try environment.fileSystem.rename(
      repository.workTree.absolute(found.path), to: destination)
    try environment.fileSystem.replaceFile(
      origin, with: record.canonicalBytes() + [UInt8(ascii: "\n")],
      temporary: repository.metadata.appending("tmp"), durable: false)
    return report
  }
}
