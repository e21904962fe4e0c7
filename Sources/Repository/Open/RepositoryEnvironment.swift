import FileIO
import ObjectStore
import Objects
import ProjectFiles

/// What the outside world supplies. Only `Commands` fills it from the process; tests make fixed ones.
public struct RepositoryEnvironment: Sendable {
  /// The time, to the second.
  public var clock: @Sendable () -> Timestamp
  /// The machine's name, for the operation log.
  public var host: String
  /// The login name: the author where none is configured.
  public var user: String
  /// The command as typed, with the program's name. It is stored with secrets taken out.
  public var commandLine: [String]
  /// Settings. Opening a repository puts those of its `config` in.
  public var configuration: Configuration
  public var fileSystem: any FileSystem
  public var limits: StoreLimits
  public var progress: any ProgressSink
  /// The variables of the process: where git and Python are looked for.
  public var variables: @Sendable () -> [String: String]
  /// Whether runs record how long they took, and what of the machine. Off where records must be the same each
  /// time.
  public var measuresRuns = true
  /// Overrides `core.durability`.
  public var durabilityOverride: Durability?
  /// Whom git names as the author; nil before a repository is opened.
  var gitAuthor: GitAuthor?

  public init(
    clock: @escaping @Sendable () -> Timestamp, host: String, user: String,
    commandLine: [String], configuration: Configuration,
    fileSystem: any FileSystem = KernelFileSystem(), limits: StoreLimits = .standard,
    progress: any ProgressSink = SilentProgress(),
    variables: @escaping @Sendable () -> [String: String] = { [:] },
    durabilityOverride: Durability? = nil
  ) {
    self.clock = clock
    self.host = host
    self.user = user
    self.commandLine = commandLine
    self.configuration = configuration
    self.fileSystem = fileSystem
    self.limits = limits
    self.progress = progress
    self.variables = variables
    self.durabilityOverride = durabilityOverride
  }
}
