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
    if arguments == ["--version"] {
      terminal.write("mlx \(version)\n")
      terminal.flush()
      return 0
    }
    Interruption.install()
    var status = await run(arguments, terminal: &terminal)
    terminal.flush()
    if let failure = terminal.failure, status == .done {
      terminal.error(Text(failure.description))
      status = ExitStatus(code: failure.code)
    }
    return status.rawValue
  }

  /// Runs one command line. `mlx demo` runs others through it.
  static func run(_ arguments: [String], terminal: inout Terminal) async -> ExitStatus {
    let words = ArgumentOrder.normalized(arguments)
    do {
      if RootHelp.isAsked(by: words) {
        RootHelp.render(to: &terminal)
        return .done
      }
      if let command = try HelpRequest.command(words) {
        CommandHelp.render(command, to: &terminal)
        return .done
      }
      let parsed = try await RootCommand.asyncParseAsRoot(words)
      guard let command = parsed as? any ProgramCommand else {
        CommandHelp.render(UsageFailure.commandWords(in: words), to: &terminal)
        return .done
      }
      let session = Session(global: command.global, arguments: arguments)
      terminal.settings = session.terminalSettings()
      return try await command.execute(session, terminal: &terminal)
    } catch {
      return report(error, words, terminal: &terminal)
    }
  }

  private static func report(
    _ error: any Error, _ words: [String], terminal: inout Terminal
  ) -> ExitStatus {
    if RootCommand.exitCode(for: error).isSuccess {
      terminal.write(RootCommand.fullMessage(for: error, columns: 80) + "\n")
      return .done
    }
    let failure = Failure(error, arguments: words)
    if words.prefix(while: { $0 != "--" }).contains("--json") {
      terminal.write(JSONOutput.document(of: failure))
    } else {
      terminal.error(Text(failure.message))
      if let hint = failure.hint { terminal.say("\("hint:", .cyan) \(hint)") }
    }
    return failure.status
  }
}
