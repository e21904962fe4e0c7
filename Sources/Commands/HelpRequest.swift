import Objects

/// What is answered without running a command: `mlx help`, `mlx --help`, `mlx --version`.
enum HelpRequest {
  case overview
  /// The words of a command.
  case command([String])
  case version(asJSON: Bool)

  /// What these words ask for; nil where they name a command to run.
  ///
  /// Errors: a `UsageError` for help on no command, and for options without any command.
  init?(_ words: [String]) throws(UsageError) {
    let (leading, rest) = ArgumentOrder.split(words)
    switch rest.first {
    case nil where leading.isEmpty: self = .overview
    case nil: throw Self.missingCommand(behind: leading)
    case "--version"?: self = .version(asJSON: words.contains("--json"))
    case "help"?, "-h"?, "--help"?:
      let names = Array(rest.dropFirst().prefix { !$0.hasPrefix("-") })
      if CommandTree.command(named: names) == nil { throw Self.unknown(names) }
      self = names.isEmpty ? .overview : .command(names)
    default: return nil
    }
  }

  func answer(to terminal: inout Terminal) {
    switch self {
    case .overview: RootHelp.render(to: &terminal)
    case .command(let words): CommandHelp.render(words, to: &terminal)
    case .version(asJSON: false): terminal.write("mlx \(Program.version)\n")
    case .version(asJSON: true):
      let keys: [String: JSONValue] = ["version": .string(Program.version)]
      terminal.write(JSONOutput.document(command: "version", keys))
    }
  }

  private static func unknown(_ names: [String]) -> UsageError {
    let known = UsageFailure.commandWords(in: names)
    let close = UsageFailure.closest(
      to: names.dropFirst(known.count).first ?? "", in: CommandTree.names(below: known))
    let help = (["mlx help"] + known).joined(separator: " ")
    return UsageError(
      "'\(names.joined(separator: " "))' is not an mlx command",
      hint: close.map { "did you mean '\(help) \($0)'?" } ?? "run '\(help)' for the commands")
  }

  /// Options that are there for a command, and no command.
  private static func missingCommand(behind leading: [String]) -> UsageError {
    let choices = ColorChoice.allCases.map(\.rawValue)
    for (word, next) in zip(leading, leading.dropFirst() + [""]) {
      let color =
        word == "--color" ? next : word.hasPrefix("--color=") ? String(word.dropFirst(8)) : nil
      if let color, !color.isEmpty, !choices.contains(color) {
        return UsageError(
          "the value '\(color)' is invalid for '--color <when>'",
          hint: "use 'auto', 'always' or 'never'")
      }
    }
    let last = leading.last ?? ""
    let isValue = leading.count > 1 && ["-C", "--color"].contains(leading[leading.count - 2])
    if !isValue, last == "-C" || last == "--color" {
      return UsageError("missing value for '\(last == "-C" ? "-C <dir>" : "--color <when>")'")
    }
    return UsageError("no command is named behind '\(leading.joined(separator: " "))'")
  }
}
