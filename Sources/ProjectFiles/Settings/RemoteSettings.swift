// Settings that there are as many of as there are remotes.

extension ConfigKey {
  private static let prefix = "remote."
  private static let suffix = ".url"

  /// Where a remote is: `remote.<name>.url`.
  public static func remote(_ name: String) -> ConfigKey {
    ConfigKey(
      name: prefix + name + suffix, summary: "Where the remote '\(name)' is.", type: .place,
      standard: nil)
  }

  /// The remote that a setting is about; nil for other settings.
  static func remoteName(of setting: String) -> String? {
    guard setting.hasPrefix(prefix), setting.hasSuffix(suffix),
      setting.utf8.count > prefix.utf8.count + suffix.utf8.count
    else { return nil }
    return String(setting.dropFirst(prefix.count).dropLast(suffix.count))
  }

  /// The key of a setting that is about a remote; nil for others.
  static func remote(setting: String) -> ConfigKey? { remoteName(of: setting).map(remote) }
}

extension Configuration {
  /// Where remotes are, by their names, as far as files set it.
  public var remotes: [String: ConfigValue] {
    var remotes: [String: ConfigValue] = [:]
    for key in remoteKeys {
      guard let name = ConfigKey.remoteName(of: key.name), let value = try? get(key) else {
        continue
      }
      remotes[name] = value
    }
    return remotes
  }
}
