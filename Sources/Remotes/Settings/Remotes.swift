// The remotes of a repository: in its settings, and in mlx.yaml for the whole team.
import FileIO
import Objects
import ProjectFiles
import References
import Repository
import SystemPackage

/// A remote by its name.
public struct Remote: Sendable, Equatable {
  /// Where it is written down.
  public enum Origin: String, Sendable {
    /// The settings of this clone.
    case config
    /// `mlx.yaml`.
    case project
  }

  public var name: RemoteName
  public var location: RemoteLocation
  public var origin: Origin
  /// The folder that it means; nil for a URL that this version does not know.
  public var path: FilePath?
}

/// Reaches remotes.
enum RemoteTransport {
  /// Keeps to a limit, gives up what hangs, and tries again what fails for a moment.
  ///
  /// - Parameter limit: comes before the remote's setting.
  static func make(
    _ path: FilePath, _ name: RemoteName, limit: ByteRate?, _ environment: RepositoryEnvironment
  ) throws -> any Transport {
    let settings = environment.configuration
    let set = try settings.get(ConfigKey.remoteLimit(name.string)).flatMap { ByteRate($0.value) }
    let seconds = try settings.get(ConfigKey.stall).flatMap { Double($0.value) } ?? 60
    let flow = TransportFlow(limit: limit ?? set)
    let folder = FolderTransport(path, fileSystem: environment.fileSystem, flow: flow)
    return RetryingTransport(StallingTransport(folder, flow: flow, seconds: seconds))
  }
}

extension Repository {
  /// Every remote, sorted by name. A setting comes before `mlx.yaml`.
  ///
  /// Errors: `invalid-name`, `invalid-location`, and those of `mlx.yaml`.
  public func remotes() throws -> [Remote] {
    let path = workTree.root.appending(ProjectFile.name)
    var found: [String: (String, Remote.Origin)] = [:]
    for (name, text) in try ProjectFile.load(from: path, in: environment.fileSystem)?.remotes ?? [:]
    {
      found[name] = (text, .project)
    }
    for (name, value) in environment.configuration.remotes { found[name] = (value.value, .config) }
    return try found.sorted { $0.key < $1.key }.map { name, place in
      let location = try RemoteLocation(parsing: place.0)
      return Remote(
        name: try RemoteName(validating: name), location: location, origin: place.1,
        path: try? location.path(from: workTree.root, home: environment.variables()["HOME"]))
    }
  }

  /// A remote by its name; `origin` when none is given, or the only one there is.
  ///
  /// Errors: `unknown-remote`, and those of `remotes()`.
  public func remote(named name: String?) throws -> Remote {
    let all = try remotes()
    let wanted = name ?? RemoteName.origin.string
    if let found = all.first(where: { $0.name.string == wanted }) { return found }
    if name == nil, all.count == 1 { return all[0] }
    throw RemoteError.unknownRemote(wanted, known: all.map(\.name.string))
  }

  /// A repository and one of its remotes.
  ///
  /// - Parameter limit: how fast bytes go at most; nil for what `remote.<name>.limit` says.
  ///
  /// Errors: as `remote(named:)`; `remote-unsupported`.
  public func sharing(with name: String?, limit: ByteRate? = nil) throws -> Sharing {
    let remote = try remote(named: name)
    let path = try remote.location.path(
      from: workTree.root, home: environment.variables()["HOME"])
    return Sharing(
      self, remote: remote.name,
      over: try RemoteTransport.make(path, remote.name, limit: limit, environment))
  }

  /// Writes a remote into the settings of this clone. Nothing is read from it.
  ///
  /// - Parameter folder: what a relative path is counted from.
  ///
  /// Errors: `name-taken`, `invalid-name`, `invalid-location`, `remote-unsupported`.
  public func addRemote(
    _ name: RemoteName, at location: RemoteLocation, from folder: FilePath
  ) throws -> Remote {
    if environment.configuration.remotes[name.string] != nil {
      throw RemoteError.remoteExists(name.string)
    }
    let path = try location.path(from: folder, home: environment.variables()["HOME"])
    try ConfigFile.set(
      ConfigKey.remote(name.string).name, to: path.string, in: metadata.appending("config"),
      temporary: metadata.appending("tmp"), fileSystem: environment.fileSystem)
    return Remote(
      name: name, location: try RemoteLocation(parsing: path.string), origin: .config, path: path)
  }

  /// Files that are not here, and that a remote is known to have.
  private func promisedFiles(by name: RemoteName) throws -> Int {
    var count = 0
    try store.forEachAbsent { key, absence in
      if absence.state == .promised, absence.detail == name.string,
        !store.containsBlob(BlobID(key.digest))
      {
        count += 1
      }
    }
    return count
  }

  /// Takes a remote out of the settings, and forgets what was known of its branches. Nothing is deleted there.
  ///
  /// Errors: `unknown-remote`; `remote-declared` when only `mlx.yaml` names it; `remote-needed` when files are
  /// nowhere else.
  public func removeRemote(_ name: RemoteName) throws -> Remote {
    let remote = try remote(named: name.string)
    guard remote.origin == .config else { throw RemoteError.declaredInProject(name.string) }
    let promised = try promisedFiles(by: name)
    if promised > 0 { throw RemoteError.promisesFiles(name.string, files: promised) }
    let keys: [ConfigKey] = [
      .remoteFilter(name.string), .remoteDepth(name.string), .remoteLimit(name.string),
      .remote(name.string),
    ]
    for key in keys {
      _ = try ConfigFile.unset(
        key.name, in: metadata.appending("config"), temporary: metadata.appending("tmp"),
        fileSystem: environment.fileSystem)
    }
    try transaction("remote: removed \(name)") { transaction in
      for tracking in transaction.view.remoteBranches.keys where tracking.remote == name {
        transaction.view.removeRemoteBranch(tracking)
      }
    }
    if let cache = RemoteRepository.Places(metadata: metadata, remote: name).cache {
      try? environment.fileSystem.removeTree(cache)
    }
    return remote
  }
}
