/// What watched a run, and how much of it was seen.
public struct RunTrace: Sendable, Equatable {
  /// How files are watched on Linux: the kernel asks mlx at each call that opens a file.
  public static let seccomp = "seccomp"
  /// What that does not see.
  public static let seccompBlind = [
    "files that were open before it began, or that another program handed over",
    "files that the kernel opens for io_uring",
    "what another program, such as a server that it asks, read for it",
    "what came over the network",
  ]

  /// `seccomp`.
  public var method: String
  /// Calls that opened or ran a file.
  public var calls: UInt64
  /// Different files of the work tree that are code.
  public var codeFiles: UInt64
  /// Different files of the environment, of programs and of libraries.
  public var environmentFiles: UInt64
  /// Different files that it made itself, or wrote before it read them.
  public var ownFiles: UInt64
  /// Calls whose file could not be told.
  public var unknownCalls: UInt64
  /// Where it connected to: `93.184.216.34:443`, `unix:/run/docker.sock`. Unknown inputs.
  public var connections: RunReads<String>
  /// What could not be seen, in words.
  public var blind: [String]

  /// A trace that saw nothing yet.
  public init(method: String, blind: [String]) {
    self.method = method
    self.blind = blind
    calls = 0
    codeFiles = 0
    environmentFiles = 0
    ownFiles = 0
    unknownCalls = 0
    connections = RunReads()
  }
}

// As a record holds it.
extension RunTrace {
  var record: JSONValue {
    [
      "method": .string(method), "calls": .integer(Int64(clamping: calls)),
      "code_files": .integer(Int64(clamping: codeFiles)),
      "environment_files": .integer(Int64(clamping: environmentFiles)),
      "own_files": .integer(Int64(clamping: ownFiles)),
      "unknown_calls": .integer(Int64(clamping: unknownCalls)),
      "connections": .array(connections.listed.map { .string($0) }),
      "connections_more": .integer(Int64(clamping: connections.more)),
      "blind": .array(blind.map { .string($0) }),
    ]
  }

  init(fields: RecordFields) throws(ObjectError) {
    self.init(method: try fields.string("method"), blind: try fields.strings("blind"))
    calls = try fields.size("calls")
    codeFiles = try fields.size("code_files")
    environmentFiles = try fields.size("environment_files")
    ownFiles = try fields.size("own_files")
    unknownCalls = try fields.size("unknown_calls")
    connections = RunReads(
      listed: try fields.strings("connections"), more: try fields.size("connections_more"))
  }
}
