import ArgumentParser
import Objects

/// `mlx completions <shell>`: a script that completes commands and options on Tab.
struct CompletionsCommand: ValueCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print a script that completes mlx commands in a shell.",
    usage: "mlx completions bash | zsh | fish",
    discussion: """
      Examples:
        source <(mlx completions bash)                        # for this shell
        mlx completions zsh > ~/.zfunc/_mlx                   # a folder in $fpath
        mlx completions fish > ~/.config/fish/completions/mlx.fish
      """)

  static let schemaName: String? = nil

  /// The shells that a script can be made for.
  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    var completionShell: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func perform(_ session: Session) async throws -> CompletionScript {
    CompletionScript(text: RootCommand.completionScript(for: shell.completionShell))
  }
}

/// A script for a shell.
struct CompletionScript: CommandOutput {
  let text: String

  var json: [String: JSONValue] { [:] }

  func render(to terminal: inout Terminal) {
    terminal.write(text + "\n")
  }
}
