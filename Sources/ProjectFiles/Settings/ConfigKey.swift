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
  /// A part of an author: one line, not empty, without the marks that stand around an address.
  case author
  /// One of these words.
  case choice([String])
  /// Where a remote is: one line, not empty.
  case place
  /// Which files a clone has: a `CloneFilter`.
  case filter
  /// A whole number above zero.
  case count
  /// Bytes a second, or `off`.
  case rate
  /// A whole number of seconds, from 1 to a day.
  case seconds

  /// Whether a value is one of this type.
  public func accepts(_ value: String) -> Bool {
    switch self {
    case .author:
      !value.isEmpty
        && !value.unicodeScalars.contains {
          $0 == "<" || $0 == ">" || $0.properties.generalCategory == .control
        }
    case .choice(let words): words.contains(value)
    case .rate: value == "off" || ByteRate(value) != nil
    case .seconds: Int(value).map { (1...86_400).contains($0) } ?? false
    case .place:
      !value.isEmpty && value.utf8.count <= 4096
        && !value.unicodeScalars.contains { $0.properties.generalCategory == .control }
    case .filter: CloneFilter(text: value) != nil
    case .count: Int(value).map { $0 > 0 } ?? false
    }
  }

  /// What is accepted, in words.
  public var expectation: String {
    switch self {
    case .author: "one line of text without '<' and '>'"
    case .choice(let words):
      words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    case .place: "a path or a URL in one line"
    case .filter: "models, datasets, none or a size such as size:100MB"
    case .count: "a whole number above zero"
    case .rate: "bytes a second, such as 800kB, 10MB or 1GB, or 'off'"
    case .seconds: "seconds, from 1 to 86400"
    }
  }
}

extension ConfigKey {
  /// The author of commits.
  public static let userName = ConfigKey(
    name: "user.name", summary: "The author of new commits.", type: .author, standard: nil)
  /// The author's address.
  public static let userEmail = ConfigKey(
    name: "user.email", summary: "The author's address.", type: .author, standard: nil)
  /// Whether a commit waits for the disk.
  public static let durability = ConfigKey(
    name: "core.durability",
    summary: "Whether a commit waits until it is on the disk; 'none' is for what may be lost.",
    type: .choice(["full", "none"]), standard: "full")
  /// How float tensors are stored.
  public static let encoding = ConfigKey(
    name: "store.encoding",
    summary:
      "How new float tensors are stored: 'auto' saves a third of bfloat16, 'raw' saves time.",
    type: .choice(["auto", "raw"]), standard: "auto")
  /// When output is coloured.
  public static let color = ConfigKey(
    name: "ui.color", summary: "When output is coloured.",
    type: .choice(["auto", "always", "never"]), standard: "auto")

  /// Whether commits hold the code.
  public static let code = ConfigKey(
    name: "commit.code",
    summary: "Whether a commit takes a snapshot of the code.",
    type: .choice(["auto", "off"]), standard: "auto")
  /// Whether commits hold the environment.
  public static let environment = ConfigKey(
    name: "commit.environment",
    summary: "Whether a commit records the Python environment that it finds.",
    type: .choice(["auto", "off"]), standard: "auto")
  /// Whether commits hold profiles.
  public static let profile = ConfigKey(
    name: "commit.profile",
    summary: "Whether a commit records what is in new models and datasets; 'off' is for later.",
    type: .choice(["auto", "off"]), standard: "auto")
  /// What of git's submodules is in the snapshot of the code.
  public static let submodules = ConfigKey(
    name: "commit.submodules",
    summary:
      "What of git submodules a commit records: their commits alone, or their files as well.",
    type: .choice(["commit", "content"]), standard: "commit")

  /// Whether commits are signed.
  public static let signCommits = ConfigKey(
    name: "commit.sign", summary: "Whether every new commit is signed.",
    type: .choice(["true", "false"]), standard: nil)
  /// Whether tags are signed.
  public static let signTags = ConfigKey(
    name: "tag.sign", summary: "Whether every new tag is signed.",
    type: .choice(["true", "false"]), standard: nil)
  /// What is signed with.
  public static let signingKey = ConfigKey(
    name: "signing.key",
    summary: "The SSH key to sign with: a file, or 'key::' and a public key of the agent.",
    type: .place, standard: nil)
  /// Who may sign.
  public static let allowedSigners = ConfigKey(
    name: "signing.allowed-signers",
    summary: "The list of allowed signers, in place of the one in the repository.",
    type: .place, standard: nil)
  /// The program that signs and verifies.
  public static let signingProgram = ConfigKey(
    name: "signing.program", summary: "Where ssh-keygen is, when it is not in PATH.",
    type: .place, standard: nil)

  /// When a remote is given up.
  public static let stall = ConfigKey(
    name: "remote.stall",
    summary: "After so many seconds without a byte a call to a remote is given up, and made again.",
    type: .seconds, standard: "60")

  /// All settings, in the order they are listed.
  public static let all = [
    userName, userEmail, durability, encoding, color, code, environment, profile,
    submodules, signCommits, signTags, signingKey, allowedSigners, signingProgram, stall,
  ]

  /// Errors: `unknownSetting`, with names that are near.
  public static func named(_ name: String) throws(ConfigError) -> ConfigKey {
    guard let key = all.first(where: { $0.name == name }) ?? remote(setting: name) else {
      throw .unknownSetting(name, near: NearSettings.names(to: name))
    }
    return key
  }
}
