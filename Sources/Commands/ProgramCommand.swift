import ArgumentParser
import ProjectFiles
import Repository

/// A command of mlx. The parser makes it from the arguments; `Program` executes it.
protocol ProgramCommand: AsyncParsableCommand {
  var global: GlobalOptions { get }

  /// The name in `mlx.<name>/1`; nil where there is nothing to print as JSON.
  static var schemaName: String? { get }

  /// Does the work and prints its outcome.
  func execute(_ session: Session, terminal: inout Terminal) async throws -> ExitStatus
}

extension ProgramCommand {
  static var schemaName: String? { configuration.commandName }
}

/// A command that needs no repository; its work ends in a value, which is the JSON and the text.
protocol ValueCommand: ProgramCommand {
  associatedtype Output: CommandOutput

  func perform(_ session: Session) async throws -> Output
}

/// A command that works on a repository, which is found from the folder that it runs in.
protocol RepositoryCommand: ProgramCommand {
  associatedtype Output: CommandOutput

  /// One library call: it returns what was found or done.
  func perform(in repository: Repository) async throws -> Output
}

extension ValueCommand {
  func execute(_ session: Session, terminal: inout Terminal) async throws -> ExitStatus {
    try checkJSON()
    prepare(&terminal, session, session.configuration())
    return try print(await perform(session), session, &terminal)
  }
}

extension RepositoryCommand {
  func execute(_ session: Session, terminal: inout Terminal) async throws -> ExitStatus {
    try checkJSON()
    let repository = try session.openRepository()
    prepare(&terminal, session, repository.environment.configuration)
    return try print(await perform(in: repository), session, &terminal)
  }
}

extension ProgramCommand {
  /// Refuses `--json` where there is nothing to print as JSON, before any work is done.
  func checkJSON() throws(UsageError) {
    if !global.json || Self.schemaName != nil { return }
    let name = Self.configuration.commandName ?? ""
    throw UsageError("'\(name)' has no JSON form", hint: "leave '--json' out")
  }

  fileprivate func prepare(
    _ terminal: inout Terminal, _ session: Session, _ configuration: Configuration
  ) {
    terminal.settings = session.terminalSettings(configuration)
    if let fault = session.colorFault(configuration) { terminal.warning(Text(fault.description)) }
  }

  fileprivate func print(
    _ output: some CommandOutput, _ session: Session, _ terminal: inout Terminal
  ) throws -> ExitStatus {
    session.progress.finish()
    terminal.reportsWork = output.isSummary
    if global.json {
      terminal.write(JSONOutput.document(command: Self.schemaName ?? "", output.json))
    } else if !(output.isSummary && terminal.settings.isQuiet) {
      try output.render(to: &terminal)
    }
    return output.status
  }
}
