/// One setting that this version of mlx knows.
public struct ConfigKey: Sendable, Hashable {
  /// Such as `user.name`.
  public let name: String
  /// What the setting does, in one line.
  public let summary: String
  /// What its values are.
  public let type: ConfigType
  /// The value where nothing sets one; nil when there is none.
  public let standard: String?

  /// The variable that sets it: `MLX_USER_NAME` for `user.name`.
  public var variable: String {
    "MLX_" + String(name.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
  }
}

/// What the values of a setting are.
public enum ConfigType: Sendable, Hashable {
  /// One line, not empty.
  case text
  /// One of these words.
  case choice([String])
  /// A whole number in this range.
  case integer(ClosedRange<Int>)

  /// Whether a value is one of this type.
  public func accepts(_ value: String) -> Bool {
    switch self {
    case .text:
      !value.isEmpty && !value.unicodeScalars.contains { $0.properties.generalCategory == .control }
    case .choice(let words): words.contains(value)
    case .integer(let range): Int(value).map(range.contains) ?? false
    }
  }

  /// What is accepted, in words.
  public var expectation: String {
    switch self {
    case .text: "one line of text"
    case .choice(let words):
      words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    case .integer(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    }
  }
}

extension ConfigKey {
  /// The author of commits.
  public static let userName = ConfigKey(
    name: "user.name", summary: "The author of new commits.", type: .text, standard: nil)
  /// The author's address.
  public static let userEmail = ConfigKey(
    name: "user.email", summary: "The author's address.", type: .text, standard: nil)
  /// Whether a commit waits for the disk.
  public static let durability = ConfigKey(
    name: "core.durability",
    summary: "Whether a commit waits until it is on the disk; 'none' is for what may be lost.",
    type: .choice(["full", "none"]), standard: "full")
  /// How many threads read and hash.
  public static let threads = ConfigKey(
    name: "core.threads", summary: "How many threads read and hash files.", type: .integer(1...256),
    standard: nil)
  /// When output is coloured.
  public static let color = ConfigKey(
    name: "ui.color", summary: "When output is coloured.",
    type: .choice(["auto", "always", "never"]), standard: "auto")

  /// All settings, in the order they are listed.
  public static let all = [userName, userEmail, durability, threads, color]

  /// Errors: `unknownSetting`, with names that are near.
  public static func named(_ name: String) throws(ConfigError) -> ConfigKey {
    guard let key = all.first(where: { $0.name == name }) else {
      throw .unknownSetting(name, near: NearSettings.names(to: name))
    }
    return key
  }
}
