import FileIO

/// The program around the commands: it parses, runs one command, and says how it ended.
public enum Program {
  /// The version that `mlx --version` prints.
  static let version = "0.1.0"

  /// Runs the command of this process and returns its exit status.
  public static func main() async -> Int32 {
    StandardStream.ignoreClosedPipes()
    let arguments = Array(CommandLine.arguments.dropFirst())
    var terminal = Terminal()
    var status = ExitStatus.done
    if arguments == ["--version"] {
      // Without the parser, which takes longer than all else here.
      terminal.write("mlx \(version)\n")
    } else {
      Interruption.install()
      status = await run(arguments, terminal: &terminal)
    }
    terminal.flush()
    if let failure = terminal.failure {
      terminal.error(Text(failure.description))
      if let hint = failure.hint { terminal.hint(Text(hint)) }
      if status == .done || status == .no { status = ExitStatus(code: failure.code) }
    }
    return status.rawValue
  }

  /// Runs one command line. `mlx demo` runs others through it.
  static func run(_ arguments: [String], terminal: inout Terminal) async -> ExitStatus {
    let words = ArgumentOrder.normalized(arguments)
    do {
      if let request = try HelpRequest(words) {
        prepare(&terminal, words, arguments)
        request.answer(to: &terminal)
        return .done
      }
      let parsed = try await RootCommand.asyncParseAsRoot(words)
      guard let command = parsed as? any ProgramCommand else {
        prepare(&terminal, words, arguments)
        CommandHelp.render(UsageFailure.commandWords(in: words), to: &terminal)
        return .done
      }
      let session = Session(global: command.global, arguments: arguments)
      terminal.settings = session.terminalSettings(nil)
      defer { session.progress.finish() }
      return try await command.execute(session, terminal: &terminal)
    } catch {
      return report(error, words, arguments, terminal: &terminal)
    }
  }

  /// Settles color where no command runs: for help, and for errors. The session is nil where the
  /// options cannot be read.
  @discardableResult
  private static func prepare(
    _ terminal: inout Terminal, _ words: [String], _ arguments: [String]
  ) -> Session? {
    guard let global = GlobalOptions.scanned(words) else { return nil }
    let session = Session(global: global, arguments: arguments)
    terminal.settings = session.terminalSettings(session.configuration())
    return session
  }

  private static func report(
    _ error: any Error, _ words: [String], _ arguments: [String], terminal: inout Terminal
  ) -> ExitStatus {
    if RootCommand.exitCode(for: error).isSuccess {
      terminal.write(RootCommand.fullMessage(for: error, columns: 80) + "\n")
      return .done
    }
    let session = prepare(&terminal, words, arguments)
    let failure = Failure(error, arguments: words, place: session?.place())
    if words.prefix(while: { $0 != "--" }).contains("--json") {
      terminal.write(JSONOutput.document(of: failure))
    } else {
      terminal.error(Text(failure.message))
      if let hint = failure.hint { terminal.say("\("hint:", .cyan) \(hint)") }
    }
    return failure.status
  }
}
