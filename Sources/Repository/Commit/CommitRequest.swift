import Objects
import SystemPackage

/// What `mlx commit` was asked to record.
public struct CommitRequest: Sendable {
  /// nil is allowed with `amend` only, and then keeps the message.
  public var message: String?
  /// `-a`: stage every tracked asset and every remembered metrics and params file first.
  public var all = false
  /// Replace HEAD's commit, keeping its parents.
  public var amend = false
  /// Commit even when nothing differs from HEAD.
  public var allowEmpty = false
  public var models: [NamedPath] = []
  public var datasets: [NamedPath] = []
  /// What to hash where it is, and to record without its bytes.
  public var external: [ExternalWish] = []
  public var metrics: [MetricsRequest] = []
  /// The dataset, by name, that the metrics were measured on.
  public var on: String?
  public var params: RepositoryPath?
  /// `mlx env capture` wrote it where training ran; nil takes the environment that is found.
  public var environmentFile: FilePath?
  /// Whether to record what is in new models and datasets, where the settings do not forbid it.
  public var profiles = true
  /// What outputs were made from.
  public var from: [LineageRequest] = []

  /// Makes the note that signs the commit, before anything is recorded.
  public var seal: (@Sendable (CommitID) throws -> Note)?

  public init(message: String?) {
    self.message = message
  }
}

/// `[NAME=]PATH` of `--model` and `--data`.
public struct NamedPath: Sendable, Equatable {
  public var name: String?
  public var path: RepositoryPath

  public init(name: String? = nil, path: RepositoryPath) {
    self.name = name
    self.path = path
  }
}

/// `[MODEL=]FILE` of `--metrics`.
public struct MetricsRequest: Sendable, Equatable {
  /// The model's name; nil means the only model of the commit.
  public var model: String?
  public var path: RepositoryPath

  public init(model: String? = nil, path: RepositoryPath) {
    self.model = model
    self.path = path
  }
}
