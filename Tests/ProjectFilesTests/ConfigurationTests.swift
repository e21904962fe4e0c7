import FileIO
import ProjectFiles
import SystemPackage
import TestSupport
import Testing

@Suite struct ConfigurationTests {
  private let folder: TemporaryDirectory
  private let fileSystem = KernelFileSystem()

  init() throws { folder = try TemporaryDirectory() }

  private var local: FilePath { folder.path.appending("config") }

  private func write(_ text: String, to path: FilePath) throws {
    try fileSystem.makeDirectories(path.removingLastComponent())
    try fileSystem.replaceFile(
      path, with: Array(text.utf8), temporary: folder.path, durable: false)
  }

  private func read(_ path: FilePath) throws -> String {
    String(decoding: try fileSystem.readFile(path, maxBytes: 1 << 20), as: UTF8.self)
  }

  private func load(
    overrides: [String: String] = [:], _ environment: [String: String] = [:]
  ) throws -> Configuration {
    var environment = environment
    environment["HOME"] = folder.path.string
    return try .load(
      overrides: overrides, environment: environment, local: local, fileSystem: fileSystem)
  }

  @Test func theFirstLayerWins() throws {
    let global = folder.path.appending(".config/mlx/config")
    #expect(try load().get("user.name") == nil)
    #expect(try load().get("ui.color") == ConfigValue(value: "auto", origin: .standard))
    try write("# me\nuser.name = Global\n", to: global)
    #expect(
      try load().get("user.name")
        == ConfigValue(value: "Global", origin: .global(path: global.string, line: 2)))
    try write("user.name = Local\n", to: local)
    #expect(
      try load().get("user.name")
        == ConfigValue(value: "Local", origin: .local(path: local.string, line: 1)))
    let variable = ["MLX_USER_NAME": "Variable"]
    #expect(
      try load(variable).get("user.name")
        == ConfigValue(value: "Variable", origin: .environment(variable: "MLX_USER_NAME")))
    let both = try load(overrides: ["user.name": "Flag"], variable)
    #expect(try both.get("user.name") == ConfigValue(value: "Flag", origin: .flag))
    #expect(try both.get("user.name", in: .local)?.value == "Local")
    #expect(try both.get("user.name", in: .global)?.value == "Global")
    #expect(try both.get("user.name", in: .standard) == nil)
    #expect(try load(["MLX_USER_NAME": ""]).get("user.name")?.value == "Local")
  }

  @Test func whereThePersonsFileIs() {
    func path(_ environment: [String: String]) -> String? {
      Configuration.globalFile(environment: environment)?.string
    }
    #expect(path(["HOME": "/h"]) == "/h/.config/mlx/config")
    #expect(path(["HOME": "/h", "XDG_CONFIG_HOME": "/x"]) == "/x/mlx/config")
    #expect(path(["HOME": "/h", "XDG_CONFIG_HOME": "relative"]) == "/h/.config/mlx/config")
    #expect(path(["HOME": "/h", "XDG_CONFIG_HOME": ""]) == "/h/.config/mlx/config")
    #expect(path([:]) == nil)
    #expect(path(["HOME": "relative"]) == nil)
  }

  @Test func everySettingIsListedWithItsOrigin() throws {
    try write("user.email = a@b\ncore.durability = sometimes\n", to: local)
    let all = try load(["MLX_USER_NAME": "Ana"]).all()
    #expect(
      all.map { "\($0.key.name)=\($0.value.value) \($0.value.origin.layer)" } == [
        "user.name=Ana environment", "user.email=a@b local", "core.durability=sometimes local",
        "store.encoding=auto standard", "ui.color=auto standard",
        "commit.code=auto standard", "commit.environment=auto standard",
        "commit.profile=auto standard", "commit.submodules=commit standard",
        "remote.stall=60 standard",
      ])
    #expect(try load().all(in: .local).map(\.key) == [.userEmail, .durability])
    #expect(ConfigOrigin.local(path: "f", line: 2).description == "f:2")
    #expect(ConfigOrigin.environment(variable: "V").description == "V")
  }

  @Test func aWrongValueStopsOnlyWhatNeedsIt() throws {
    try write("user.name = Ana\ncore.durability = sometimes\n", to: local)
    let configuration = try load(["MLX_USER_EMAIL": "a b>"])
    #expect(try configuration.get("user.name")?.value == "Ana")
    #expect(throws: ConfigError.self) { try configuration.get(.userEmail) }
    let error = #expect(throws: ConfigError.self) { try configuration.get(.durability) }
    #expect(error?.code == "invalid-setting")
    #expect(
      error?.description == "'sometimes' is no value for 'core.durability' (\(local):2): "
        + "it takes full or none")
  }

  @Test(arguments: [
    ("user.nam", ["user.name"]), ("user.mail", ["user.email"]), ("User.Name", ["user.name"]),
    ("color", ["ui.color"]), ("user.x.y.z.long", ["user.name", "user.email"]), ("nothing.here", []),
  ])
  func unknownNames(name: String, near: [String]) throws {
    #expect(throws: ConfigError.unknownSetting(name, near: near)) {
      try Configuration().get(name)
    }
    let error = ConfigError.unknownSetting(name, near: near)
    #expect(error.code == "unknown-setting")
    #expect(error.hint?.contains(near.first ?? "ui.color") == true)
  }

  @Test func unknownLinesAreToldAndKept() throws {
    try write("user.nmae = Ana\n", to: local)
    let unknown = try load().unknownSettings
    #expect(unknown.map(\.name) == ["user.nmae"])
    #expect(unknown.first?.near == ["user.name"])
    #expect(unknown.first?.origin == .local(path: local.string, line: 1))
  }

  @Test func damagedFilesNameTheirLine() throws {
    try write("user.name = Ana\nwhat is this\n", to: local)
    let error = #expect(throws: ConfigError.self) { try load() }
    #expect(error?.code == "invalid-config")
    #expect(error?.description.hasPrefix("\(local):2: ") == true)
    #expect(error?.hint?.contains("line 2 of '\(local)'") == true)
  }

  @Test func settingsAreWrittenAndTakenBack() throws {
    try ConfigFile.set("user.name", to: "Ana # 1", in: local, fileSystem: fileSystem)
    try ConfigFile.set("ui.color", to: "never", in: local, fileSystem: fileSystem)
    #expect(try read(local) == "user.name = \"Ana # 1\"\nui.color = never\n")
    #expect(try load().get("user.name")?.value == "Ana # 1")
    #expect(try ConfigFile.unset("user.name", in: local, fileSystem: fileSystem))
    #expect(try !ConfigFile.unset("user.name", in: local, fileSystem: fileSystem))
    #expect(try read(local) == "ui.color = never\n")
    #expect(try fileSystem.entries(of: folder.path).map(\.name) == ["config"])
  }

  @Test func theNewFileIsMadeInTheFolderForIt() throws {
    let temporary = folder.path.appending("tmp")
    try ConfigFile.set(
      "user.name", to: "Ana", in: local, temporary: temporary, fileSystem: fileSystem)
    #expect(try read(local) == "user.name = Ana\n")
    #expect(try fileSystem.entries(of: temporary).isEmpty)
  }

  @Test func onlyWhatIsValidIsWritten() throws {
    let wrong = [
      ("core.durability", "sometimes"), ("user.name", ""), ("user.name", "a\nb"),
      ("user.name", "Ana <a>"), ("user.email", "a b>"), ("user.email", "a\tb"),
      ("ui.color", "Always"),
    ]
    for (name, value) in wrong {
      let error = #expect(throws: ConfigError.self) {
        try ConfigFile.set(name, to: value, in: local, fileSystem: fileSystem)
      }
      #expect(error?.code == "invalid-setting")
    }
    #expect(throws: ConfigError.unknownSetting("user.nam", near: ["user.name"])) {
      try ConfigFile.set("user.nam", to: "x", in: local, fileSystem: fileSystem)
    }
    #expect(throws: ConfigError.self) {
      try ConfigFile.unset("user.nam", in: local, fileSystem: fileSystem)
    }
    #expect(try fileSystem.entries(of: folder.path).isEmpty)
  }

  @Test func aLineThatIsNotKnownCanBeTakenOut() throws {
    try write("user.nmae = Ana\n# kept\n", to: local)
    #expect(try ConfigFile.unset("user.nmae", in: local, fileSystem: fileSystem))
    #expect(try read(local) == "# kept\n")
  }

  @Test func foldersAreMadeAndLinksAreKept() throws {
    let deep = folder.path.appending("a/b/config")
    try ConfigFile.set("user.name", to: "Ana", in: deep, fileSystem: fileSystem)
    let link = folder.path.appending("link")
    try fileSystem.symlink(target: "a/b/config", at: link)
    try ConfigFile.set("user.name", to: "Bo", in: link, fileSystem: fileSystem)
    #expect(try fileSystem.status(at: link, followingLinks: false)?.type == .symlink)
    #expect(try read(deep) == "user.name = Bo\n")
  }

  @Test func everyKeyAcceptsItsStandard() {
    for key in ConfigKey.all {
      #expect(key.standard.map(key.type.accepts) ?? true)
      #expect(!key.summary.isEmpty && !key.type.expectation.isEmpty)
    }
    #expect(ConfigKey.durability.variable == "MLX_CORE_DURABILITY")
    #expect(Configuration.environmentNames.contains("MLX_USER_EMAIL"))
  }
}
