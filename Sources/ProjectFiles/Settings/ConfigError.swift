import Objects

/// What can be wrong with settings.
public enum ConfigError: MLXError, Equatable {
  /// A name that no setting has; names that are near.
  case unknownSetting(String, near: [String])
  /// A value that a setting cannot have.
  case invalidSetting(String, value: String, expected: String, origin: ConfigOrigin?)
  /// A line that is no setting. Lines count from 1.
  case invalidFile(String, line: Int, reason: String)

  public var code: String {
    switch self {
    case .unknownSetting: "unknown-setting"
    case .invalidSetting: "invalid-setting"
    case .invalidFile: "invalid-config"
    }
  }

  public var description: String {
    switch self {
    case .unknownSetting(let name, _): "there is no setting '\(name)'"
    case .invalidSetting(let name, let value, let expected, let origin):
      "'\(value)' is no value for '\(name)'\(origin.map { " (\($0))" } ?? ""): it takes \(expected)"
    case .invalidFile(let path, let line, let reason): "\(path):\(line): \(reason)"
    }
  }

  public var hint: String? {
    switch self {
    case .unknownSetting(_, let near) where near.isEmpty:
      "the settings are " + ConfigKey.all.map(\.name).joined(separator: ", ")
    case .unknownSetting(_, let near):
      "did you mean " + near.map { "'\($0)'" }.joined(separator: " or ") + "?"
    case .invalidSetting(_, _, _, .environment(let variable)?): "set \(variable) to another value"
    case .invalidSetting(let name, _, _, _): "set it with 'mlx config \(name) <value>'"
    case .invalidFile(let path, let line, _):
      "correct or delete line \(line) of '\(path)': a setting is 'key = value', a comment begins "
        + "with '#'"
    }
  }
}
