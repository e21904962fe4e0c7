// Settings that there are as many of as there are remotes.

extension ConfigKey {
  private static let prefix = "remote."
  private static let placeSuffix = ".url"
  private static let limitSuffix = ".limit"

  /// Where a remote is: `remote.<name>.url`.
  public static func remote(_ name: String) -> ConfigKey {
    ConfigKey(
      name: prefix + name + placeSuffix, summary: "Where the remote '\(name)' is.", type: .place,
      standard: nil)
  }

  /// How fast bytes go to and from a remote at most: `remote.<name>.limit`.
  public static func remoteLimit(_ name: String) -> ConfigKey {
    ConfigKey(
      name: prefix + name + limitSuffix,
      summary: "Bytes a second that go to and from the remote '\(name)' at most.", type: .rate,
      standard: "off")
  }

  /// The remote whose place a setting is; nil for other settings.
  static func remoteName(of setting: String) -> String? { name(in: setting, placeSuffix) }

  /// The key of a setting that is about one remote; nil for others.
  static func remote(setting: String) -> ConfigKey? {
    name(in: setting, placeSuffix).map(remote) ?? name(in: setting, limitSuffix).map(remoteLimit)
  }

  private static func name(in setting: String, _ suffix: String) -> String? {
    guard setting.hasPrefix(prefix), setting.hasSuffix(suffix),
      setting.utf8.count > prefix.utf8.count + suffix.utf8.count
    else { return nil }
    return String(setting.dropFirst(prefix.count).dropLast(suffix.count))
  }
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
