import ObjectStore
import Objects
import ProjectFiles

/// Who makes commits and operations.
public struct Identity: Sendable, Hashable {
  public var name: String
  public var email: String
  /// Whether a part was made up from the login and machine names, since none is configured.
  public var isGuessed: Bool

  /// What to tell a person when a part is made up; nil when nothing is.
  var guessNotice: String? {
    isGuessed
      ? "the author is '\(name) <\(email)>', a guess: set it with "
        + "'mlx config --global user.name NAME' and 'mlx config --global user.email EMAIL'"
      : nil
  }

  /// The author of something made at a time.
  public func author(at time: Timestamp) -> Author {
    Author(name: name, email: email, time: time)
  }
}

extension RepositoryEnvironment {
  /// `user.name` and `user.email`, or else git's, or else the login name, at this machine.
  public var identity: Identity {
    let name = configured("user.name") ?? gitAuthor?.parts.name
    let email = configured("user.email") ?? gitAuthor?.parts.email
    return Identity(
      name: name ?? user, email: email ?? "\(user)@\(host)", isGuessed: name == nil || email == nil)
  }

  /// Whether commits wait for the disk: `core.durability`.
  public var durability: Durability {
    durabilityOverride ?? configured("core.durability").flatMap(Durability.init) ?? .full
  }

  /// How float tensors are stored: `store.encoding`.
  public var tensorEncoding: TensorEncoding {
    configured(ConfigKey.encoding.name).flatMap(TensorEncoding.init) ?? .auto
  }

  /// Errors: `invalid-setting` when one that a change of the repository depends on cannot be.
  func checkSettings() throws {
    for key in [ConfigKey.userName, .userEmail, .durability, .encoding] {
      _ = try configuration.get(key)
    }
  }

  private func configured(_ key: String) -> String? {
    guard let value = try? configuration.get(key)?.value, !value.isEmpty else { return nil }
    return value
  }
}
