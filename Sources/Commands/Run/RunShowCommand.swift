import ArgumentParser
import FileIO
import Objects
import Repository

/// `mlx run show`: all of a run. The work is `Repository.run(_:)`.
struct RunShowCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a run read, made and printed.",
    usage: "mlx run show [<run>] [--stdout | --stderr]",
    discussion: """
      A run is named by digits of its id, by its name, or 'latest', which is meant when
      none is named.

      Examples:
        mlx run show 3f2a9c1
        mlx run show --stdout > log.txt
      """)

  static let schemaName: String? = "run-show"

  /// What it printed.
  enum Stream: String, EnumerableFlag {
    case stdout, stderr

    static func help(for value: Stream) -> ArgumentHelp? {
      switch value {
      case .stdout: "Print what it wrote to standard output."
      case .stderr: "Print what it wrote to standard error."
      }
    }
  }

  @Argument(help: ArgumentHelp("An id, a name, or 'latest'.", valueName: "run"))
  var run = "latest"

  @Flag(exclusivity: .exclusive) var stream: Stream?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func execute(_ session: Session, terminal: inout Terminal) async throws -> ExitStatus {
    let repository = try session.openRepository()
    terminal.settings = session.terminalSettings(repository.environment.configuration)
    let listed = try repository.run(run)
    guard let stream else {
      if global.json {
        terminal.write(JSONOutput.document(command: "run-show", listed.json))
      } else {
        listed.render(to: &terminal)
      }
      return .done
    }
    let kept = stream == .stdout ? listed.run.output : listed.run.errors
    if global.json {
      throw UsageError("'--\(stream.rawValue)' has no JSON form", hint: "leave '--json' out")
    }
    guard let kept else { return .done }
    try terminal.stream { write in try repository.writeOutput(kept, to: write) }
    return .done
  }
}
