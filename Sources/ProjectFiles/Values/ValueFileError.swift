import Objects

/// What can be wrong with a metrics or params file, or one with the body of a note.
public enum ValueFileError: MLXError, Equatable {
  /// Which file it is about.
  public enum Role: String, Sendable {
    case metrics, params, note

    /// What the file holds, in a sentence.
    fileprivate var holds: String { self == .note ? "a note has" : "\(self) are" }
  }

  /// Values that are no numbers: the first one's path of keys and what it is; how many more.
  case notNumbers(file: String, key: String, found: String, others: Int)
  /// Bytes that are not JSON or YAML. The line counts from 1, where it is known.
  case malformed(Role, file: String, line: Int?, reason: String)
  /// A list, a text or a number where keys with values are expected.
  case notKeyed(Role, file: String, found: String)
  /// A file that is too long to be one.
  case tooLarge(Role, file: String, limitBytes: Int)
  /// A name that says neither JSON nor YAML.
  case unknownType(Role, file: String)

  public var code: String {
    switch self {
    case .notNumbers: "metrics-not-numbers"
    case .notKeyed(.metrics, _, _): "metrics-not-numbers"
    case .malformed(let role, _, _, _), .notKeyed(let role, _, _), .unknownType(let role, _):
      "invalid-\(role)"
    case .tooLarge: "file-too-large"
    }
  }

  public var description: String {
    switch self {
    case .notNumbers(let file, let key, let found, let others):
      "'\(key)' in '\(file)' is \(found), not a number"
        + (others == 0 ? "" : "; so are \(others) more")
    case .malformed(_, let file, let line, let reason):
      "'\(file)' cannot be read\(line.map { ", line \($0)" } ?? ""): \(reason)"
    case .notKeyed(let role, let file, let found):
      "'\(file)' is \(found), where \(role.holds) keys with values"
    case .tooLarge(let role, let file, let limit):
      "'\(file)' has more than the \(limit) bytes that a \(role) file may have"
    case .unknownType(_, let file): "'\(file)' is neither JSON nor YAML by its name"
    }
  }

  public var hint: String? {
    switch self {
    case .notNumbers, .notKeyed(.metrics, _, _):
      "metrics are numbers, or objects of them; record other values with '--params FILE'"
    case .malformed: "correct the file, then try again"
    case .notKeyed(.params, _, _): "write it as an object, such as {\"lr\": 0.001}"
    case .notKeyed(.note, _, _):
      "write it as an object, such as {\"text\": \"…\"}, or give a text: 'mlx note add SUBJECT -m TEXT'"
    case .tooLarge(.note, _, _): "record it with 'mlx add', and keep the note short"
    case .tooLarge(let role, _, _): "record it with 'mlx add', and keep a short \(role) file"
    case .unknownType: "use a file that ends in .json, .yaml or .yml"
    }
  }
}
