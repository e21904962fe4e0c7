import Objects

/// What DVC tracks in one git commit, with all paths from the root.
struct DVCState: Hashable, Sendable {
  /// An output.
  struct Output: Hashable, Sendable {
    let hash: DVCHash?
    let isExecutable: Bool
    /// See `DVCEntry.files`.
    let files: [DVCFolder.File]?
    let role: DVCPipeline.Role
    let stage: String
  }

  /// A dependency.
  struct Dependency: Hashable, Sendable {
    let path: DVCPath
    let hash: DVCHash?
    let origin: DVCEntry.Origin?
  }

  /// A stage as it ran.
  struct Stage: Hashable, Sendable {
    /// The file and the name, such as `sub/dvc.yaml:train`.
    let name: String
    let hasCommand: Bool
    let deps: [Dependency]
    let outs: [RepositoryPath]
  }

  /// An artifact that has a name in `dvc.yaml`.
  struct Named: Hashable, Sendable {
    let name: String
    let type: String?
  }

  var outs: [RepositoryPath: Output] = [:]
  var stages: [String: Stage] = [:]
  /// Files of metrics, with their id in git where it has them.
  var metrics: [RepositoryPath: String?] = [:]
  /// Files of parameters that git has, with their id.
  var params: [RepositoryPath: String] = [:]
  var artifacts: [RepositoryPath: Named] = [:]
  /// Files of DVC that cannot be read, and outputs that cannot be placed, in sentences.
  var faults: [String] = []

  /// Whether nothing is tracked.
  var isEmpty: Bool { outs.isEmpty }
}
