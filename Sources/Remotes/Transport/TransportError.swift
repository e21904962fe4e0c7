import Objects

/// What a transport can say no to. The text in each case is where the file is.
public enum TransportError: MLXError, Equatable {
  /// There is no such file.
  case missing(String)
  /// The name is taken.
  case exists(String)
  /// The file ends before the bytes that were asked for.
  case shorter(String)
  /// A name that no file of a remote has.
  case invalidName(String)
  /// It did not work this time; the same call may work later.
  case unreachable(String, reason: String)
  /// It will not work: no permission, no space, or nothing to be a remote.
  case refused(String, reason: String)
  /// SIGINT or SIGTERM was seen.
  case interrupted

  /// Whether the same call may succeed a moment later.
  public var isRetryable: Bool { if case .unreachable = self { true } else { false } }

  public var code: String {
    switch self {
    case .missing, .shorter: "remote-damaged"
    case .exists: "file-exists"
    case .invalidName: "invalid-name"
    case .unreachable: "remote-unreachable"
    case .refused: "remote-refused"
    case .interrupted: "interrupted"
    }
  }

  public var description: String {
    switch self {
    case .missing(let place): "the remote has no '\(place)'"
    case .exists(let place): "the remote has '\(place)' already"
    case .shorter(let place): "'\(place)' on the remote is shorter than it should be"
    case .invalidName(let name): "'\(name)' cannot be the name of a file of a remote"
    case .unreachable(let place, let reason): "'\(place)' cannot be reached: \(reason)"
    case .refused(let place, let reason): "the remote refuses '\(place)': \(reason)"
    case .interrupted: "interrupted"
    }
  }

  public var hint: String? {
    switch self {
    case .missing, .shorter:
      "run the command again; if it says the same, push from a clone that is whole"
    case .exists, .invalidName: nil
    case .unreachable: "check the network or the mount, then run the command again"
    case .refused: "check the permissions and the free space there ('ls -ld', 'df -h')"
    case .interrupted: "run the command again: what arrived is not sent twice"
    }
  }
}
