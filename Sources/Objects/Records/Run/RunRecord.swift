/// One execution of a command: what it read and made, and how it ended. A record
/// (Documentation/format.md, "Run"); views name it below the month in which it began.
public struct RunRecord: Sendable, Equatable {
  public static let schema = "mlx.run/1"
  /// Names are one line, at most so many bytes.
  public static let nameBytesMax = 256

  /// What a person calls it.
  public var name: String?
  /// The words of the command, with secrets taken out.
  public var command: [String]
  /// The folder that it ran in.
  public var folder: RepositoryPath
  /// What was declared to be read, hashed before it ran.
  public var inputs: [RunFile]
  /// What was declared to be made, hashed after it ran; without an id when it was not.
  public var outputs: [RunFile]
  /// What it was seen to read in the work tree though nobody declared it. Empty without a trace.
  public var undeclared: RunReads<RunFile>
  /// What it was seen to read elsewhere, other than programs, libraries and the environment.
  public var outside: RunReads<OutsideFile>
  /// The settings that it was given.
  public var params: RunParams?
  /// The metrics files among the outputs.
  public var metrics: [RunMetrics]
  /// The environment that it ran in, as found before; nil where none is recorded.
  public var environment: EnvironmentID?
  /// The code before it ran; nil where none is recorded.
  public var code: CodeAsset?
  /// Who ran it. The time is when it ended.
  public var author: Author
  /// The machine's name.
  public var host: String
  public var started: Timestamp
  /// How many runs were recorded here before: the order of those that began in one second.
  public var sequence: UInt64
  public var outcome: RunOutcome
  /// Standard output and standard error; nil when nothing was written.
  public var output: RunStream?
  public var errors: RunStream?
  /// How its inputs are known: `observed` with a trace, `recorded` without one, `declared` when one
  /// of them changed while it ran.
  public var evidence: LineageEdge.Evidence
  /// Declared inputs that were not the same after it as before.
  public var changed: [String]
  /// What watched it; nil when nothing did.
  public var trace: RunTrace?

  /// A run of a command in a folder. What else there is to say has no value yet.
  public init(
    command: [String], folder: RepositoryPath, author: Author, host: String, started: Timestamp,
    outcome: RunOutcome, evidence: LineageEdge.Evidence = .recorded
  ) {
    self.command = command
    self.folder = folder
    self.author = author
    self.host = host
    self.started = started
    self.outcome = outcome
    self.evidence = evidence
    sequence = 0
    inputs = []
    outputs = []
    undeclared = RunReads()
    outside = RunReads()
    metrics = []
    changed = []
  }

  /// When it ended.
  public var ended: Timestamp { author.time }

  /// Whether it ended with 0 and made all that it was to make: only then a commit takes it up.
  public var isSuccess: Bool {
    outcome.isSuccess && outputs.allSatisfy { $0.object != nil }
  }

  /// The files and folders of the work tree that it names.
  public var files: [RunFile] { inputs + outputs + undeclared.listed }

  /// The id that the record has when it is stored.
  public var id: RunID { RunID(SHA256Hasher.hash(encode())) }

  /// The month, UTC, of a view's folder: `202611`.
  public var month: String { String(started.description.prefix(7).filter { $0 != "-" }) }
}

/// A list that was cut where it became too long.
public struct RunReads<Item: Sendable & Equatable>: Sendable, Equatable {
  /// Lists have at most so many.
  public static var listMax: Int { 1_000 }

  public var listed: [Item]
  /// How many more there were.
  public var more: UInt64

  /// Takes as many as a list has.
  public init(_ items: [Item] = []) {
    listed = Array(items.prefix(Self.listMax))
    more = UInt64(items.count - listed.count)
  }

  init(listed: [Item], more: UInt64) {
    self.listed = listed
    self.more = more
  }

  /// All of them, listed or not.
  public var count: UInt64 { UInt64(listed.count) &+ more }
  public var isEmpty: Bool { count == 0 }
}
