import ArgumentParser
import Environments
import FileIO
import Objects
import ProjectFiles
import References
import Repository

/// `mlx env restore`: makes the environment of a version again. The work is
/// `Repository.planRestore` and `RestorePlan.run`.
struct EnvironmentRestoreCommand: RepositoryCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make the environment of a version again, and prove it.",
    usage: """
      mlx env restore [-n] [--index-url <url>] [--extra-index-url <url>] ...
                      [<revision>] [<dir>]
      mlx env restore [-n] --rev <revision> [<dir>]
      """,
    discussion: """
      Without a revision, that of HEAD. Without a folder, '.venv-' and 7 digits of the
      environment's id. Packages come from the index that pip or uv is set up for.
      Exits with 1 when what was made is not exactly what was recorded.

      Examples:
        mlx env restore -n
        mlx env restore v1 .venv
        mlx env restore --extra-index-url https://download.pytorch.org/whl/cu118
      """)

  static let schemaName: String? = "env-restore"

  @Argument(
    help: ArgumentHelp(
      "A revision, then a folder; one word that is no revision is the folder.",
      valueName: "revision"), completion: .directory)
  var words: [String] = []

  @Option(
    name: .customLong("rev"),
    help: ArgumentHelp("The revision, where a word could be both.", valueName: "revision"))
  var named: String?

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only say what would be done.")
  var isDryRun = false

  @Option(
    name: .customLong("index-url"),
    help: ArgumentHelp("Where pip or uv looks for packages.", valueName: "url"))
  var indexURL: String?

  @Option(
    name: .customLong("extra-index-url"),
    help: ArgumentHelp("Where it looks for them as well.", valueName: "url"))
  var extraIndexURLs: [String] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    let count = named == nil ? 2 : 1
    if words.count > count {
      throw UsageError(
        "'\(words[count])' is one word too many",
        hint: named == nil ? "name a revision and a folder" : "beside '--rev', name a folder only")
    }
  }

  func perform(in repository: Repository) async throws -> EnvironmentRestoreOutput {
    let asked = try RestoreWords(words, named: named, global: global, repository: repository)
    let found = try repository.environment(of: asked.revision)
    let folder = asked.folder ?? ".venv-\(found.asset.id.short)"
    let indexes = (indexURL.map { ["--index-url", $0] } ?? [])
    let plan = try repository.planRestore(
      found, into: global.file(folder).lexicallyNormalized(),
      installerArguments: indexes + extraIndexURLs.flatMap { ["--extra-index-url", $0] })
    var output = EnvironmentRestoreOutput(
      found: found, revision: "\(asked.revision)", folder: folder, plan: plan)
    if isDryRun { return output }
    let line = RestoreProgress(global, repository.environment.configuration)
    line.begin(output)
    output.result = try await plan.run(
      for: found.record, in: repository.environment.fileSystem,
      output: line.showsPrograms ? .standardError : .collected(bytesMax: 16 << 20)
    ) { step, number in line.report(step, number, of: plan.steps.count) }
    return output
  }
}

/// What is said on standard error while an environment is made.
struct RestoreProgress: Sendable {
  private let settings: Terminal.Settings
  private let isShown: Bool
  /// With `-v`, what the programs say is shown too.
  let showsPrograms: Bool

  init(_ global: GlobalOptions, _ configuration: Configuration) {
    settings = Session(global: global, arguments: []).terminalSettings(configuration)
    isShown = !global.quiet && !global.json
    showsPrograms = isShown && global.verbose
  }

  func begin(_ output: EnvironmentRestoreOutput) {
    guard !output.plan.steps.isEmpty else { return }
    say("restoring the environment of \(output.version) into \(output.folder)")
    guard isShown else { return }
    var terminal = Terminal(settings: settings)
    output.renderLimits(to: &terminal)
  }

  func report(_ step: RestorePlan.Step, _ number: Int, of count: Int) {
    say("\("\(number)/\(count)", .cyan) \(step.sentence)")
    if showsPrograms { say("    \(step.commandLine, .dim)") }
  }

  private func say(_ text: Text) {
    guard isShown else { return }
    var terminal = Terminal(settings: settings)
    terminal.say(text)
  }
}
