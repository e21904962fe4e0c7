// Settings that there are as many of as there are remotes.

/// A setting about a remote: `remote.<name>.<property>`.
enum RemoteProperty: String, CaseIterable {
  case url
  case limit
  case filter
  case depth

  private static let prefix = "remote."

  func key(of remote: String) -> ConfigKey {
    ConfigKey(
      name: "\(Self.prefix)\(remote).\(rawValue)", summary: summary(remote), type: type,
      standard: self == .limit ? "off" : nil)
  }

  private func summary(_ remote: String) -> String {
    switch self {
    case .url: "Where the remote '\(remote)' is."
    case .limit: "Bytes a second that go to and from the remote '\(remote)' at most."
    case .filter: "Which files come from '\(remote)' without being asked for."
    case .depth: "How many commits back a fetch from '\(remote)' goes."
    }
  }

  private var type: ConfigType {
    switch self {
    case .url: .place
    case .limit: .rate
    case .filter: .filter
    case .depth: .count
    }
  }

  /// The remote and the property that a setting is about; nil for other settings.
  static func parse(_ setting: String) -> (remote: String, property: RemoteProperty)? {
    guard setting.hasPrefix(prefix), let dot = setting.lastIndex(of: "."),
      let property = RemoteProperty(rawValue: String(setting[setting.index(after: dot)...]))
    else { return nil }
    let rest = setting[..<dot]
    guard rest.utf8.count > prefix.utf8.count else { return nil }
    return (String(rest.dropFirst(prefix.count)), property)
  }
}

extension ConfigKey {
  /// Where a remote is: `remote.<name>.url`.
  public static func remote(_ name: String) -> ConfigKey { RemoteProperty.url.key(of: name) }

  /// How fast bytes go to and from a remote at most: `remote.<name>.limit`.
  public static func remoteLimit(_ name: String) -> ConfigKey { RemoteProperty.limit.key(of: name) }

  /// Which files come from a remote: `remote.<name>.filter`.
  public static func remoteFilter(_ name: String) -> ConfigKey {
    RemoteProperty.filter.key(of: name)
  }

  /// How many commits back a fetch goes: `remote.<name>.depth`.
  public static func remoteDepth(_ name: String) -> ConfigKey { RemoteProperty.depth.key(of: name) }

  /// The key of a setting that is about a remote; nil for others.
  static func remote(setting: String) -> ConfigKey? {
    RemoteProperty.parse(setting).map { $0.property.key(of: $0.remote) }
  }
}

extension Configuration {
  /// Where remotes are, by their names, as far as files set it.
  public var remotes: [String: ConfigValue] {
    var remotes: [String: ConfigValue] = [:]
    for key in remoteKeys {
      guard let (name, property) = RemoteProperty.parse(key.name), property == .url,
        let value = try? get(key)
      else { continue }
      remotes[name] = value
    }
    return remotes
  }

  /// Which files come from a remote without being asked for; nil for all.
  public func filter(of remote: String) -> CloneFilter? {
    (try? get(.remoteFilter(remote))).flatMap { CloneFilter(text: $0.value) }
  }

  /// How many commits back a fetch from a remote goes; nil for all.
  public func depth(of remote: String) -> Int? {
    (try? get(.remoteDepth(remote))).flatMap { Int($0.value) }
  }

  /// The filters of all remotes that have one.
  public var filters: [CloneFilter] {
    remoteKeys.compactMap { key in
      guard let (name, property) = RemoteProperty.parse(key.name), property == .filter else {
        return nil
      }
      return filter(of: name)
    }
  }
}
