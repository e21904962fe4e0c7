import FileIO
import SystemPackage

/// The settings of one run: flags over `MLX_*` variables over `.mlops/config` over the person's file
/// over defaults.
///
/// A value is checked when it is asked for, so that a wrong one stops only what needs it.
public struct Configuration: Sendable {
  /// A line that sets something that this version does not know.
  public struct UnknownSetting: Sendable, Equatable {
    public let name: String
    public let origin: ConfigOrigin
    /// Settings that may have been meant.
    public let near: [String]
  }

  private let environment: [String: String]
  private var layers: [ConfigLayer: [String: ConfigValue]] = [:]
  private var unknown: [ConfigLayer: [UnknownSetting]] = [:]

  /// Settings without files.
  ///
  /// - Parameters:
  ///   - overrides: from flags, by key.
  ///   - environment: variables by name; those in `environmentNames` matter, and none that is empty.
  public init(overrides: [String: String] = [:], environment: [String: String] = [:]) {
    self.environment = environment.filter { !$0.value.isEmpty }
    layers[.flag] = overrides.mapValues { ConfigValue(value: $0, origin: .flag) }
    for key in ConfigKey.all {
      if let value = self.environment[key.variable] {
        layers[.environment, default: [:]][key.name] = ConfigValue(
          value: value, origin: .environment(variable: key.variable))
      }
      if let standard = key.standard {
        layers[.standard, default: [:]][key.name] = ConfigValue(value: standard, origin: .standard)
      }
    }
  }

  /// All layers.
  ///
  /// - Parameter local: the repository's `.mlops/config`, if there is a repository.
  ///
  /// Errors: `ConfigError.invalidFile`, or a `FileError` when a file is there and cannot be read.
  public static func load(
    overrides: [String: String] = [:], environment: [String: String], local: FilePath?,
    fileSystem: any FileSystem
  ) throws -> Configuration {
    var configuration = Configuration(overrides: overrides, environment: environment)
    try configuration.loadGlobal(in: fileSystem)
    if let local { try configuration.loadLocal(local, in: fileSystem) }
    return configuration
  }

  /// Puts a repository's settings in, in place of those of another.
  public mutating func loadLocal(_ path: FilePath, in fileSystem: any FileSystem) throws {
    let text = path.string
    try load(path, as: .local, in: fileSystem) { .local(path: text, line: $0) }
  }

  /// Puts the person's settings in. Does nothing when the environment names no home.
  public mutating func loadGlobal(in fileSystem: any FileSystem) throws {
    guard let path = Self.globalFile(environment: environment) else { return }
    let text = path.string
    try load(path, as: .global, in: fileSystem) { .global(path: text, line: $0) }
  }

  /// `$XDG_CONFIG_HOME/mlx/config`, otherwise `~/.config/mlx/config`; nil when neither is known.
  public static func globalFile(environment: [String: String]) -> FilePath? {
    if let folder = environment["XDG_CONFIG_HOME"].map({ FilePath($0) }), folder.isAbsolute {
      return folder.appending("mlx").appending("config")
    }
    guard let home = environment["HOME"].map({ FilePath($0) }), home.isAbsolute else { return nil }
    return home.appending(".config").appending("mlx").appending("config")
  }

  /// The variables that settings depend on.
  public static var environmentNames: [String] {
    ConfigKey.all.map(\.variable) + ["XDG_CONFIG_HOME", "HOME"]
  }

  private mutating func load(
    _ path: FilePath, as layer: ConfigLayer, in fileSystem: any FileSystem,
    origin: (Int) -> ConfigOrigin
  ) throws {
    let known = Set(ConfigKey.all.map(\.name))
    var values: [String: ConfigValue] = [:]
    var unknown: [UnknownSetting] = []
    for setting in try ConfigFile.load(path, in: fileSystem)?.settings ?? [] {
      let origin = origin(setting.line)
      if known.contains(setting.key) || ConfigKey.remote(setting: setting.key) != nil {
        values[setting.key] = ConfigValue(value: setting.value, origin: origin)
      } else {
        let near = NearSettings.names(to: setting.key)
        unknown.append(UnknownSetting(name: setting.key, origin: origin, near: near))
      }
    }
    layers[layer] = values
    self.unknown[layer] = unknown
  }
}

extension Configuration {
  /// The value that holds, nil when nothing sets one.
  ///
  /// - Parameter layer: ask one layer only.
  ///
  /// Errors: `unknownSetting`, and `invalidSetting` for a value that the key cannot have.
  public func get(_ name: String, in layer: ConfigLayer? = nil) throws(ConfigError) -> ConfigValue?
  {
    try get(ConfigKey.named(name), in: layer)
  }

  /// The value that holds, nil when nothing sets one. Errors: `invalidSetting`.
  public func get(_ key: ConfigKey, in layer: ConfigLayer? = nil) throws(ConfigError)
    -> ConfigValue?
  {
    guard let found = unchecked(key, in: layer) else { return nil }
    guard key.type.accepts(found.value) else {
      throw .invalidSetting(
        key.name, value: found.value, expected: key.type.expectation, origin: found.origin)
    }
    return found
  }

  /// Every setting that has a value, right or wrong, in the order of `ConfigKey.all`, then those of remotes.
  ///
  /// - Parameter layer: of one layer only.
  public func all(in layer: ConfigLayer? = nil) -> [(key: ConfigKey, value: ConfigValue)] {
    (ConfigKey.all + remoteKeys).compactMap { key in
      unchecked(key, in: layer).map { (key, $0) }
    }
  }

  /// The settings about remotes that a file has, sorted.
  var remoteKeys: [ConfigKey] {
    Set(layers.values.flatMap(\.keys)).sorted().compactMap { ConfigKey.remote(setting: $0) }
  }

  /// Lines in the files that set something unknown: typing errors, or settings of a newer mlx.
  public var unknownSettings: [UnknownSetting] {
    ConfigLayer.allCases.flatMap { unknown[$0] ?? [] }
  }

  private func unchecked(_ key: ConfigKey, in layer: ConfigLayer?) -> ConfigValue? {
    let asked = layer.map { [$0] } ?? ConfigLayer.allCases
    return asked.lazy.compactMap { layers[$0]?[key.name] }.first
  }
}
