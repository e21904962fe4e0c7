import ArgumentParser
import FileIO
import Objects
import ProjectFiles
import Repository
import SystemPackage

/// `mlx config`: shows and changes settings. The work is `Configuration` and `ConfigFile`.
struct ConfigCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show or change settings.",
    usage: """
      mlx config [--list] [--show-origin] [--global | --local]
      mlx config [--show-origin] [--global | --local] <name>
      mlx config [--global | --local] <name> <value>
      mlx config [--global | --local] --unset <name>
      mlx config --schema
      """,
    discussion: """
      A setting comes from its MLX_* variable, else from the repository's file
      '.mlops/config', else from '~/.config/mlx/config'. A value is written to the
      repository's file unless --global is given.

      Settings:
      \(ConfigKey.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

      Examples:
        mlx config --global user.name "Ana"
        mlx config --list --show-origin
        mlx config --schema > mlx.schema.json
      """)

  /// Which file.
  enum Place: String, EnumerableFlag {
    case global, local

    static func help(for value: Place) -> ArgumentHelp? {
      value == .global ? "Your own file." : "The repository's file."
    }

    var layer: ConfigLayer { self == .global ? .global : .local }
  }

  @Argument(help: ArgumentHelp("A setting, then its new value.", valueName: "name"))
  var words: [String] = []

  @Flag(help: "List all settings.")
  var list = false

  @Flag(help: "Remove a setting from the file.")
  var unset = false

  @Flag(help: "Print a JSON Schema of mlx.yaml, for editors.")
  var schema = false

  @Flag(exclusivity: .exclusive)
  var place: Place?

  @Flag(name: .customLong("show-origin"), help: "Say where each value comes from.")
  var showOrigin = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if words.count > 2 {
      throw UsageError(
        "'config' takes a name and a value",
        hint: "put a value of several words in quotes: 'mlx config NAME \"A B\"'")
    }
    if list && (unset || !words.isEmpty) {
      throw UsageError(
        "'--list' takes no name", hint: "'mlx config NAME' shows one setting")
    }
    if schema && (list || unset || showOrigin || place != nil || !words.isEmpty) {
      throw UsageError(
        "'--schema' takes no name and no other option", hint: "run 'mlx config --schema'")
    }
    if unset && words.count != 1 {
      throw UsageError("'--unset' takes one name", hint: "'mlx config' lists what is set")
    }
  }

  func perform(_ session: Session) async throws -> ConfigOutput {
    if schema { return ConfigOutput(rows: [], schema: ProjectFile.schema) }
    // Settings can be read, and the person's own changed, where there is no repository.
    let repository =
      try place == .local ? session.openRepository() : session.repositoryIfThere()
    let settings =
      try repository?.environment.configuration ?? session.environment().configuration
    guard let name = words.first else {
      let values = settings.all(in: place?.layer)
      let rows = ConfigKey.all.map { key in
        ConfigRow(name: key.name, value: values.first { $0.key == key }?.value)
      }
      return ConfigOutput(
        rows: rows, isList: true, showsOrigin: showOrigin, unknown: settings.unknownSettings)
    }
    if words.count == 2 || unset {
      try change(name, try file(repository, session), temporary: repository)
      return ConfigOutput(rows: [], notices: unset ? [] : overrides(of: name, settings))
    }
    guard let value = try settings.get(name, in: place?.layer) else {
      throw SettingError.notSet(name)
    }
    return ConfigOutput(rows: [ConfigRow(name: name, value: value)], showsOrigin: showOrigin)
  }

  private func change(_ name: String, _ file: FilePath, temporary repository: Repository?) throws {
    let folder = place == .global ? nil : repository?.metadata.appending("tmp")
    let fileSystem = KernelFileSystem()
    if !unset {
      try ConfigFile.set(name, to: words[1], in: file, temporary: folder, fileSystem: fileSystem)
    } else if try !ConfigFile.unset(name, in: file, temporary: folder, fileSystem: fileSystem) {
      throw SettingError.notSet(name)
    }
  }

  /// What else sets the name, and wins over the file that was changed.
  private func overrides(of name: String, _ settings: Configuration) -> [String] {
    let changed = place?.layer ?? .local
    let other = ConfigLayer.allCases.filter { $0 < changed }.lazy.compactMap { layer in
      settings.all(in: layer).first { $0.key.name == name }?.value
    }.first
    return other.map { ["\($0.origin) sets '\(name)' too, to '\($0.value)', and wins"] } ?? []
  }

  private func file(_ repository: Repository?, _ session: Session) throws -> FilePath {
    if place != .global {
      let repository = try repository ?? session.openRepository()
      try repository.checkWritable()
      return repository.metadata.appending("config")
    }
    guard let path = Configuration.globalFile(environment: ProcessEnvironment.settings) else {
      throw SettingError.noHome
    }
    return path
  }
}

/// Why `mlx config` has no answer.
enum SettingError: MLXError {
  case notSet(String)
  case noHome

  var code: String { self == .noHome ? "no-home" : "setting-not-set" }

  var description: String {
    switch self {
    case .notSet(let name): "'\(name)' is not set"
    case .noHome: "there is no home folder for your settings"
    }
  }

  var hint: String? {
    switch self {
    case .notSet(let name): "set it with 'mlx config \(name) VALUE'"
    case .noHome: "set HOME or XDG_CONFIG_HOME"
    }
  }
}

extension SettingError: Equatable {}
