/// What can be wrong with a value before or after it is encoded.
public enum ObjectError: MLXError, Equatable {
  /// Bytes that do not decode; `kind` says as what.
  case malformed(kind: String, id: String? = nil, reason: String)
  /// A name that cannot stand in a tree.
  case invalidName(String, reason: String)
  /// A path that cannot stand in a repository.
  case invalidPath(String, reason: String)
  /// Two entries of one folder with one name.
  case duplicateName(String)
  /// A record of a schema that this program does not know.
  case unsupportedSchema(String)
  /// More than a format allows.
  case tooLarge(kind: String, limit: Int)

  public var code: String {
    switch self {
    case .malformed: "object-corrupt"
    case .invalidName, .duplicateName: "invalid-name"
    case .invalidPath: "invalid-path"
    case .unsupportedSchema: "unsupported-format"
    case .tooLarge: "too-large"
    }
  }

  public var description: String {
    switch self {
    case .malformed(let kind, let id, let reason):
      "\(kind)\(id.map { " " + $0 } ?? "") is malformed: \(reason)"
    case .invalidName(let name, let reason): "'\(name)' cannot be stored as a name: \(reason)"
    case .invalidPath(let path, let reason): "'\(path)' is not a path in a repository: \(reason)"
    case .duplicateName(let name): "'\(name)' is twice in one folder"
    case .unsupportedSchema(let schema): "schema '\(schema)' is not known to this version of mlx"
    case .tooLarge(let kind, let limit): "a \(kind) has more than the \(limit) bytes it may have"
    }
  }

  /// What is wrong, without the name of what it is wrong with.
  var reason: String {
    switch self {
    case .malformed(_, _, let reason), .invalidName(_, let reason), .invalidPath(_, let reason):
      reason
    case .duplicateName, .unsupportedSchema, .tooLarge: description
    }
  }

  public var hint: String? {
    switch self {
    case .malformed: "run 'mlx fsck' to see what else is damaged"
    case .invalidName, .duplicateName, .invalidPath: "rename it, then try again"
    case .unsupportedSchema: "use a newer mlx"
    case .tooLarge: nil
    }
  }
}
