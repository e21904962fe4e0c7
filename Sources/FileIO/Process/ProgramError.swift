import Objects

/// Why a command could not be run, or not be watched.
public enum ProgramError: MLXError, Equatable {
  /// No program of that name is in PATH, or no file is there.
  case notFound(String)
  /// What is there cannot be run.
  case notExecutable(String, reason: String)
  /// The files that it opens cannot be watched here.
  case cannotTrace(reason: String)
  /// The system has no process to give.
  case notStarted(String, errno: Int32)

  public var code: String {
    switch self {
    case .notFound: "command-not-found"
    case .notExecutable: "command-not-executable"
    case .cannotTrace: "trace-unavailable"
    case .notStarted: "command-not-started"
    }
  }

  public var description: String {
    switch self {
    case .notFound(let name): "the command '\(name)' is not found"
    case .notExecutable(let name, let reason): "'\(name)' cannot be run: \(reason)"
    case .cannotTrace(let reason): "the files that a command opens cannot be watched: \(reason)"
    case .notStarted(let name, let errno): "'\(name)' cannot be started: errno \(errno)"
    }
  }

  public var hint: String? {
    switch self {
    case .notFound(let name):
      name.contains("/")
        ? "check the path: it is looked for from the folder that you are in"
        : "check the spelling, and PATH; a program of this folder is './\(name)'"
    case .notExecutable(let name, _): "'chmod +x \(name)' makes a script executable"
    case .cannotTrace:
      "run it without '--trace': declared inputs are hashed all the same, and the evidence is 'recorded'"
    case .notStarted: "end other programs, or raise the limit of processes ('ulimit -u')"
    }
  }
}
