import ArgumentParser
import FileIO
import Objects
import Repository

/// `mlx run -- COMMAND`. The work is `Repository.run`.
struct RunStartCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Run a command and record what it read and made.",
    shouldDisplay: false)

  static let schemaName: String? = "run"

  @Option(
    name: [.customShort("d"), .customLong("input")],
    help: ArgumentHelp("A file, folder or asset that it reads.", valueName: "input"),
    completion: .file())
  var inputs: [String] = []

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("A file, folder or asset that it makes.", valueName: "output"),
    completion: .file())
  var outputs: [String] = []

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A setting, or a JSON or YAML file of some.", valueName: "key=value"),
    completion: .file())
  var params: [String] = []

  @Flag(
    name: .customLong("trace"),
    help: "Watch which files it opens, and name those that were not declared.")
  var isTraced = false

  @Option(help: ArgumentHelp("A name to find the run by.", valueName: "name"))
  var name: String?

  @Argument(parsing: .postTerminator, help: "The command and its arguments, behind '--'.")
  var command: [String] = []

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if command.isEmpty {
      throw UsageError(
        "no command is named", hint: "write it behind '--': 'mlx run -- python train.py'")
    }
  }

  func execute(_ session: Session, terminal: inout Terminal) async throws -> ExitStatus {
    let repository = try session.openRepository()
    terminal.settings = session.terminalSettings(repository.environment.configuration)
    var request = RunRequest(words: command, folder: try global.startFolder())
    request.inputs = inputs
    request.outputs = outputs
    request.params = params
    request.name = name
    request.isTraced = isTraced
    request.outputDescriptor = global.json ? StandardStream.error.rawValue : 1
    request.willStart = { session.progress.finish() }
    let report = try repository.run(request)
    session.progress.finish()
    if global.json {
      terminal.write(JSONOutput.document(command: "run", report.json))
    } else {
      report.render(to: &terminal)
    }
    let status = ExitStatus(rawValue: report.exitStatus)
    return status == .done && !report.missing.isEmpty ? .missing : status
  }
}
